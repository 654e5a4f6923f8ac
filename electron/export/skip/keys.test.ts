import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withKeys } from './keys.ts';

test('a key frame comes first and then within the given distance, and every picture lasts as long as it did', () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(lengths, fc.integer({ min: 1, max: 90 }), (lasting, every) => {
      const shown = withKeys(lasting, every);
      let sinceKey = Infinity;
      for (const { frames, isKey } of shown) {
        sinceKey = isKey ? frames : sinceKey + frames;
        expect(sinceKey).toBeLessThanOrEqual(every);
      }
      lasting.forEach((frames, picture) => {
        const own = shown.filter((one) => one.picture === picture);
        expect(own.reduce((sum, one) => sum + one.frames, 0)).toBe(frames);
      });
    }),
    { numRuns: 50 },
  );
});
