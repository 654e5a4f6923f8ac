import type { Frame } from '../media/frame.ts';

/** A frame's brightness at half its size: the mean of 2x2 pixels, 0..255. Half the codec's noise, none of the shapes lost. */
export interface View {
  readonly width: number;
  readonly height: number;
  readonly luma: Float32Array;
}

/** O(pixels), about 1 ms for 1280x720. The last row or column of an odd side is left out, unless it is the only one. */
export function viewOf({ width, height, data }: Frame): View {
  const [across, down] = [Math.max(1, width >> 1), Math.max(1, height >> 1)];
  const [right, below] = [width > 1 ? 4 : 0, height > 1 ? width * 4 : 0];
  const corner = below + right;
  const luma = new Float32Array(across * down);
  for (let y = 0, to = 0; y < down; y++) {
    for (let x = 0, at = y * 2 * width * 4; x < across; x++, at += 8, to++) {
      // Every index is inside: the picture has width*height*4 bytes.
      const red = sum(data, at, right, below, corner);
      const green = sum(data, at + 1, right, below, corner);
      const blue = sum(data, at + 2, right, below, corner);
      luma[to] = (0.299 * red + 0.587 * green + 0.114 * blue) / 4;
    }
  }
  return { width: across, height: down, luma };
}

/** Of one channel of 2x2 pixels. */
const sum = (data: Uint8Array, at: number, right: number, below: number, corner: number) =>
  (data[at] ?? 0) + (data[at + right] ?? 0) + (data[at + below] ?? 0) + (data[at + corner] ?? 0);

/** The size of a print. */
export const printSize = { width: 32, height: 18 } as const;

/** A view as 32x18 means, in bytes: enough to tell which frame of a film this is. O(pixels). */
export function printOf({ width, height, luma }: View): Uint8Array {
  const columns = sharesOf(width, printSize.width);
  const cells = Uint8Array.from(columns, ({ cell }) => cell);
  const places = Uint32Array.from(columns, ({ place }) => place);
  const shares = Float64Array.from(columns, ({ share }) => share);
  const means = new Float64Array(printSize.width * printSize.height);
  for (const { place: y, cell: row, share: high } of sharesOf(height, printSize.height)) {
    const [from, to] = [y * width, row * printSize.width];
    for (let at = 0; at < shares.length; at++) {
      const cell = to + (cells[at] ?? 0);
      means[cell] = (means[cell] ?? 0) + (luma[from + (places[at] ?? 0)] ?? 0) * high * (shares[at] ?? 0);
    }
  }
  return Uint8Array.from(means, Math.round);
}

/** Which places of a line a cell covers, and by what share of the cell. */
function sharesOf(length: number, cells: number) {
  const shares: { readonly place: number; readonly cell: number; readonly share: number }[] = [];
  const step = length / cells;
  for (let cell = 0; cell < cells; cell++) {
    const [from, to] = [cell * step, (cell + 1) * step];
    for (let place = Math.floor(from); place < Math.min(length, to - 1e-9); place++) {
      shares.push({ place, cell, share: (Math.min(to, place + 1) - Math.max(from, place)) / step });
    }
  }
  return shares;
}
