import { mkdtemp, readdir, rm, truncate, writeFile, chmod, mkdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { countFrames, probe } from '../media/probe.ts';
import { h264, losslessH264, prores, vp9 } from '../media/presets.ts';
import { decodeFrames } from '../media/decoder.ts';
import { greyFrame, type Frame } from '../media/frame.ts';
import { captionsOverStill, type StillFilm } from './captionsOverStill.ts';
import { captionsOverVideo } from './captionsOverVideo.ts';
import { exportFilm } from './exportFilm.ts';
import type { CaptionLayer } from './layer.ts';
import type { Patch } from './overlay.ts';
import { readSound, soundUnder } from './sound.ts';
import { numbered, numberOf, numbersIn, testFfmpeg, tone } from './testing/films.ts';

const { ffmpeg, children } = await testFfmpeg();
const size = { width: 320, height: 180 };
const fps = { num: 30, den: 1 };
const never = new AbortController().signal;

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'entracte-export-'));
});
afterEach(async () => {
  expect(children.running).toBe(0);
  await rm(folder, { recursive: true, force: true });
});

/** Runs of so many frames; the picture of state `n` is the number `n` along the top. */
function counting(lasting: readonly number[]): CaptionLayer {
  let from = 0;
  const runs = lasting.map((frames, state) => {
    const run = { state, from, frames };
    from += frames;
    return run;
  });
  return {
    runs,
    async *paint(states) {
      for (const state of states) {
        yield await Promise.resolve(strip(state));
      }
    },
  };
}

const strip = (number: number): Patch => ({ x: 0, y: 0, ...numbered(256, 16, number) });

const film = (captions: CaptionLayer, more: Partial<StillFilm> = {}): StillFilm => ({
  ...{ background: greyFrame(size.width, size.height, 100), captions, size, fps },
  ...{ video: h264(18, 'veryfast'), audio: null, output: path.join(folder, 'film.mp4') },
  ...{ signal: never, onFrame: () => undefined, ...more },
});

const expected = (lasting: readonly number[]) =>
  lasting.flatMap((frames, state) => Array.from({ length: frames }, () => state));

const lasting = [5, 1, 40, 3, 300, 2, 17];

