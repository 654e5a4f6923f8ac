import { expect, test } from 'vitest';
import { filmLeft } from './upscalePace.ts';

const none = { inferred: 0, failed: 0 };

test('the time left begins with the estimate and follows what was computed, not how many frames were written', () => {
  // 24 pictures of a second each; the first ten frames repeat the first.
  expect(filmLeft({ done: 1, total: 60 }, { ...none, inferred: 1 }, 24, 1, 1)).toBeCloseTo(23);
  expect(filmLeft({ done: 10, total: 60 }, { ...none, inferred: 1 }, 24, 1, 1)).toBeCloseTo(23);
  // It takes twice as long as was measured before.
  expect(filmLeft({ done: 30, total: 60 }, { ...none, inferred: 12 }, 24, 1, 24)).toBeGreaterThan(20);
});

test('results from before cost only what reading them takes; nothing measured says nothing before a picture was computed', () => {
  expect(filmLeft({ done: 30, total: 60 }, none, 0, 1, 3)).toBeCloseTo(3);
  expect(filmLeft({ done: 0, total: 60 }, none, 24, null, 3)).toBeNull();
});
