import { describe, expect, it } from 'vitest';
import { firstShown, frameUnder } from './strip.ts';

const runs = [
  { from: 0, frames: 3, distinct: 0 },
  { from: 3, frames: 1, distinct: 1 },
  { from: 4, frames: 2, distinct: 0 },
];

describe('the strip of repeats', () => {
  it('names the frame that is repeated, also one that was shown long before', () => {
    expect([0, 1, 2, 3, 4, 5].map((frame) => firstShown(runs, frame))).toEqual([null, 0, 0, null, 0, 0]);
  });

  it('finds the frame under the pointer, and never one beside the video', () => {
    expect([-5, 0, 59, 60, 119.9, 140].map((x) => frameUnder(x, 120, 2))).toEqual([0, 0, 0, 1, 1, 1]);
  });
});
