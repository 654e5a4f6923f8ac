import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Children } from './children.ts';
import { decodeFrames } from './decoder.ts';
import { openEncoder, type EncoderPlan } from './encoder.ts';
import { Ffmpeg } from './ffmpeg.ts';
import { ffmpegPlaces } from './ffmpegPlaces.ts';
import { findFfmpeg } from './findFfmpeg.ts';
import { greyFrame, type Frame } from './frame.ts';
import { gif, h264, hevc, lossless, losslessH264, prores, vp9, type VideoSettings } from './presets.ts';

const children = new Children();
// ENTRACTE_TEST_FFMPEG runs the same tests against another build.
const setting = process.env['ENTRACTE_TEST_FFMPEG'] ?? null;
const ffmpeg = new Ffmpeg(await findFfmpeg(ffmpegPlaces({ setting, resources: null, path: '' })), children);

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'entracte-encoder-'));
});
afterEach(async () => {
  expect(children.running).toBe(0);
  await rm(folder, { recursive: true, force: true });
});

/** A picture with slopes, soft shapes and a moving edge; `at` moves it. */
function scene(width: number, height: number, at = 0): Frame {
  const data = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [u, v] = [(x + at * 3) / width, y / height];
      const hill = v > 0.6 + 0.1 * Math.sin(u * 7);
      const glow = 90 * Math.exp(-((u - 0.4) ** 2 + (v - 0.3) ** 2) * 30);
      data[(y * width + x) * 4] = hill ? 50 + 40 * v : 90 + 60 * v + glow;
      data[(y * width + x) * 4 + 1] = hill ? 110 + 30 * Math.sin(u * 20) : 140 + 40 * v + glow * 0.8;
      data[(y * width + x) * 4 + 2] = hill ? 60 : 220 - 60 * v;
      data[(y * width + x) * 4 + 3] = 255;
    }
  }
  return { width, height, data };
}

/** A frame that carries its number as sixteen black or white blocks along its top. */
function numbered(width: number, height: number, number: number): Frame {
  const frame = greyFrame(width, height, 128);
  for (let bit = 0; bit < 16; bit++) {
    const value = (number >> bit) & 1 ? 235 : 20;
    for (let y = 0; y < 16; y++) {
      const from = (y * width + bit * 16) * 4;
      for (let at = from; at < from + 64; at += 4) {
        frame.data.fill(value, at, at + 3);
      }
    }
  }
  return frame;
}

const numberOf = (frame: Frame) => {
  let number = 0;
  for (let bit = 0; bit < 16; bit++) {
    number |= (frame.data[(8 * frame.width + bit * 16 + 8) * 4] ?? 0) > 128 ? 1 << bit : 0;
  }
  return number;
};

function psnr(a: Frame, b: Frame): number {
  let sum = 0;
  for (let y = 0; y < a.height; y++) {
    for (let x = 0; x < a.width; x++) {
      for (let c = 0; c < 3; c++) {
        sum += ((a.data[(y * a.width + x) * 4 + c] ?? 0) - (b.data[(y * b.width + x) * 4 + c] ?? 0)) ** 2;
      }
    }
  }
  return 10 * Math.log10(255 ** 2 / (sum / (a.width * a.height * 3)));
}

async function encoded(frames: readonly Frame[], video: VideoSettings, more: Partial<EncoderPlan> = {}) {
  const { width, height } = frames[0] ?? { width: 0, height: 0 };
  const output = path.join(folder, 'film 🎬 it\'s "new".out');
  const encoder = await openEncoder(ffmpeg, {
    output,
    width,
    height,
    fps: { num: 16, den: 1 },
    video,
    ...more,
  });
  for (const frame of frames) {
    await encoder.write(frame);
  }
  return { output, ...(await encoder.finish()) };
}

async function decoded(file: string, wanted: Parameters<typeof decodeFrames>[2] = {}) {
  const frames: Frame[] = [];
  for await (const frame of decodeFrames(ffmpeg, file, wanted)) {
    frames.push(frame);
  }
  return frames;
}

