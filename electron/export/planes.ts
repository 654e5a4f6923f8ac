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

/** Rows of a film, `from` up to, not with, `to`. */
export interface Rows {
  readonly from: number;
  readonly to: number;
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
  const pixels = wordsOf(rgba);
  for (let y = 0, to = 0; y < height; y += 2) {
    for (let x = 0; x < width; x += 2, to++) {
      let [r, g, b] = [2, 2, 2];
      for (let i = 0; i < 4; i++) {
        const at = (y + (i >> 1)) * width + x + (i & 1);
        const pixel = (pixels[at] ?? 0) | 0;
        const [own, green, blue] = [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255];
        data[at] = lumaOf(own, green, blue);
        r += own;
        g += green;
        b += blue;
      }
      data[blueAt + to] = blueOf(r >> 2, g >> 2, b >> 2);
      data[redAt + to] = redOf(r >> 2, g >> 2, b >> 2);
    }
  }
  return { width, height, data };
}

/** Copies rows between planes of one size; even rows, `from` up to, not with, `to`. */
export function copyRows(given: Planes, onto: Planes, { from, to }: Rows): void {
  const { width, height } = given;
  const luma = width * height;
  for (const [at, row] of [
    [0, width],
    [luma, width / 4],
    [(luma * 5) / 4, width / 4],
  ] as const) {
    onto.data.set(given.data.subarray(at + from * row, at + to * row), at + from * row);
  }
}

/** Pixels (rgba) as numbers, red in the lowest byte: every system the program runs on has the lowest byte first. */
export function wordsOf(rgba: Uint8Array): Uint32Array {
  const { buffer, byteOffset, byteLength } = rgba.byteOffset % 4 === 0 ? rgba : Uint8Array.from(rgba);
  return new Uint32Array(buffer, byteOffset, byteLength >> 2);
}
