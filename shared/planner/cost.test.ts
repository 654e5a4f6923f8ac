import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultCost, fitCost, secondsFor } from './cost.ts';
import { draftProfile, wanProfile } from './profiles.ts';

const size = { width: 832, height: 480 };

describe('the cost model', () => {
  it('is found again from what it predicts', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 60, noNaN: true }),
        fc.double({ min: 0.01, max: 5, noNaN: true }),
        fc.double({ min: 0, max: 0.1, noNaN: true }),
        (fixed, perFrame, perFrameSquared) => {
          const cost = { fixed, perFrame, perFrameSquared };
          const samples = [17, 25, 41, 57, 81].map((frames) => ({
            frames,
            seconds: secondsFor(cost, frames),
          }));
          const found = fitCost(samples);
          for (const { frames, seconds } of samples) {
            expect(found === null ? null : secondsFor(found, frames)).toBeCloseTo(seconds, 4);
          }
        },
      ),
    );
  });

  it('has no negative term whatever was measured', () => {
    const measure = fc.record({
      frames: fc.integer({ min: 1, max: 81 }),
      seconds: fc.double({ min: 0, max: 500, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(measure, { minLength: 3 }), (samples) => {
        const found = fitCost(samples, defaultCost(wanProfile, size));
        expect(Object.values(found ?? {}).every((term) => term >= 0)).toBe(true);
      }),
    );
  });

  it('scales the prior while too few lengths were measured, and is none without either', () => {
    const prior = { fixed: 10, perFrame: 1, perFrameSquared: 0 };
    expect(fitCost([{ frames: 50, seconds: 120 }], prior)).toEqual({
      fixed: 20,
      perFrame: 2,
      perFrameSquared: 0,
    });
    expect(fitCost([{ frames: 50, seconds: 120 }])).toBeNull();
    expect(fitCost([], prior)).toBeNull();
  });

  it('of a default never splits what fits into one batch', () => {
    for (const profile of [draftProfile, wanProfile]) {
      const cost = defaultCost(profile, { width: 1920, height: 1080 });
      for (let half = 1; half <= 40; half += 1) {
        expect(secondsFor(cost, 2 * half + 1)).toBeLessThan(2 * secondsFor(cost, half + 1));
      }
    }
  });
});