test('colours survive H.264: a natural picture comes back with at least 38 dB', async () => {
  const frames = [0, 1, 2, 3].map((at) => scene(640, 360, at));
  const { output } = await encoded(frames, h264());
  const back = await decoded(output);
  expect(back).toHaveLength(4);
  for (const [at, frame] of back.entries()) {
    expect(psnr(frames[at] ?? greyFrame(1, 1), frame)).toBeGreaterThan(38);
  }
});

test('flat colours come back within two steps: the matrix of the tag is the matrix of the conversion', async () => {
  const colours = [
    [255, 0, 0],
    [0, 255, 0],
    [0, 0, 255],
    [200, 120, 40],
  ];
  for (const [r = 0, g = 0, b = 0] of colours) {
    const frame = greyFrame(64, 64);
    for (let at = 0; at < frame.data.length; at += 4) {
      frame.data.set([r, g, b], at);
    }
    const [back] = await decoded((await encoded([frame], h264(10))).output);
    const middle = [...(back?.data.subarray((32 * 64 + 32) * 4, (32 * 64 + 32) * 4 + 3) ?? [])];
    expect(Math.max(...middle.map((value, c) => Math.abs(value - ([r, g, b][c] ?? 0))))).toBeLessThanOrEqual(
      2,
    );
  }
});

test.each([
  ['H.264', h264(23, 'veryfast')],
  ['HEVC', hevc(23, 'ultrafast')],
  ['VP9', vp9()],
  ['ProRes', prores],
  ['FFV1', lossless],
  ['H.264 in RGB', losslessH264],
  ['GIF', gif],
])('%s holds every frame once, in order', async (_name, video) => {
  const frames = Array.from({ length: 19 }, (_, at) => numbered(256, 64, 1000 + at));
  const result = await encoded(frames, video);
  expect(result.frames).toBe(19);
  expect(result.bytes).toBe((await stat(result.output)).size);
  expect((await decoded(result.output)).map(numberOf)).toEqual(frames.map(numberOf));
});

test.each([
  ['FFV1 with alpha', lossless, 120],
  ['H.264 in RGB', losslessH264, 255],
])('%s gives back every bit, at odd sizes too', async (_name, video, alpha) => {
  const frames = [0, 5].map((at) => scene(101, 57, at));
  frames[1]?.data.set([10, 20, 30, alpha], 0);
  const back = await decoded((await encoded(frames, video)).output);
  expect(back.map(({ width, height }) => [width, height])).toEqual([
    [101, 57],
    [101, 57],
  ]);
  expect(back.every(({ data }, at) => Buffer.compare(data, frames[at]?.data ?? data.subarray(1)) === 0)).toBe(
    true,
  );
});

test('odd sides become even for H.264 by repeating the last column and row', async () => {
  const frame = scene(101, 57);
  const back = (await decoded((await encoded([frame], h264(10))).output))[0] ?? frame;
  expect([back.width, back.height]).toEqual([102, 58]);
  expect(psnr(frame, back)).toBeGreaterThan(38);
  const corner = [0, 1, 2].map((c) => back.data.at(c - 4) ?? 0);
  const given = [0, 1, 2].map((c) => frame.data.at(c - 4) ?? 0);
  expect(Math.max(...corner.map((value, c) => Math.abs(value - (given[c] ?? 0))))).toBeLessThan(6);
});

test('a rate such as 30000/1001 keeps its count', async () => {
  const frames = Array.from({ length: 31 }, (_, at) => numbered(256, 32, at));
  const { output } = await encoded(frames, h264(23, 'ultrafast'), { fps: { num: 30000, den: 1001 } });
  expect((await decoded(output)).map(numberOf)).toEqual(frames.map(numberOf));
});

test('a part of a film can be read: from a frame, a number of frames, in another size and rate', async () => {
  const frames = Array.from({ length: 32 }, (_, at) => numbered(256, 64, at));
  const { output } = await encoded(frames, h264(18, 'ultrafast'));
  expect((await decoded(output, { from: 20, count: 3 })).map(numberOf)).toEqual([20, 21, 22]);
  expect((await decoded(output, { from: 30 })).map(numberOf)).toEqual([30, 31]);
  expect((await decoded(output, { fps: { num: 8, den: 1 } })).length).toBe(16);
  const [small] = await decoded(output, { width: 128, count: 1 });
  expect([small?.width, small?.height]).toEqual([128, 32]);
});

