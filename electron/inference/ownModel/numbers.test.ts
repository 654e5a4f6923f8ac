import { expect, test } from 'vitest';
import { fromHalf, toHalf } from './half.ts';
import { depthFor, halve } from './halving.ts';

test('half floats are those of IEEE 754, rounded to the nearest even', () => {
  const known: readonly (readonly [number, number])[] = [
    [0, 0],
    [1, 0x3c00],
    [-2, 0xc000],
    [65504, 0x7bff],
    [70000, 0x7c00],
    [2 ** -14, 0x0400],
    [2 ** -24, 1],
    [1 + 2 ** -11, 0x3c00],
    [1 + 3 * 2 ** -11, 0x3c02],
  ];
  expect([...toHalf(Float32Array.from(known, ([value]) => value))]).toEqual(known.map(([, bits]) => bits));
  // Every half there is comes back as itself.
  const all = Uint16Array.from({ length: 0x7c00 }, (_, bits) => bits);
  expect(Buffer.compare(Buffer.from(toHalf(fromHalf(all)).buffer), Buffer.from(all.buffer))).toBe(0);
});

test('halves are made once each and only on the way to what was asked for', async () => {
  let made = 0;
  const half = (a: number, b: number) => Promise.resolve(((made += 1), (a + b) / 2));
  const found: (readonly [number, number])[] = [];
  await halve(0, 1, [0.25, 0.5, 0.75], half, (indexes, picture) => {
    found.push(...indexes.map((index) => [index, picture] as const));
    return Promise.resolve();
  });
  expect(found).toEqual([
    [0, 0.25],
    [1, 0.5],
    [2, 0.75],
  ]);
  expect(made).toBe(3);
});

test('neighbouring times are pictures of their own, and the way is never halved more than six times', async () => {
  const times = Array.from({ length: 24 }, (_, i) => (i + 1) / 25);
  const found = new Map<number, number>();
  await halve(
    0,
    1,
    times,
    (a, b) => Promise.resolve((a + b) / 2),
    (indexes, picture) => {
      for (const index of indexes) {
        found.set(index, picture);
      }
      return Promise.resolve();
    },
  );
  expect(new Set(found.values()).size).toBe(24);
  for (const [index, time] of times.entries()) {
    expect(Math.abs((found.get(index) ?? 0) - time)).toBeLessThanOrEqual(1 / 64);
  }
  expect(depthFor([0.0001, 0.5])).toBe(6);
});
