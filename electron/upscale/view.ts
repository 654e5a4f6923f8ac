import type { Frame } from '../media/frame.ts';

/** A frame's brightness at half its size: the mean of 2x2 pixels, 0..255. Half the codec's noise, none of the shapes lost. */
export interface View {
  readonly width: number;
  readonly height: number;
  readonly luma: Float32Array;
}

/** O(pixels), about 3 ms for 1280x720. The last row or column of an odd side is left out, unless it is the only one. */
export function viewOf({ width, height, data }: Frame): View {
  const [across, down] = [Math.max(1, width >> 1), Math.max(1, height >> 1)];
  const [right, below] = [width > 1 ? 4 : 0, height > 1 ? width * 4 : 0];
  const luma = new Float32Array(across * down);
  for (let y = 0, to = 0; y < down; y++) {
    for (let x = 0, at = y * 2 * width * 4; x < across; x++, at += 8, to++) {
      let sum = 0;
      for (const from of [at, at + right, at + below, at + right + below]) {
        sum += 0.299 * (data[from] ?? 0) + 0.587 * (data[from + 1] ?? 0) + 0.114 * (data[from + 2] ?? 0);
      }
      luma[to] = sum / 4;
    }
  }
  return { width: across, height: down, luma };
}

/** The size of a print. */
export const printSize = { width: 32, height: 18 } as const;

/** A view as 32x18 means, in bytes: enough to tell which frame of a film this is. */
export function printOf({ width, height, luma }: View): Uint8Array {
  const sums = new Float64Array(printSize.width * printSize.height);
  const counts = new Uint32Array(sums.length);
  const columns = Uint8Array.from({ length: width }, (_, x) => Math.floor((x * printSize.width) / width));
  for (let y = 0, at = 0; y < height; y++) {
    const row = Math.floor((y * printSize.height) / height) * printSize.width;
    for (let x = 0; x < width; x++, at++) {
      const cell = row + (columns[x] ?? 0);
      sums[cell] = (sums[cell] ?? 0) + (luma[at] ?? 0);
      counts[cell] = (counts[cell] ?? 0) + 1;
    }
  }
  return Uint8Array.from(sums, (sum, cell) => Math.round(sum / Math.max(1, counts[cell] ?? 1)));
}
