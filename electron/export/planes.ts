import { evenFrame, type Frame } from '../media/frame.ts';

/**
 * A picture as encoders take it: 8-bit 4:2:0, BT.709, limited range. `data` is width*height bytes of luma, then a quarter as many
 * of blue and of red difference. Both sides are even.
 */
export interface Planes {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

export const planesLength = (width: number, height: number): number => (width * height * 3) / 2;

/** BT.709 with the range 16..235 (luma), 16..240 (colour), in 65536ths of the 8-bit red, green and blue. */
const [kr, kb] = [0.2126, 0.0722];
const lumaScale = (219 / 255) * 65_536;
const colourScale = (112 / 255) * 65_536;
const yr = Math.round(kr * lumaScale);
const yb = Math.round(kb * lumaScale);
const yg = Math.round(lumaScale) - yr - yb;
const ur = Math.round((-kr / (1 - kb)) * colourScale);
const ub = Math.round(colourScale);
const ug = -ur - ub;
const vr = Math.round(colourScale);
const vb = Math.round((-kb / (1 - kr)) * colourScale);
const vg = -vr - vb;
const half = 32_768;

export const lumaOf = (r: number, g: number, b: number): number =>
  16 + ((yr * r + yg * g + yb * b + half) >> 16);
/** These two answer exactly 128 for every grey. */
export const blueOf = (r: number, g: number, b: number): number =>
  128 + ((ur * r + ug * g + ub * b + half) >> 16);
export const redOf = (r: number, g: number, b: number): number =>
  128 + ((vr * r + vg * g + vb * b + half) >> 16);

/** An opaque frame (rgba; its alpha is not looked at) as planes. An odd side gets its last column or row once more. O(pixels). */
export function planesOf(given: Frame): Planes {
  const { width, height, data: rgba } = evenFrame(given);
  const data = new Uint8Array(planesLength(width, height));
  const [blueAt, redAt] = [width * height, (width * height * 5) / 4];
  const at = (index: number) => rgba[index] ?? 0;
  for (let i = 0, from = 0; i < width * height; i++, from += 4) {
    data[i] = lumaOf(at(from), at(from + 1), at(from + 2));
  }
  for (let y = 0, to = 0; y < height; y += 2) {
    for (let x = 0; x < width; x += 2, to++) {
      const [a, c] = [(y * width + x) * 4, ((y + 1) * width + x) * 4];
      const r = (at(a) + at(a + 4) + at(c) + at(c + 4) + 2) >> 2;
      const g = (at(a + 1) + at(a + 5) + at(c + 1) + at(c + 5) + 2) >> 2;
      const b = (at(a + 2) + at(a + 6) + at(c + 2) + at(c + 6) + 2) >> 2;
      data[blueAt + to] = blueOf(r, g, b);
      data[redAt + to] = redOf(r, g, b);
    }
  }
  return { width, height, data };
}