test('leaving the loop ends ffmpeg', async () => {
  const { output } = await encoded(
    Array.from({ length: 60 }, (_, at) => scene(320, 180, at)),
    h264(23, 'ultrafast'),
  );
  for await (const frame of decodeFrames(ffmpeg, output)) {
    expect(frame.width).toBe(320);
    break;
  }
  expect(children.running).toBe(0);
});

test('an aborted reading rejects with the reason and ends ffmpeg', async () => {
  const { output } = await encoded(
    Array.from({ length: 60 }, (_, at) => scene(320, 180, at)),
    h264(23, 'ultrafast'),
  );
  const abort = new AbortController();
  const reading = (async () => {
    for await (const frame of decodeFrames(ffmpeg, output, { signal: abort.signal })) {
      abort.abort(new Error(`enough after ${frame.width}`));
    }
  })();
  await expect(reading).rejects.toThrow('enough after 320');
});

test.each(['cancelled', 'aborted'])('a %s film leaves nothing, at once', async (way) => {
  const abort = new AbortController();
  const output = path.join(folder, 'a.mp4');
  const plan = {
    output,
    width: 640,
    height: 360,
    fps: { num: 16, den: 1 },
    video: h264(),
    signal: abort.signal,
  };
  const encoder = await openEncoder(ffmpeg, plan);
  for (let at = 0; at < 20; at++) {
    await encoder.write(scene(640, 360, at));
  }
  const started = performance.now();
  if (way === 'aborted') {
    abort.abort(new Error('stop'));
    await expect(encoder.finish()).rejects.toThrow('stop');
  } else {
    await encoder.cancel();
  }
  expect(performance.now() - started).toBeLessThan(5_000);
  await expect.poll(() => readdir(folder)).toEqual([]);
});

test('an ffmpeg that is killed fails the film with a remedy and keeps the old file', async () => {
  const { output } = await encoded([scene(64, 64)], h264());
  const before = (await stat(output)).size;
  const encoder = await openEncoder(ffmpeg, {
    output,
    width: 64,
    height: 64,
    fps: { num: 16, den: 1 },
    video: h264(),
  });
  await encoder.write(scene(64, 64));
  children.killAll();
  const writing = (async () => {
    for (;;) {
      await encoder.write(scene(64, 64));
    }
  })();
  await expect(writing).rejects.toMatchObject({
    code: 'ffmpeg-failed',
    remedy: expect.stringMatching(/./) as string,
  });
  expect((await stat(output)).size).toBe(before);
  expect(await readdir(folder)).toHaveLength(1);
});

test('a folder that is not there is told before a frame is drawn', async () => {
  const output = path.join(folder, 'gone', 'a.mp4');
  const plan = { output, width: 64, height: 64, fps: { num: 16, den: 1 }, video: h264() };
  await expect(openEncoder(ffmpeg, plan)).rejects.toMatchObject({ code: 'missing-file' });
});

test('an encoder that is not there is told as such', async () => {
  const writing = encoded([scene(64, 64)], { ...h264(), encoder: 'h264_nowhere' });
  await expect(writing).rejects.toMatchObject({ code: 'encoder-failed' });
  expect(await readdir(folder)).toEqual([]);
});

test('a frame of another size is refused and names itself', async () => {
  await expect(encoded([scene(64, 64), scene(32, 64)], h264())).rejects.toThrow(
    /frame 1 is 32x64, not 64x64/,
  );
  expect(await readdir(folder)).toEqual([]);
});

test.skipIf(!existsSync('/dev/full'))('a full disk is told as a full disk', async () => {
  const run = ffmpeg.run({
    step: 'The film could not be written',
    command: {
      inputs: [{ source: { generated: 'testsrc=size=320x240:rate=16' }, options: ['-f', 'lavfi'] }],
      videoFilters: [],
      audioFilters: [],
      output: {
        target: { file: '/dev/full' },
        options: ['-frames:v', '50', '-c:v', 'ffv1', '-f', 'matroska'],
      },
    },
    signal: null,
    progress: () => undefined,
  });
  await expect(run).rejects.toMatchObject({ code: 'disk-full' });
});
