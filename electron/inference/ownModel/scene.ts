import type { Size } from './network.ts';

/** An odd size whose paddings to 32, 64 and 128 are three sizes, none of them a multiple of the next. */
export const probeSize: Size = { width: 161, height: 65 };

const square = { side: 28, x: 60, y: 18 };

/** How far the square moves, in pixels. */
const moves = 8;

/** A bright square on a soft pattern, rgba; at 0 it is where it starts, at 1 eight pixels further. */
export function squareAt(share: number, { width, height } = probeSize): Uint8Array {
  const out = new Uint8Array(width * height * 4);
  const left = square.x + Math.round(moves * share);
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to += 4) {
      const [u, v] = [x - left, y - square.y];
      const isInside = u >= 0 && v >= 0 && u < square.side && v < square.side;
      for (let channel = 0; channel < 3; channel++) {
        out[to + channel] = isInside
          ? 190 + 50 * Math.sin(u / 3 + channel) * Math.cos(v / 4)
          : 75 + 30 * Math.sin(x / 11 + channel * 2) + 30 * Math.cos(y / 9 - channel);
      }
      out[to + 3] = 255;
    }
  }
  return out;
}

/** Half of each. */
export function mixed(a: Uint8Array, b: Uint8Array): Uint8Array {
  return a.map((value, i) => (value + (b[i] ?? 0)) / 2);
}

/** The mean difference of two rgba pictures over red, green and blue, 0..255. */
export function differenceOf(a: Uint8Array, b: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    sum += i % 4 === 3 ? 0 : Math.abs((a[i] ?? 0) - (b[i] ?? 0));
  }
  return sum / ((a.length / 4) * 3);
}
