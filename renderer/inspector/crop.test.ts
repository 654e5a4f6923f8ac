import { describe, expect, it } from 'vitest';
import { middleCrop, movedCrop, zoomedCrop } from './crop.ts';

const square = { width: 1000, height: 1000 };
const film = { width: 640, height: 360 };

describe('the crop of a keyframe', () => {
  it('begins as the largest part of the film shape in the middle', () => {
    expect(middleCrop(square, film)).toEqual({ x: 0, y: 0.21875, width: 1, height: 0.5625 });
  });

  it('stays inside the picture when moved', () => {
    expect(movedCrop(middleCrop(square, film), 0.5, 0.9)).toMatchObject({ x: 0, y: 0.4375 });
  });

  it('keeps the film shape when zoomed, and never exceeds the picture', () => {
    const near = zoomedCrop(middleCrop(square, film), 0.5, square, film);
    expect((near.width * 1000) / (near.height * 1000)).toBeCloseTo(16 / 9);
    expect(zoomedCrop(near, 99, square, film)).toEqual(middleCrop(square, film));
    expect(zoomedCrop(near, 0.0001, square, film).width).toBeCloseTo(0.1);
  });
});
