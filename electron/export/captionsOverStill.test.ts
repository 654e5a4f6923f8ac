import { readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodeFrames } from '../media/decoder.ts';
import { greyFrame, type Frame } from '../media/frame.ts';
import { h264, vp9 } from '../media/presets.ts';
import { countFrames, probe } from '../media/probe.ts';
import { captionsOverStill, type StillFilm } from './captionsOverStill.ts';
import type { CaptionLayer } from './layer.ts';
import type { Patch } from './overlay.ts';
import { readSound, soundUnder } from './sound.ts';
import { counted, counting, countingFilm, strip } from './testing/counting.ts';
import { numbersIn, testRoom, tone } from './testing/films.ts';

const room = await testRoom();
const { ffmpeg } = room;
const size = { width: 320, height: 180 };
const fps = { num: 30, den: 1 };
const never = new AbortController().signal;

const film = (captions: CaptionLayer, more?: Partial<StillFilm>) =>
  countingFilm(captions, path.join(room.folder, 'film.mp4'), more);

const lasting = [5, 1, 40, 3, 300, 2, 17];

describe('captions over a picture that stays', () => {
  test('show each state for exactly its frames, in order, and come out the same the plain way', async () => {
    const output = path.join(room.folder, 'film.mp4');
    const told: number[] = [];
    const made = await captionsOverStill(ffmpeg, film(counting(lasting), { onFrame: (n) => told.push(n) }));
    expect(made).toMatchObject({ frames: 368, way: 'skipped' });
    expect(told.at(-1)).toBe(368);
    expect(await numbersIn(ffmpeg, output)).toEqual(counted(lasting));
    expect((await probe(ffmpeg, output)).video).toMatchObject({ ...size, fps, codec: 'avc' });
    const plain = film(counting([3, 2, 1]), { output: path.join(room.folder, 'film.webm'), video: vp9() });
    expect(await captionsOverStill(ffmpeg, plain)).toMatchObject({ frames: 6, way: 'plain' });
    expect(await numbersIn(ffmpeg, plain.output)).toEqual(counted([3, 2, 1]));
  });

  test('can be entered at any frame', async () => {
    await captionsOverStill(ffmpeg, film(counting(lasting)));
    for (const frame of [0, 4, 5, 6, 45, 46, 48, 49, 200, 300, 348, 349, 350, 351, 367]) {
      const from = (frame - 0.5) / 30;
      const picture = path.join(room.folder, 'one.mkv');
      await ffmpeg.run({
        step: 'The seek failed',
        command: {
          inputs: [
            {
              source: { file: path.join(room.folder, 'film.mp4') },
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
      expect((await numbersIn(ffmpeg, picture))[0]).toBe(counted(lasting)[frame]);
    }
  });

  test.each([
    { num: 24000, den: 1001 },
    { num: 25, den: 1 },
    { num: 60000, den: 1001 },
    { num: 10, den: 1 },
  ])('at $num/$den frames a second', async (rate) => {
    const output = path.join(room.folder, 'film.mp4');
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
    const numbers = await numbersIn(ffmpeg, path.join(room.folder, 'film.mp4'));
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
    for await (const one of decodeFrames(ffmpeg, path.join(room.folder, 'film.mp4'))) {
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

  test('come in another size where one is asked for', async () => {
    const video = { ...h264(18, 'veryfast'), filters: ['scale=640:360:flags=lanczos', 'setsar=1'] };
    expect(await captionsOverStill(ffmpeg, film(counting([3, 9]), { video }))).toMatchObject({
      frames: 12,
      way: 'skipped',
    });
    const { video: seen } = await probe(ffmpeg, path.join(room.folder, 'film.mp4'));
    expect(seen).toMatchObject({ width: 640, height: 360 });
  });
});

describe('sound', () => {
  test.each([
    ['shorter', 2, 2, 'aac'],
    ['longer', 9, 2, 'copy'],
    ['mono', 4, 1, 'copy'],
    ['5.1', 4, 6, 'copy'],
  ] as const)('%s ends with the film', async (_name, seconds, channels, codec) => {
    const file = await tone(ffmpeg, path.join(room.folder, 'tone.m4a'), seconds, channels);
    const audio = soundUnder(file, await readSound(ffmpeg, file, never), 'mp4', 120, fps);
    expect(audio?.codec).toBe(codec);
    await captionsOverStill(ffmpeg, film(counting([60, 60]), { audio }));
    const [sound] = (await probe(ffmpeg, path.join(room.folder, 'film.mp4'))).audio;
    expect(sound?.channels).toBe(channels);
    expect(Math.abs((sound?.durationSeconds ?? 0) - 4)).toBeLessThan(1 / 30);
  });

  test('what the container does not take is encoded', async () => {
    const file = await tone(ffmpeg, path.join(room.folder, 'tone.wav'), 4, 1);
    const audio = soundUnder(file, await readSound(ffmpeg, file, never), 'mp4', 120, fps);
    expect(audio?.codec).toBe('aac');
    await captionsOverStill(ffmpeg, film(counting([60, 60]), { audio }));
    const facts = await probe(ffmpeg, path.join(room.folder, 'film.mp4'));
    expect(facts.audio[0]).toMatchObject({ codec: 'aac', channels: 1 });
    expect(Math.abs((facts.audio[0]?.durationSeconds ?? 0) - 4)).toBeLessThan(1 / 30);
  });

  test('that is broken is one clear error', async () => {
    const file = path.join(room.folder, 'tone.m4a');
    await writeFile(file, 'no sound at all');
    await expect(readSound(ffmpeg, file, never)).rejects.toMatchObject({ code: 'broken-media' });
    const cut = await tone(ffmpeg, path.join(room.folder, 'tone.mp3'), 4);
    const sound = await readSound(ffmpeg, cut, never);
    await truncate(cut, Math.round((await readFile(cut)).length / 3));
    const audio = soundUnder(cut, sound, 'mp4', 120, fps);
    const made = captionsOverStill(ffmpeg, film(counting([60, 60]), { audio }));
    await expect(made).rejects.toMatchObject({ code: 'broken-media' });
    expect((await readdir(room.folder)).sort()).toEqual(['tone.m4a', 'tone.mp3']);
  });
});
