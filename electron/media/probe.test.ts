import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Children } from './children.ts';
import { decodeFrames } from './decoder.ts';
import { workingEncoders } from './encoders.ts';
import { Ffmpeg } from './ffmpeg.ts';
import { ffmpegPlaces } from './ffmpegPlaces.ts';
import { findFfmpeg } from './findFfmpeg.ts';
import { countFrames, probe, rationalRate } from './probe.ts';

const setting = process.env['ENTRACTE_TEST_FFMPEG'] ?? null;
const ffmpeg = new Ffmpeg(
  await findFfmpeg(ffmpegPlaces({ setting, resources: null, path: '' })),
  new Children(),
);

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'entracte-probe-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Two seconds of a test picture at 30000/1001 (60 frames), with a tone of one second where `sound`. */
async function film(name: string, options: readonly string[], sound = false): Promise<string> {
  const file = path.join(folder, name);
  await ffmpeg.run({
    step: 'The test film could not be made',
    command: {
      inputs: [
        {
          source: { generated: 'testsrc2=size=160x90:rate=30000/1001:duration=2' },
          options: ['-f', 'lavfi'],
        },
        ...(sound
          ? [{ source: { generated: 'sine=sample_rate=44100:duration=1' }, options: ['-f', 'lavfi'] }]
          : []),
      ],
      videoFilters: [],
      audioFilters: [],
      output: { target: { file }, options },
    },
    signal: null,
    progress: null,
  });
  return file;
}

const ntsc = { num: 30000, den: 1001 };

test.each([
  ['a.mp4', ['-c:v', 'libx264', '-c:a', 'aac', '-ac', '2'], 'avc', 2],
  ["b 🎬 'quoted'.mkv", ['-c:v', 'ffv1', '-c:a', 'flac'], null, 1],
  ['c.mov', ['-c:v', 'prores_ks', '-c:a', 'pcm_s16le'], 'prores', 1],
  ['d.avi', ['-c:v', 'mpeg4', '-c:a', 'pcm_s16le', '-ac', '2'], 'mpeg4', 2],
])('%s is read: size, rate, length, sound', async (name, options, codec, channels) => {
  const facts = await probe(ffmpeg, await film(name, options, true));
  expect(facts.video).toMatchObject({ width: 160, height: 90, fps: ntsc, rotation: 0 });
  expect(facts.video?.durationSeconds).toBeCloseTo(2, 1);
  expect(codec === null || facts.video?.codec === codec).toBe(true);
  expect(facts.audio).toHaveLength(1);
  expect(facts.audio[0]).toMatchObject({ channels, sampleRate: 44100 });
  expect(facts.audio[0]?.durationSeconds).toBeCloseTo(1, 0);
});

test('frames are counted by decoding, whatever the container', async () => {
  for (const [name, options] of [
    ['count.mp4', ['-c:v', 'libx264', '-bf', '3']],
    ['count.avi', ['-c:v', 'mpeg4']],
    ['count.mkv', ['-c:v', 'ffv1', '-frames:v', '1']],
  ] as const) {
    expect(await countFrames(ffmpeg, await film(name, options))).toBe(name === 'count.mkv' ? 1 : 60);
  }
});

test('a film taken sideways is upright, in its facts and in its frames', async () => {
  const file = await film('turned.mp4', ['-c:v', 'libx264', '-frames:v', '2']);
  const bytes = await readFile(file);
  // The matrix of the track header (ISO 14496-12, tkhd version 0): a quarter turn clockwise.
  const matrix = bytes.indexOf('tkhd') + 4 + 40;
  [0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000].forEach((value, at) =>
    bytes.writeInt32BE(value, matrix + at * 4),
  );
  await writeFile(file, bytes);
  expect((await probe(ffmpeg, file)).video).toMatchObject({ width: 90, height: 160, rotation: 90 });
  for await (const frame of decodeFrames(ffmpeg, file)) {
    expect([frame.width, frame.height]).toEqual([90, 160]);
  }
});

test('ten bits are read as eight', async () => {
  const file = await film('ten.mkv', ['-c:v', 'ffv1', '-pix_fmt', 'yuv420p10le', '-frames:v', '3']);
  let frames = 0;
  for await (const { width, height, data } of decodeFrames(ffmpeg, file)) {
    expect([width, height, data.length]).toEqual([160, 90, 160 * 90 * 4]);
    frames++;
  }
  expect(frames).toBe(3);
});

test('every frame of a film with a variable rate is read once', async () => {
  const file = path.join(folder, 'variable.mkv');
  await ffmpeg.run({
    step: 'The test film could not be made',
    command: {
      inputs: [{ source: { generated: 'testsrc2=size=64x64:rate=20:duration=3' }, options: ['-f', 'lavfi'] }],
      videoFilters: ["select='not(mod(n,3))+lt(n,20)'"],
      audioFilters: [],
      output: { target: { file }, options: [ffmpeg.found.frameMode, 'passthrough', '-c:v', 'ffv1'] },
    },
    signal: null,
    progress: null,
  });
  const expected = Array.from({ length: 60 }, (_, n) => n).filter((n) => n % 3 === 0 || n < 20).length;
  expect(await countFrames(ffmpeg, file)).toBe(expected);
  let frames = 0;
  for await (const { width } of decodeFrames(ffmpeg, file)) {
    frames += width / 64;
  }
  expect(frames).toBe(expected);
});

test('bad files are told apart, each in a sentence with a remedy', async () => {
  const text = path.join(folder, 'text.mp4');
  await writeFile(text, 'this is not a film');
  const empty = path.join(folder, 'empty.mp4');
  await writeFile(empty, '');
  const torn = await film('torn.mp4', ['-c:v', 'libx264']);
  await truncate(torn, 3000);
  for (const [file, code] of [
    [text, 'broken-media'],
    [empty, 'empty-file'],
    [torn, 'broken-media'],
    [path.join(folder, 'gone.mp4'), 'missing-file'],
    [folder, 'not-a-file'],
  ] as const) {
    const asked = await probe(ffmpeg, file).catch((error: unknown) => error);
    expect(asked).toMatchObject({ name: 'Fault', code, message: expect.stringMatching(/\.$/) as string });
    await expect(countFrames(ffmpeg, file)).rejects.toMatchObject({ code });
  }
});

test('text that is named as a picture holds neither pictures nor sound', async () => {
  const letter = path.join(folder, 'letter.png');
  await writeFile(letter, 'this is not a picture');
  await expect(probe(ffmpeg, letter)).rejects.toMatchObject({ code: 'no-stream' });
});

test.each([
  [29.9645, ntsc],
  [29.97003, ntsc],
  [23.976, { num: 24000, den: 1001 }],
  [25, { num: 25, den: 1 }],
  [16.001, { num: 16, den: 1 }],
  [12.5, { num: 12500, den: 1000 }],
])('a measured rate of %s stands for a rational', (rate, fps) => {
  expect(rationalRate(rate)).toEqual(fps);
});

test('encoders are tried, listed or not, and the answer is remembered', async () => {
  const memory = new Map<string, boolean>();
  const names = ['h264_nvenc', 'libx264', 'nothing_such', 'ffv1', 'h264_vaapi'];
  const working = await workingEncoders(ffmpeg, names, memory);
  expect(working).toContain('libx264');
  expect(working).toContain('ffv1');
  expect(working).not.toContain('nothing_such');
  const before = ffmpeg.log.length;
  expect(await workingEncoders(ffmpeg, names, memory)).toEqual(working);
  expect(ffmpeg.log.length).toBe(before);
});
