import { expect, it } from 'vitest';
import { adoptionOf, filmSizeOf } from './adoption.ts';

const film = { size: { width: 832, height: 480 }, fps: { num: 16, den: 1 } };

it('a film takes over the size and rate of a video', () => {
  const video = { width: 1920, height: 1080, fps: { num: 30000, den: 1001 } };
  expect(adoptionOf(film, video)).toEqual({ size: { width: 1920, height: 1080 }, fps: video.fps });
});

it('there is nothing to take over where both are the same, whatever the fraction is written as', () => {
  expect(adoptionOf(film, { width: 832, height: 480, fps: { num: 48, den: 3 } })).toBeNull();
  expect(adoptionOf(film, { width: 833, height: 481, fps: film.fps })).toBeNull();
  expect(adoptionOf(film, { width: 832, height: 480, fps: { num: 25, den: 1 } })).not.toBeNull();
});

it('sides are even and within what a film can have, in the shape of the video', () => {
  expect(filmSizeOf({ width: 639, height: 361 })).toEqual({ width: 638, height: 360 });
  expect(filmSizeOf({ width: 16384, height: 4096 })).toEqual({ width: 8192, height: 2048 });
  expect(filmSizeOf({ width: 3, height: 2 })).toEqual({ width: 16, height: 16 });
});