describe('captions over a picture that stays', () => {
  test('show each state for exactly its frames, in order, and come out the same the plain way', async () => {
    const output = path.join(folder, 'film.mp4');
    const told: number[] = [];
    const made = await captionsOverStill(ffmpeg, film(counting(lasting), { onFrame: (n) => told.push(n) }));
    expect(made).toMatchObject({ frames: 368, way: 'skipped' });
    expect(told.at(-1)).toBe(368);
    expect(await numbersIn(ffmpeg, output)).toEqual(expected(lasting));
    expect((await probe(ffmpeg, output)).video).toMatchObject({ ...size, fps, codec: 'avc' });
    const plain = film(counting([3, 2, 1]), { output: path.join(folder, 'film.webm'), video: vp9() });
    expect(await captionsOverStill(ffmpeg, plain)).toMatchObject({ frames: 6, way: 'plain' });
    expect(await numbersIn(ffmpeg, plain.output)).toEqual(expected([3, 2, 1]));
  });

  test('can be entered at any frame', async () => {
    await captionsOverStill(ffmpeg, film(counting(lasting)));
    for (const frame of [0, 4, 5, 6, 45, 46, 48, 49, 200, 300, 348, 349, 350, 351, 367]) {
      const from = (frame - 0.5) / 30;
      const picture = path.join(folder, 'one.mkv');
      await ffmpeg.run({
        step: 'The seek failed',
        command: {
          inputs: [
            {
              source: { file: path.join(folder, 'film.mp4') },
              options: ['-ss', Math.max(0, from).toFixed(4)],
            },
          ],
          videoFilters: [],
          audioFilters: [],
          output: {
            target: { file: picture },
            options: ['-frames:v', '1', '-c:v', 'ffv1', '-f', 'matroska'],
          },
        },
        signal: null,
        progress: null,
      });
      expect((await numbersIn(ffmpeg, picture))[0]).toBe(expected(lasting)[frame]);
    }
  });

  test.each([
    { num: 24000, den: 1001 },
    { num: 25, den: 1 },
    { num: 60000, den: 1001 },
    { num: 10, den: 1 },
  ])('at $num/$den frames a second', async (rate) => {
    const output = path.join(folder, 'film.mp4');
    await captionsOverStill(ffmpeg, film(counting([30, 100, 1, 9]), { fps: rate }));
    const facts = await probe(ffmpeg, output);
    expect(facts.video?.fps).toEqual(rate);
    expect(facts.durationSeconds).toBeCloseTo((140 * rate.den) / rate.num, 3);
    expect(await countFrames(ffmpeg, output)).toBe(140);
  });

  test('a state that comes back is painted once', async () => {
    const painted: number[] = [];
    const paint: CaptionLayer['paint'] = async function* (states) {
      for (const state of states) {
        painted.push(state);
        yield await Promise.resolve(state === 0 ? null : strip(state));
      }
    };
    const states = [0, 1, 0, 2, 1, 0];
    const runs = states.map((state, i) => ({ state, from: i * 2, frames: 2 }));
    await captionsOverStill(ffmpeg, film({ runs, paint }));
    expect(painted).toEqual([0, 1, 2]);
    const numbers = await numbersIn(ffmpeg, path.join(folder, 'film.mp4'));
    expect(numbers).toEqual(states.flatMap((state) => [state, state]));
  });

  test('keep the colours of the background and blend by alpha', async () => {
    const background: Frame = greyFrame(64, 48, 0);
    for (let at = 0; at < background.data.length; at += 4) {
      background.data.set([200, 40, 90], at);
    }
    const data = new Uint8Array(21 * 11 * 4);
    for (let at = 0; at < data.length; at += 4) {
      data.set([20, 220, 240, 128], at);
    }
    const patch: Patch = { x: 9, y: 7, width: 21, height: 11, data };
    const captions: CaptionLayer = {
      runs: [{ state: 0, from: 0, frames: 2 }],
      async *paint() {
        yield await Promise.resolve(patch);
      },
    };
    const small = { width: 64, height: 48 };
    await captionsOverStill(ffmpeg, film(captions, { background, size: small, video: h264(2) }));
    const frames: Frame[] = [];
    for await (const one of decodeFrames(ffmpeg, path.join(folder, 'film.mp4'))) {
      frames.push(one);
    }
    const [frame] = frames;
    const at = (x: number, y: number) => [
      ...(frame?.data.subarray((y * 64 + x) * 4, (y * 64 + x) * 4 + 3) ?? []),
    ];
    const near = (seen: number[], wanted: number[]) =>
      seen.forEach((value, i) => {
        expect(Math.abs(value - (wanted[i] ?? 0))).toBeLessThan(6);
      });
    near(at(50, 40), [200, 40, 90]);
    near(at(20, 12), [110, 130, 165]);
  });
});

