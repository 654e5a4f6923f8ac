import { describe, expect, it } from 'vitest';
import { snapped, type SnapTarget } from './snap.ts';

const targets: readonly SnapTarget[] = [
  { frame: 0, kind: 'start' },
  { frame: 25, kind: 'playhead' },
  { frame: 80, kind: 'keyframe' },
];

describe('snapping', () => {
  it('holds on to the nearest target within reach', () => {
    expect(snapped([54], -27, targets, 4)).toEqual({ delta: -29, on: targets[1] });
  });

  it('lets go beyond reach', () => {
    expect(snapped([54], -20, targets, 4)).toEqual({ delta: -20, on: null });
  });

  it('lets any of several dragged frames hold on, the closest first', () => {
    expect(snapped([10, 60], 18, targets, 4)).toEqual({ delta: 20, on: targets[2] });
    expect(snapped([10, 60], 16, targets, 4)).toEqual({ delta: 15, on: targets[1] });
  });

  it('does nothing without targets', () => {
    expect(snapped([5], 3, [], 10)).toEqual({ delta: 3, on: null });
  });
});
