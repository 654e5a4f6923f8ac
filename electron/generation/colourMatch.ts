import type { Frame } from '../media/frame.ts';

/** Red, green and blue: what a picture is brighter by, on average, than another. */
export type Shift = readonly [number, number, number];

export const noShift: Shift = [0, 0, 0];

/** How far `made` has drifted from `given`, as the mean of every channel; both of one size. O(pixels). */
export function driftOf(given: Frame, made: Frame): Shift {
  const sums = [0, 0, 0];
  for (let at = 0; at < given.data.length; at += 4) {
    for (let c = 0; c < 3; c++) {
      sums[c] = (sums[c] ?? 0) + (given.data[at + c] ?? 0) - (made.data[at + c] ?? 0);
    }
  }
  const pixels = given.data.length / 4;
  return [(sums[0] ?? 0) / pixels, (sums[1] ?? 0) / pixels, (sums[2] ?? 0) / pixels];
}

/** The shift between two others, `t` 0..1. */
export function between(from: Shift, to: Shift, t: number): Shift {
  const mix = (c: 0 | 1 | 2) => from[c] * (1 - t) + to[c] * t;
  return [mix(0), mix(1), mix(2)];
}

/** A picture with its channels shifted; the picture itself where that would change no byte. */
export function shifted(frame: Frame, shift: Shift): Frame {
  if (shift.every((by) => Math.abs(by) < 0.5)) {
    return frame;
  }
  const tables = shift.map((by) =>
    Uint8Array.from({ length: 256 }, (_, value) => Math.min(255, Math.max(0, Math.round(value + by)))),
  );
  const data = new Uint8Array(frame.data);
  for (let at = 0; at < data.length; at += 4) {
    for (let c = 0; c < 3; c++) {
      data[at + c] = tables[c]?.[data[at + c] ?? 0] ?? 0;
    }
  }
  return { width: frame.width, height: frame.height, data };
}