describe('sound', () => {
  test.each([
    ['shorter', 2, 2, 'aac'],
    ['longer', 9, 2, 'copy'],
    ['mono', 4, 1, 'copy'],
    ['5.1', 4, 6, 'copy'],
  ] as const)('%s ends with the film', async (_name, seconds, channels, codec) => {
    const file = await tone(ffmpeg, path.join(folder, 'tone.m4a'), seconds, channels);
    const audio = soundUnder(file, await readSound(ffmpeg, file, never), 'mp4', 120, fps);
    expect(audio?.codec).toBe(codec);
    await captionsOverStill(ffmpeg, film(counting([60, 60]), { audio }));
    const [sound] = (await probe(ffmpeg, path.join(folder, 'film.mp4'))).audio;
    expect(sound?.channels).toBe(channels);
    expect(Math.abs((sound?.durationSeconds ?? 0) - 4)).toBeLessThan(1 / 30);
  });

  test('what the container does not take is encoded', async () => {
    const file = await tone(ffmpeg, path.join(folder, 'tone.wav'), 4, 1);
    const audio = soundUnder(file, await readSound(ffmpeg, file, never), 'mp4', 120, fps);
    expect(audio?.codec).toBe('aac');
    await captionsOverStill(ffmpeg, film(counting([60, 60]), { audio }));
    const facts = await probe(ffmpeg, path.join(folder, 'film.mp4'));
    expect(facts.audio[0]).toMatchObject({ codec: 'aac', channels: 1 });
    expect(Math.abs((facts.audio[0]?.durationSeconds ?? 0) - 4)).toBeLessThan(1 / 30);
  });

  test('that is broken is one clear error', async () => {
    const file = path.join(folder, 'tone.m4a');
    await writeFile(file, 'no sound at all');
    await expect(readSound(ffmpeg, file, never)).rejects.toMatchObject({ code: 'broken-media' });
    const cut = await tone(ffmpeg, path.join(folder, 'tone.mp3'), 4);
    const sound = await readSound(ffmpeg, cut, never);
    await truncate(cut, Math.round((await readFile(cut)).length / 3));
    const audio = soundUnder(cut, sound, 'mp4', 120, fps);
    const made = captionsOverStill(ffmpeg, film(counting([60, 60]), { audio }));
    await expect(made).rejects.toMatchObject({ code: 'broken-media' });
    expect((await readdir(folder)).sort()).toEqual(['tone.m4a', 'tone.mp3']);
  });
});

describe('captions over a video', () => {
  test('lie over every frame of it, each once, and it keeps its last one', async () => {
    const background = path.join(folder, 'video.mkv');
    await exportFilm(ffmpeg, {
      ...{ size, fps, output: background, video: h264(10), signal: never, onFrame: () => undefined },
      frames: (async function* () {
        for (let number = 0; number < 40; number++) {
          yield await Promise.resolve({ frame: numbered(size.width, size.height, number) });
        }
      })(),
    });
    const output = path.join(folder, 'film.mov');
    const low = (state: number): Patch => ({ ...strip(state), y: 100 });
    const captions: CaptionLayer = {
      runs: [0, 1, 2].map((state) => ({ state, from: state * 15, frames: 15 })),
      async *paint(states) {
        for (const state of states) {
          yield await Promise.resolve(state === 1 ? null : low(state + 7));
        }
      },
    };
    const made = await captionsOverVideo(ffmpeg, {
      ...{
        background,
        captions,
        bounds: { x: 0, y: 100, width: 256, height: 16 },
        size,
        fps,
        video: prores,
        audio: null,
        output,
        signal: never,
      },
      onFrame: () => undefined,
    });
    expect(made.frames).toBe(45);
    const seen: [number, number | null][] = [];
    for await (const frame of decodeFrames(ffmpeg, output)) {
      const below = { ...frame, data: frame.data.subarray(100 * size.width * 4) };
      const isBare =
        (frame.data[(108 * size.width + 8) * 4] ?? 0) === (frame.data[150 * size.width * 4] ?? 1);
      seen.push([numberOf(frame), isBare ? null : numberOf(below)]);
    }
    const wanted = Array.from({ length: 45 }, (_, i) => [
      Math.min(i, 39),
      [7, null, 9][Math.floor(i / 15)] ?? null,
    ]);
    expect(seen).toEqual(wanted);
  });

  test('are refused in one sentence where the format keeps red, green and blue', async () => {
    const asked = { ...film(counting([3])), background: 'under.mp4', video: losslessH264 };
    await expect(captionsOverVideo(ffmpeg, asked)).rejects.toMatchObject({ code: 'bad-option' });
  });
});

