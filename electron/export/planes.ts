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
  let [blueAt, redAt] = [width * height, (width * height * 5) / 4];
  const pixels = wordsOf(rgba);
  const take = (at: number): number => {
    const pixel = pixels[at] ?? 0;
    data[at] = lumaOf(pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255);
    return pixel;
  };
  for (let row = 0; row < width * height; row += width * 2) {
    for (let at = row; at < row + width; at += 2) {
      const [a, b, c, d] = [take(at), take(at + 1), take(at + width), take(at + width + 1)];
      // Red and blue are summed in one number: each has 16 bits of it, and four pixels take ten.
      const redBlue = (a & 0xff00ff) + (b & 0xff00ff) + (c & 0xff00ff) + (d & 0xff00ff);
      const greens = (a & 0xff00) + (b & 0xff00) + (c & 0xff00) + (d & 0xff00);
      const red = ((redBlue & 0xffff) + 2) >> 2;
      const green = ((greens >> 8) + 2) >> 2;
      const blue = ((redBlue >> 16) + 2) >> 2;
      data[blueAt++] = blueOf(red, green, blue);
      data[redAt++] = redOf(red, green, blue);
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

/** Pixels (rgba) as signed numbers (V8's small ones), red in the lowest byte: every system the program runs on has the lowest byte first. */
export function wordsOf(rgba: Uint8Array): Int32Array {
  const { buffer, byteOffset, byteLength } = rgba.byteOffset % 4 === 0 ? rgba : Uint8Array.from(rgba);
  return new Int32Array(buffer, byteOffset, byteLength >> 2);
}
