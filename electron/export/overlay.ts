import type { Size } from '../../shared/project/schema.ts';
import type { Frame } from '../media/frame.ts';
import { blueOf, lumaOf, redOf, wordsOf, type Planes, type Rows } from './planes.ts';

/** A part of a film's picture: straight alpha, `data` is rgba, width*height*4. It lies wholly inside the film. */
export interface Patch {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** What `overPatch` meets: a pixel that is seen, in the film's own colours, and two by two pixels of which one is seen. */
export interface Over {
  /** `luma` 16..235, `alpha` 1..255. */
  readonly pixel: (x: number, y: number, luma: number, alpha: number) => void;
  /** `x` and `y` in halves; sums over four pixels: of alpha, and of blue and red difference times alpha. */
  readonly quarter: (x: number, y: number, alpha: number, blue: number, red: number) => void;
}

/**
 * Goes over what is seen of a patch in a film of that size; what hangs over the film's edge is left out. `rows`, of even film rows,
 * keeps to a part of it. O(pixels of the patch in those rows).
 */
export function overPatch(patch: Patch, film: Size, over: Over, rows: Rows = rowsOf(patch)): void {
  const { x: patchX, y: patchY, width } = patch;
  const columns = Math.min(width, film.width - patchX);
  const bottom = Math.min(patchY + patch.height, film.height, rows.to);
  const pixels = wordsOf(patch.data);
  const left = patchX >> 1;
  const quarters = ((patchX + columns + 1) >> 1) - left;
  // Sums of four pixels, each up to 255 * 240.
  const [alphas, blues, reds] = [
    new Int32Array(quarters),
    new Int32Array(quarters),
    new Int32Array(quarters),
  ];
  let [last, luma, blue, red] = [0, 0, 0, 0];
  for (let top = Math.max(rows.from, patchY & ~1); top < bottom; top += 2) {
    let isSeen = false;
    for (let y = Math.max(top, patchY); y < Math.min(top + 2, bottom); y++) {
      const row = (y - patchY) * width;
      for (let column = 0; column < columns; column++) {
        const pixel = pixels[row + column] ?? 0;
        const alpha = pixel >>> 24;
        if (alpha === 0) {
          continue;
        }
        // Letters have few colours: most pixels are like the one before.
        if (pixel !== last) {
          const [r, g, b] = [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255];
          last = pixel;
          luma = lumaOf(r, g, b);
          blue = blueOf(r, g, b);
          red = redOf(r, g, b);
        }
        if (!isSeen) {
          isSeen = true;
          alphas.fill(0);
          blues.fill(0);
          reds.fill(0);
        }
        over.pixel(patchX + column, y, luma, alpha);
        const quarter = ((patchX + column) >> 1) - left;
        alphas[quarter] = (alphas[quarter] ?? 0) + alpha;
        blues[quarter] = (blues[quarter] ?? 0) + alpha * blue;
        reds[quarter] = (reds[quarter] ?? 0) + alpha * red;
      }
    }
    for (let quarter = 0; isSeen && quarter < quarters; quarter++) {
      const alpha = alphas[quarter] ?? 0;
      if (alpha !== 0) {
        over.quarter(left + quarter, top >> 1, alpha, blues[quarter] ?? 0, reds[quarter] ?? 0);
      }
    }
  }
}

const rowsOf = ({ y, height }: Patch): Rows => ({ from: y & ~1, to: y + height });

/**
 * The rows, widened to even ones, in which two patches in the same place differ; all of the film's where they lie elsewhere or
 * one is nothing. From one word to the next that is the lines the two words stand in.
 */
export function changedRows(before: Patch | null, after: Patch | null, film: Size): Rows {
  const isAtHome =
    before !== null &&
    after?.x === before.x &&
    after.y === before.y &&
    after.width === before.width &&
    after.height === before.height;
  if (!isAtHome) {
    return { from: 0, to: film.height };
  }
  const { y, width, height } = after;
  const row = width * 4;
  const isSame = (at: number) =>
    Buffer.compare(
      before.data.subarray(at * row, at * row + row),
      after.data.subarray(at * row, at * row + row),
    ) === 0;
  let [from, to] = [0, height];
  while (from < to && isSame(from)) {
    from++;
  }
  while (to > from && isSame(to - 1)) {
    to--;
  }
  return from === to
    ? { from: 0, to: 0 }
    : { from: (y + from) & ~1, to: Math.min(film.height, (y + to + 1) & ~1) };
}

/** Blends a patch into planes, in place, by its straight alpha; `rows` as in `overPatch`. O(pixels of the patch). */
export function lay(patch: Patch, onto: Planes, rows?: Rows): void {
  overPatch(patch, onto, new Blend(onto), rows);
}

/** A class, because V8 makes the loop over pixels anew for every pair of closures it calls. */
class Blend implements Over {
  readonly #data: Uint8Array;
  readonly #width: number;
  readonly #size: number;

  constructor({ width, height, data }: Planes) {
    this.#data = data;
    this.#width = width;
    this.#size = width * height;
  }

  pixel(x: number, y: number, luma: number, alpha: number): void {
    const data = this.#data;
    const to = y * this.#width + x;
    data[to] = divided((data[to] ?? 0) * (255 - alpha) + luma * alpha);
  }

  quarter(x: number, y: number, alphas: number, blues: number, reds: number): void {
    const data = this.#data;
    const keep = 255 - ((alphas + 2) >> 2);
    const to = this.#size + (y * this.#width) / 2 + x;
    data[to] = divided((data[to] ?? 0) * keep + ((blues + 2) >> 2));
    const next = to + (this.#size >> 2);
    data[next] = divided((data[next] ?? 0) * keep + ((reds + 2) >> 2));
  }
}

/** Division by 255, rounded, exact up to 65,535. */
const divided = (value: number): number => ((value + 128) * 257) >>> 16;

/** A frame with a patch blended over it: a copy, opaque where the frame is. */
export function layOnFrame(patch: Patch, under: Frame): Frame {
  const frame = { ...under, data: Uint8Array.from(under.data) };
  const rows = Math.min(patch.height, frame.height - patch.y);
  const columns = Math.min(patch.width, frame.width - patch.x);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const from = (row * patch.width + column) * 4;
      const to = ((patch.y + row) * frame.width + patch.x + column) * 4;
      const alpha = patch.data[from + 3] ?? 0;
      if (alpha === 0) {
        continue;
      }
      for (let c = 0; c < 3; c++) {
        const sum = (frame.data[to + c] ?? 0) * (255 - alpha) + (patch.data[from + c] ?? 0) * alpha;
        frame.data[to + c] = ((sum + 128) * 257) >>> 16;
      }
      const under = frame.data[to + 3] ?? 0;
      frame.data[to + 3] = Math.max(under, alpha);
    }
  }
  return frame;
}
