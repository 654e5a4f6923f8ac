import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { states } from '../../../shared/captions/states.ts';
import { Fonts } from '../../captions/fonts.ts';
import { Painter } from '../../captions/painter.ts';
import { minuteOfWords } from '../../captions/testing/tracks.ts';
import { greyFrame } from '../../media/frame.ts';
import { h264 } from '../../media/presets.ts';
import { captionLayer } from '../captionLayer.ts';
import { captionsOverStill } from '../captionsOverStill.ts';
import { testRoom } from '../testing/films.ts';
import { estimateStills, stillsEstimate } from './stills.ts';

const room = await testRoom();
const { ffmpeg } = room;
const fonts = new Fonts([path.resolve(import.meta.dirname, '../../../resources/fonts')]);
const fps = { num: 30, den: 1 };
const signal = new AbortController().signal;

test('keys, changes and repeats are each counted at their own price', () => {
  const film = { fps, size: { width: 320, height: 240 } };
  // 16 pictures more took 16,000 bytes and 1.6 s more: 1,000 and 0.1 s each; the key is 9,000, the start 0.5 s.
  const few = { pictures: 8, bytes: 16_000, seconds: 1.3 };
  const more = { pictures: 24, bytes: 32_000, seconds: 2.9 };
  // 100 pictures of 12 frames are 40 s: a key every 8 s. 1,100 repeats of 27 bytes and 180 millionths of a second.
  const lasting = Array.from({ length: 100 }, () => 12);
  const told = stillsEstimate(lasting, film, { few, more });
  expect(told.bytes).toBeCloseTo(5 * 9000 + 95 * 1000 + 1100 * 27, 0);
  expect(told.seconds).toBeCloseTo(0.5 + 100 * 0.1 + 1100 * 180e-6, 6);
  // One picture for an hour is a key every 8 s, and no change has a price.
  const only = { pictures: 1, bytes: 9000, seconds: 0.5 };
  const still = stillsEstimate([3600 * 30], film, { few: only, more: only });
  expect(still.bytes).toBeCloseTo(450 * 9000 + (108_000 - 450) * 27, 0);
  // Of two trials that took no longer for more pictures, none is free.
  const odd = stillsEstimate(lasting, film, { few: { ...few, seconds: 3 }, more });
  expect(odd.seconds).toBeGreaterThan(100 * (2.9 / 24 / 4));
});

const noisy = (width: number, height: number) => {
  const frame = greyFrame(width, height, 90);
  frame.data.forEach((_, i) => {
    if (i % 4 < 3) {
      frame.data[i] = 60 + ((i >> 4) % 90) + ((i * i) % 13);
    }
  });
  return frame;
};

test.each([
  ['many words over a colour', { width: 640, height: 360 }, 40, false, {}],
  ['many words over a picture', { width: 640, height: 360 }, 20, true, { size: 90 }],
  ['slides without a current word', { width: 320, height: 180 }, 60, true, { mark: 'none' }],
] as const)(
  'the size of %s is foretold within a factor of 1.5',
  async (_name, size, seconds, isNoisy, style) => {
    const track = minuteOfWords(style);
    const painter = new Painter(track, size, fonts);
    const layer = captionLayer(states(track, fps, seconds * 30), async function* ({ states: wanted }) {
      for (const state of wanted) {
        yield await Promise.resolve({ patch: painter.paint(state) });
      }
    });
    const picture = isNoisy ? noisy(size.width, size.height) : greyFrame(size.width, size.height, 40);
    const film = { size, fps, video: h264(20, 'veryfast') };
    const told = await estimateStills(ffmpeg, { picture, layer }, film, room.folder, signal);
    expect(await readdir(room.folder)).toEqual([]);
    const made = await captionsOverStill(ffmpeg, {
      ...{ ...film, background: picture, captions: layer, audio: null, signal, onFrame: () => undefined },
      output: path.join(room.folder, 'film.mp4'),
    });
    expect((told?.bytes ?? 0) / made.bytes).toBeGreaterThan(1 / 1.5);
    expect((told?.bytes ?? 0) / made.bytes).toBeLessThan(1.5);
  },
);
