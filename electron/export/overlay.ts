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

/** A patch made ready to be laid over planes many times: what is kept of them (0..255) and what is added (times 255). */
export interface Overlay {
  /** Even. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly keep: Uint8Array;
  readonly luma: Uint16Array;
  readonly colourKeep: Uint8Array;
  readonly blue: Uint16Array;
  readonly red: Uint16Array;
}

/** A patch in the film's own colours. O(pixels of the patch). */
export function overlayOf(patch: Patch): Overlay {
  const [x, y] = [patch.x & ~1, patch.y & ~1];
  const width = (patch.x + patch.width + 1 - x) & ~1;
  const height = (patch.y + patch.height + 1 - y) & ~1;
  const small = (width * height) / 4;
  const overlay = {
    ...{ x, y, width, height },
    keep: new Uint8Array(width * height).fill(255),
    luma: new Uint16Array(width * height),
    colourKeep: new Uint8Array(small),
    blue: new Uint16Array(small),
    red: new Uint16Array(small),
  };
  // Sums of four pixels, each up to 255 * 240.
  const [alphas, blues, reds] = [new Uint16Array(small), new Uint32Array(small), new Uint32Array(small)];
  const { data } = patch;
  let from = 0;
  for (let row = patch.y - y; row < patch.y - y + patch.height; row++) {
    for (let column = patch.x - x; column < patch.x - x + patch.width; column++, from += 4) {
      const alpha = data[from + 3] ?? 0;
      if (alpha === 0) {
        continue;
      }
      const [r, g, b] = [data[from] ?? 0, data[from + 1] ?? 0, data[from + 2] ?? 0];
      const to = row * width + column;
      overlay.keep[to] = 255 - alpha;
      overlay.luma[to] = alpha * lumaOf(r, g, b);
      const quarter = (row >> 1) * (width >> 1) + (column >> 1);
      alphas[quarter] = (alphas[quarter] ?? 0) + alpha;
      blues[quarter] = (blues[quarter] ?? 0) + alpha * blueOf(r, g, b);
      reds[quarter] = (reds[quarter] ?? 0) + alpha * redOf(r, g, b);
    }
  }
  for (let i = 0; i < small; i++) {
    overlay.colourKeep[i] = 255 - (((alphas[i] ?? 0) + 2) >> 2);
    overlay.blue[i] = ((blues[i] ?? 0) + 2) >> 2;
    overlay.red[i] = ((reds[i] ?? 0) + 2) >> 2;
  }
  return overlay;
}

/** Blends an overlay into planes, in place; what hangs over their edge is left out. O(pixels of the overlay). */
export function lay(overlay: Overlay, onto: Planes): void {
  const { width, height, data } = onto;
  blend(data, 0, width, height, overlay, 1, overlay.keep, overlay.luma);
  const size = width * height;
  blend(data, size, width >> 1, height >> 1, overlay, 2, overlay.colourKeep, overlay.blue);
  blend(data, size + (size >> 2), width >> 1, height >> 1, overlay, 2, overlay.colourKeep, overlay.red);
}

function blend(
  data: Uint8Array,
  start: number,
  planeWidth: number,
  planeHeight: number,
  overlay: Overlay,
  step: 1 | 2,
  keep: Uint8Array,
  add: Uint16Array,
): void {
  const [left, top, width] = [overlay.x / step, overlay.y / step, overlay.width / step];
  const columns = Math.min(width, planeWidth - left);
  const rows = Math.min(overlay.height / step, planeHeight - top);
  for (let row = 0; row < rows; row++) {
    let to = start + (top + row) * planeWidth + left;
    let from = row * width;
    for (const end = from + columns; from < end; from++, to++) {
      const kept = keep[from] ?? 255;
      if (kept !== 255) {
        // Division by 255, rounded, exact up to 65,535.
        data[to] = (((data[to] ?? 0) * kept + (add[from] ?? 0) + 128) * 257) >>> 16;
      }
    }
  }
}

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