describe('what goes wrong leaves nothing and says why', () => {
  const slowly = (pictures: number, at: (state: number) => void): CaptionLayer => ({
    ...counting(Array.from({ length: pictures }, () => 30)),
    async *paint(states) {
      for (const state of states) {
        at(state);
        await new Promise((resolve) => setTimeout(resolve, 5));
        yield strip(state);
      }
    },
  });

  test.each([
    ['the coder', 0],
    ['the muxer', 1],
  ])('%s killed in the middle', async (_name, which) => {
    const started: number[] = [];
    const real = children.start.bind(children);
    const watched = (...args: Parameters<typeof real>) => {
      const child = real(...args);
      started.push(child.pid ?? 0);
      return child;
    };
    children.start = watched;
    const captions = slowly(100, (state) => {
      if (state === 40) {
        process.kill(started[which] ?? 0, 'SIGKILL');
      }
    });
    const made = captionsOverStill(ffmpeg, film(captions));
    await expect(made).rejects.toMatchObject({
      name: 'Fault',
      message: expect.stringContaining('film.mp4') as string,
    });
    children.start = real;
    expect(await readdir(folder)).toEqual([]);
  });

  test('ffmpeg killed in the middle of captions over a video', async () => {
    const background = path.join(folder, 'under.mp4');
    await captionsOverStill(ffmpeg, film(counting([90]), { output: background }));
    const real = children.start.bind(children);
    let started = 0;
    children.start = (...args: Parameters<typeof real>) => {
      const child = real(...args);
      started = child.pid ?? 0;
      return child;
    };
    const captions = slowly(60, (state) => {
      if (state === 20) {
        process.kill(started, 'SIGKILL');
      }
    });
    const made = captionsOverVideo(ffmpeg, { ...film(captions), background });
    await expect(made).rejects.toMatchObject({
      name: 'Fault',
      message: expect.stringContaining('film.mp4') as string,
    });
    children.start = real;
    expect(await readdir(folder)).toEqual(['under.mp4']);
  });

  test('a cancel', async () => {
    const cancel = new AbortController();
    const captions = slowly(100, (state) => {
      if (state === 30) {
        cancel.abort();
      }
    });
    const made = captionsOverStill(ffmpeg, film(captions, { signal: cancel.signal }));
    const error: unknown = await made.catch((reason: unknown) => reason);
    expect(error).toBe(cancel.signal.reason);
    expect(await readdir(folder)).toEqual([]);
  });

  test('a painter that fails', async () => {
    const captions = slowly(100, (state) => {
      if (state === 30) {
        throw new Error('no ink');
      }
    });
    await expect(captionsOverStill(ffmpeg, film(captions))).rejects.toMatchObject({
      message: expect.stringContaining('no ink') as string,
    });
    expect(await readdir(folder)).toEqual([]);
  });

  test('an encoder that is not there', async () => {
    const video = { ...h264(), encoder: 'h264_nowhere' };
    await expect(captionsOverStill(ffmpeg, film(counting([3]), { video }))).rejects.toMatchObject({
      code: 'encoder-failed',
    });
    expect(await readdir(folder)).toEqual([]);
  });

  test('a folder that is not there', async () => {
    const output = path.join(folder, 'gone', 'film.mp4');
    await expect(captionsOverStill(ffmpeg, film(counting([3]), { output }))).rejects.toMatchObject({
      code: 'missing-file',
    });
  });

  test('a folder without permission', async (context) => {
    if (process.getuid?.() === 0 || process.platform === 'win32') {
      context.skip('whoever runs this may write anywhere');
    }
    const closed = path.join(folder, 'closed');
    await mkdir(closed);
    await chmod(closed, 0o555);
    const output = path.join(closed, 'film.mp4');
    await expect(captionsOverStill(ffmpeg, film(counting([3]), { output }))).rejects.toMatchObject({
      code: 'not-permitted',
    });
  });
});
