import { describe, expect, it } from 'vitest';
import { snapped } from './snap.ts';

const targets = [0, 25, 80];

describe('snapping', () => {
  it('holds on to the nearest target within reach', () => {
    expect(snapped([54], -27, targets, 4)).toBe(-29);
  });

  it('lets go beyond reach, and moves by whole frames', () => {
    expect(snapped([54], -20, targets, 4)).toBe(-20);
    expect(snapped([54.25], -20.4, targets, 4)).toBe(-20);
  });

  it('lets any of several dragged frames hold on, the closest first', () => {
    expect(snapped([10, 60], 18, targets, 4)).toBe(20);
    expect(snapped([10, 60], 16, targets, 4)).toBe(15);
  });

  it('does nothing without targets', () => {
    expect(snapped([5], 3, [], 10)).toBe(3);
  });
});
