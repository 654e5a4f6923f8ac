import type { Size } from '../../shared/project/schema.ts';
import type { Frame } from '../media/frame.ts';
import { blueOf, lumaOf, redOf, type Planes } from './planes.ts';

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

/** Goes over what is seen of a patch in a film of that size; what hangs over the film's edge is left out. O(pixels of the patch). */
export function overPatch(patch: Patch, film: Size, over: Over): void {
  const columns = Math.min(patch.width, film.width - patch.x);
  const bottom = Math.min(patch.y + patch.height, film.height);
  const pixels = pixelsOf(patch);
  const left = patch.x >> 1;
  const quarters = ((patch.x + columns + 1) >> 1) - left;
  // Sums of four pixels, each up to 255 * 240.
  const [alphas, blues, reds] = [
    new Int32Array(quarters),
    new Int32Array(quarters),
    new Int32Array(quarters),
  ];
  let [last, luma, blue, red] = [0, 0, 0, 0];
  for (let top = patch.y & ~1; top < bottom; top += 2) {
    let isSeen = false;
    for (let y = Math.max(top, patch.y); y < Math.min(top + 2, bottom); y++) {
      const row = (y - patch.y) * patch.width;
      for (let column = 0; column < columns; column++) {
        const pixel = pixels[row + column] ?? 0;
        const alpha = pixel >>> 24;
        if (alpha === 0) {
          continue;
        }
        // Letters have few colours: most pixels are like the one before.
        if (pixel !== last) {
          const [r, g, b] = [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255];
          [last, luma, blue, red] = [pixel, lumaOf(r, g, b), blueOf(r, g, b), redOf(r, g, b)];
        }
        if (!isSeen) {
          isSeen = true;
          alphas.fill(0);
          blues.fill(0);
          reds.fill(0);
        }
        over.pixel(patch.x + column, y, luma, alpha);
        const quarter = ((patch.x + column) >> 1) - left;
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

/** A patch's pixels as numbers, red in the lowest byte: every system the program runs on has the lowest byte first. */
function pixelsOf({ data, width, height }: Patch): Uint32Array {
  const { buffer, byteOffset } = data.byteOffset % 4 === 0 ? data : Uint8Array.from(data);
  return new Uint32Array(buffer, byteOffset, width * height);
}

/** Blends a patch into planes, in place, by its straight alpha. O(pixels of the patch). */
export function lay(patch: Patch, onto: Planes): void {
  const { width, height, data } = onto;
  const size = width * height;
  overPatch(patch, onto, {
    pixel: (x, y, luma, alpha) => {
      const to = y * width + x;
      data[to] = divided((data[to] ?? 0) * (255 - alpha) + luma * alpha);
    },
    quarter: (x, y, alphas, blues, reds) => {
      const keep = 255 - ((alphas + 2) >> 2);
      const to = size + (y * width) / 2 + x;
      data[to] = divided((data[to] ?? 0) * keep + ((blues + 2) >> 2));
      const next = to + (size >> 2);
      data[next] = divided((data[next] ?? 0) * keep + ((reds + 2) >> 2));
    },
  });
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
