import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodeFrames } from '../media/decoder.ts';
import { h264, losslessH264, prores } from '../media/presets.ts';
import type { StillFilm } from './captionsOverStill.ts';
import { captionsOverVideo } from './captionsOverVideo.ts';
import { exportFilm } from './exportFilm.ts';
import type { CaptionLayer } from './layer.ts';
import type { Patch } from './overlay.ts';
import { counting, countingFilm, strip } from './testing/counting.ts';
import { numbered, numberOf, testRoom } from './testing/films.ts';

const room = await testRoom();
const { ffmpeg } = room;
const size = { width: 320, height: 180 };
const fps = { num: 30, den: 1 };
const never = new AbortController().signal;

const film = (captions: CaptionLayer, more?: Partial<StillFilm>) =>
  countingFilm(captions, path.join(room.folder, 'film.mp4'), more);

describe('captions over a video', () => {
  test('lie over every frame of it, each once, and it keeps its last one', async () => {
    const background = path.join(room.folder, 'video.mkv');
    await exportFilm(ffmpeg, {
      ...{ size, fps, output: background, video: h264(10), signal: never, onFrame: () => undefined },
      frames: (async function* () {
        for (let number = 0; number < 40; number++) {
          yield await Promise.resolve({ frame: numbered(size.width, size.height, number) });
        }
      })(),
    });
    const output = path.join(room.folder, 'film.mov');
    const low = (state: number): Patch => ({ ...strip(state), y: 100 });
    const captions: CaptionLayer = {
      runs: [0, 1, 2].map((state) => ({ state, from: state * 15, frames: 15 })),
      async *paint(states) {
        for (const state of states) {
          yield await Promise.resolve(state === 1 ? null : low(state + 7));
        }
      },
      bounds: () => Promise.resolve({ x: 0, y: 100, width: 256, height: 16 }),
    };
    const made = await captionsOverVideo(ffmpeg, {
      ...{
        background,
        captions,
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
