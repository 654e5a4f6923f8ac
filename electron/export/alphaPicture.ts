import type { Size } from '../../shared/project/schema.ts';
import { overPatch, type Patch } from './overlay.ts';

/** Bytes of a picture in BT.709, 8-bit 4:2:0, limited range, straight alpha: luma, blue, red, alpha. Both sides are even. */
export const alphaLength = (width: number, height: number): number => (width * height * 5) / 2;

/** Where patches are put: the film, or the part of it that all captions lie in; x, y and both sides even. */
export interface Region extends Size {
  readonly x: number;
  readonly y: number;
}

/** The smallest region that `bounds` lies in, and one of no use where there are none. */
export function regionAround(bounds: Region | null, film: Size): Region {
  const { x, y, width, height } = bounds ?? { x: 0, y: 0, width: 0, height: 0 };
  const [left, top] = [Math.min(x & ~1, film.width - 16), Math.min(y & ~1, film.height - 16)];
  const even = (length: number, most: number) => Math.min(most, Math.max(16, (length + 1) & ~1));
  return {
    ...{ x: left, y: top },
    width: even(x + width - left, film.width - left),
    height: even(y + height - top, film.height - top),
  };
}

/** Makes a picture empty: black, grey of no colour, nothing of it seen. */
export function clearAlpha(picture: Uint8Array, { width, height }: Size): void {
  const size = width * height;
  picture.fill(16, 0, size);
  picture.fill(128, size, (size * 3) / 2);
  picture.fill(0, (size * 3) / 2);
}

/**
 * Puts a patch into an empty picture of a region that it lies in. Colours stand unblended beside their alpha, as ffmpeg's
 * `overlay` takes them: it then computes what `lay` does, to one level. O(pixels of the patch).
 */
export function putAlpha(patch: Patch, picture: Uint8Array, region: Region): void {
  const { width, height } = region;
  const size = width * height;
  const alphaAt = (size * 3) / 2;
  const inside = { ...patch, x: patch.x - region.x, y: patch.y - region.y };
  overPatch(inside, region, {
    pixel: (x, y, luma, alpha) => {
      const to = y * width + x;
      picture[to] = luma;
      picture[alphaAt + to] = alpha;
    },
    quarter: (x, y, alphas, blues, reds) => {
      const to = size + (y * width) / 2 + x;
      picture[to] = (blues + (alphas >> 1)) / alphas;
      picture[to + (size >> 2)] = (reds + (alphas >> 1)) / alphas;
    },
  });
}
