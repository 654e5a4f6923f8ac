import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { between, fitted, frameAt, held, nearest, rulerSteps, xOf, zoomed } from './geometry.ts';

const sight = fc.record({
  left: fc.double({ min: 0, max: 5000, noNaN: true }),
  scale: fc.double({ min: 0.05, max: 60, noNaN: true }),
  width: fc.integer({ min: 200, max: 4000 }),
});

describe('timeline geometry', () => {
  it('finds the frame whose cell was drawn at x', () => {
    fc.assert(
      fc.property(sight, fc.nat(20_000), (s, frame) => {
        expect(frameAt(s, xOf(s, frame))).toBe(frame);
      }),
    );
  });

  it('keeps what is under the cursor under it while zooming', () => {
    fc.assert(
      fc.property(sight, fc.double({ min: 1.01, max: 3, noNaN: true }), (s, factor) => {
        const x = s.width / 3;
        const before = s.left + x / s.scale;
        const after = zoomed(s, x, factor, 1_000_000);
        expect(after.left + x / after.scale).toBeCloseTo(before, 6);
      }),
    );
  });

  it('fits a film with its margins', () => {
    const s = fitted(1000, 0, 110);
    expect(xOf(s, 0)).toBeGreaterThan(20);
    expect(xOf(s, 110)).toBeLessThan(980);
  });

  it('never scrolls before the start nor far beyond the end', () => {
    expect(held({ left: -500, scale: 4, width: 800 }, 110).left).toBe(-7);
    expect(held({ left: 9999, scale: 4, width: 800 }, 110).left).toBeLessThan(111);
  });

  it('finds what is in view by halving', () => {
    const frames = Array.from({ length: 5000 }, (_, i) => i * 20);
    expect(between(frames, 100, 200)).toEqual([4, 12]);
    expect(between(frames, -10, 5)).toEqual([0, 2]);
    expect(between([], 0, 10)).toEqual([0, 0]);
    expect([nearest(frames, 29), nearest(frames, 31), nearest([], 3)]).toEqual([1, 2, -1]);
  });

  it('labels the ruler on round frames and whole seconds', () => {
    expect(rulerSteps(20, 16).label).toBe(5);
    expect(rulerSteps(6, 16).label).toBe(16);
    expect(rulerSteps(0.1, 16).label % 16).toBe(0);
  });
});
