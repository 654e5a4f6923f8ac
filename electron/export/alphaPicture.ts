import type { Size } from '../../shared/project/schema.ts';
import type { Overlay } from './overlay.ts';

/** Bytes of a picture in BT.709, 8-bit 4:2:0, limited range, straight alpha: luma, blue, red, alpha. Both sides are even. */
export const alphaLength = (width: number, height: number): number => (width * height * 5) / 2;

/** Where an overlay is painted: the film, or the part of it that all captions lie in; x, y and both sides even. */
export interface Region extends Size {
  readonly x: number;
  readonly y: number;
}

/** Makes a picture empty: black, grey of no colour, nothing of it seen. */
export function clearAlpha(picture: Uint8Array, { width, height }: Size): void {
  const size = width * height;
  picture.fill(16, 0, size);
  picture.fill(128, size, (size * 3) / 2);
  picture.fill(0, (size * 3) / 2);
}

/**
 * Puts an overlay into an empty picture of a region; what hangs over its edge is left out. Colours stand unblended beside their
 * alpha, as ffmpeg's `overlay` takes them: it then computes what `lay` does, to one level. O(pixels of the overlay).
 */
export function putAlpha(overlay: Overlay, picture: Uint8Array, region: Region): void {
  const { width, height } = region;
  const [left, top] = [overlay.x - region.x, overlay.y - region.y];
  const columns = Math.min(overlay.width, width - left);
  const rows = Math.min(overlay.height, height - top);
  const size = width * height;
  const alphaAt = (size * 3) / 2;
  for (let row = 0; row < rows; row++) {
    let from = row * overlay.width;
    let to = (top + row) * width + left;
    for (const end = from + columns; from < end; from++, to++) {
      const alpha = 255 - (overlay.keep[from] ?? 255);
      if (alpha !== 0) {
        picture[to] = ((overlay.luma[from] ?? 0) + (alpha >> 1)) / alpha;
        picture[alphaAt + to] = alpha;
      }
    }
  }
  for (let row = 0; row < rows >> 1; row++) {
    let from = row * (overlay.width >> 1);
    let to = size + (((top >> 1) + row) * width) / 2 + (left >> 1);
    for (const end = from + (columns >> 1); from < end; from++, to++) {
      const alpha = 255 - (overlay.colourKeep[from] ?? 255);
      if (alpha !== 0) {
        picture[to] = ((overlay.blue[from] ?? 0) + (alpha >> 1)) / alpha;
        picture[to + (size >> 2)] = ((overlay.red[from] ?? 0) + (alpha >> 1)) / alpha;
      }
    }
  }
}
