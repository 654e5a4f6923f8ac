import { describe, expect, it } from 'vitest';
import { placementOf } from './placement.ts';

const film = { width: 640, height: 360 };

describe('a picture in the frame', () => {
  it('covers it from the middle when the shapes differ', () => {
    const { from, to } = placementOf({ width: 1000, height: 1000 }, film, { fit: 'crop', crop: null });
    expect(from).toEqual({ x: 0, y: 218.75, width: 1000, height: 562.5 });
    expect(to).toEqual({ x: 0, y: 0, width: 640, height: 360 });
  });

  it('lies whole on black when fitted', () => {
    const { to } = placementOf({ width: 1000, height: 1000 }, film, { fit: 'fit', crop: null });
    expect(to).toEqual({ x: 140, y: 0, width: 360, height: 360 });
  });

  it('shows the chosen part and is never stretched', () => {
    const crop = { x: 0.5, y: 0, width: 0.5, height: 0.5 };
    const { from, to } = placementOf({ width: 1280, height: 720 }, film, { fit: 'crop', crop });
    expect(from).toEqual({ x: 640, y: 0, width: 640, height: 360 });
    expect(from.width / from.height).toBeCloseTo(to.width / to.height);
  });
});
