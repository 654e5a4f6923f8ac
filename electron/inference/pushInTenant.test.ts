import { expect, test } from 'vitest';
import { enlarge } from './pushInTenant.ts';

function enlarged(picture: Uint8Array, width: number, height: number, scale: number): Uint8Array {
  const out = new Uint8Array(picture.length);
  enlarge(picture, width, height, scale, out);
  return out;
}

/** A ramp of grey from left to right, opaque. */
const ramp = Uint8Array.from({ length: 17 * 5 * 4 }, (_, i) =>
  i % 4 === 3 ? 255 : 10 * (Math.floor(i / 4) % 17),
);

test('a scale of 1 is the picture itself', () => {
  expect(enlarged(ramp, 17, 5, 1)).toEqual(ramp);
});

test('twice as large keeps the middle where it is and halves the slope', () => {
  const row = (at: number) => enlarged(ramp, 17, 5, 2)[at * 4];
  expect(row(8)).toBe(80);
  expect([row(0), row(10), row(16)]).toEqual([40, 90, 120]);
});

test('what is transparent bleeds no colour', () => {
  const half = Uint8Array.from({ length: 16 * 4 * 4 }, (_, i) => {
    const left = Math.floor(i / 4) % 16 < 8;
    return [left ? 0 : 200, left ? 255 : 100, 0, left ? 0 : 255][i % 4] ?? 0;
  });
  const out = enlarged(half, 16, 4, 1.3);
  for (let at = 0; at < out.length; at += 4) {
    expect([0, 200]).toContain(out[at]);
    expect([0, 100]).toContain(out[at + 1]);
  }
});
