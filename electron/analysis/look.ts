import { sketchHeight, sketchWidth } from '../../shared/analysis/correlation.ts';
import { spreadBins, type Sketch } from '../../shared/analysis/likeness.ts';
import { smallHeight as height, smallWidth as width } from './smallFrames.ts';

/** What one picture shows by itself. Ranges as in FrameStatistics. */
export interface Look {
  readonly luma: number;
  readonly contrast: number;
  readonly saturation: number;
  readonly sharpness: number;
  readonly colours: readonly string[];
  readonly hash: string;
  readonly sketch: Sketch;
  /** Brightness in a quarter of the size (80*45, rows top to bottom): what motion is looked for in. */
  readonly quarter: Uint8Array;
}

export const quarterWidth = width / 4;
export const quarterHeight = height / 4;
const halfWidth = width / 2;

/** Brightness 16..235 and colour differences 16..240 around 128, as video has them. */
const [black, range] = [16, 219];

/** Measures pictures of 320*180 one after the other; its working memory is its own. About 0.6 ms a picture. */
export class Eye {
  readonly #bins = new Uint32Array(8 ** 3 * 4);
  readonly #counts = new Uint32Array(3 * spreadBins);
  readonly #half = new Uint16Array((width * height) / 4);

  /** `yuv`: yuv420p, 320*180*1.5 bytes. */
  look(yuv: Uint8Array): Look {
    const luma = yuv.subarray(0, width * height);
    const squares = halve(luma, this.#half);
    const quarter = shrunk(this.#half, 2, quarterWidth, quarterHeight);
    const { saturation, spread, colours } = this.#paint(yuv, quarter);
    return {
      ...brightness(this.#half, squares),
      saturation,
      sharpness: laplacianVariance(luma),
      colours,
      hash: differenceHash(quarter),
      sketch: { luma: shrunk(this.#half, halfWidth / sketchWidth, sketchWidth, sketchHeight), spread },
      quarter,
    };
  }

  /** Colours by the quarter picture: they are large. */
  #paint(yuv: Uint8Array, quarter: Uint8Array) {
    const bins = this.#bins.fill(0);
    const counts = this.#counts.fill(0);
    const blue = width * height;
    const red = width * height * 1.25;
    let grey = 0;
    for (let i = 0, y = 0; y < quarterHeight; y++) {
      for (let at = y * width, end = at + width / 2; at < end; at += 2, i++) {
        const luma = quarter[i] ?? 0;
        const u = yuv[blue + at] ?? 0;
        const v = yuv[red + at] ?? 0;
        add(counts, luma >> 4, 1);
        add(counts, spreadBins + (u >> 4), 1);
        add(counts, 2 * spreadBins + (v >> 4), 1);
        const full = ((luma - black) * 255) / range;
        const r = byte(full + 1.793 * (v - 128));
        const g = byte(full - 0.213 * (u - 128) - 0.533 * (v - 128));
        const b = byte(full + 2.112 * (u - 128));
        grey += Math.max(r, g, b) - Math.min(r, g, b);
        const bin = ((r >> 5) * 64 + (g >> 5) * 8 + (b >> 5)) * 4;
        add(bins, bin, 1);
        add(bins, bin + 1, r);
        add(bins, bin + 2, g);
        add(bins, bin + 3, b);
      }
    }
    const spread = Float32Array.from(counts, (count) => count / quarter.length);
    return { saturation: grey / quarter.length / 255, spread, colours: dominant(bins, quarter.length) };
  }
}

const byte = (value: number) => (value < 0 ? 0 : value > 255 ? 255 : (value + 0.5) | 0);

function add(numbers: Uint32Array, at: number, amount: number): void {
  numbers[at] = (numbers[at] ?? 0) + amount;
}

/** Sums of squares of two pixels a side: what all smaller pictures are made of. Answers the sum of squared pixels. */
function halve(luma: Uint8Array, half: Uint16Array): number {
  let squares = 0;
  for (let y = 0, to = 0; y < height; y += 2) {
    for (let at = y * width, end = at + width; at < end; at += 2, to++) {
      const a = luma[at] ?? 0;
      const b = luma[at + 1] ?? 0;
      const c = luma[at + width] ?? 0;
      const d = luma[at + width + 1] ?? 0;
      half[to] = a + b + c + d;
      squares += a * a + b * b + c * c + d * d;
    }
  }
  return squares;
}

/** Mean (0 to 1) and standard deviation (0 to 0.5) of brightness. */
function brightness(half: Uint16Array, squares: number): { luma: number; contrast: number } {
  let sum = 0;
  for (let i = 0; i < half.length; i++) {
    sum += half[i] ?? 0;
  }
  const count = width * height;
  const mean = sum / count;
  const deviation = Math.sqrt(Math.max(0, squares / count - mean * mean));
  return { luma: Math.min(1, Math.max(0, (mean - black) / range)), contrast: deviation / range };
}

/** Mean brightnesses of fields of `factor` pairs of pixels a side. */
function shrunk(half: Uint16Array, factor: number, wide: number, high: number): Uint8Array {
  const small = new Uint8Array(wide * high);
  for (let y = 0, to = 0; y < high; y++) {
    for (let x = 0; x < wide; x++, to++) {
      let sum = 0;
      for (let row = 0; row < factor; row++) {
        const from = (y * factor + row) * halfWidth + x * factor;
        for (let at = from; at < from + factor; at++) {
          sum += half[at] ?? 0;
        }
      }
      small[to] = sum / (4 * factor * factor);
    }
  }
  return small;
}

/** Variance of the four-neighbour Laplacian (Pech-Pacheco et al. 2000), edges left out, every second row. */
function laplacianVariance(luma: Uint8Array): number {
  let sum = 0;
  let squares = 0;
  for (let y = 1; y < height - 1; y += 2) {
    let at = y * width;
    let left = luma[at++] ?? 0;
    let here = luma[at] ?? 0;
    for (const end = y * width + width - 1; at < end; at++) {
      const right = luma[at + 1] ?? 0;
      const value = left + right + (luma[at - width] ?? 0) + (luma[at + width] ?? 0) - 4 * here;
      sum += value;
      squares += value * value;
      left = here;
      here = right;
    }
  }
  const count = (width - 2) * Math.ceil((height - 2) / 2);
  return squares / count - (sum / count) ** 2;
}

/** dHash (Krawetz 2013): whether each of 9 x 8 fields is darker than its right neighbour, row by row. */
function differenceHash(quarter: Uint8Array): string {
  const field = (x: number, y: number) => {
    const [left, right] = [Math.floor((x * quarterWidth) / 9), Math.floor(((x + 1) * quarterWidth) / 9)];
    const [top, bottom] = [Math.floor((y * quarterHeight) / 8), Math.floor(((y + 1) * quarterHeight) / 8)];
    let sum = 0;
    for (let row = top; row < bottom; row++) {
      for (let column = left; column < right; column++) {
        sum += quarter[row * quarterWidth + column] ?? 0;
      }
    }
    return sum / ((right - left) * (bottom - top));
  };
  let hash = '';
  for (let y = 0; y < 8; y++) {
    const row = Array.from({ length: 9 }, (_, x) => field(x, y));
    const bits = row.slice(1).reduce((byte, value, x) => byte * 2 + (value > (row[x] ?? 0) ? 1 : 0), 0);
    hash += bits.toString(16).padStart(2, '0');
  }
  return hash;
}

/** The means of the fullest bins, at most three, none near one that was taken. */
function dominant(bins: Uint32Array, count: number): string[] {
  const full: number[] = [];
  for (let at = 0; at < bins.length; at += 4) {
    if ((bins[at] ?? 0) > count * 0.03) {
      full.push(at);
    }
  }
  full.sort((a, b) => (bins[b] ?? 0) - (bins[a] ?? 0));
  const taken: (readonly number[])[] = [];
  for (const at of full) {
    const colour = [1, 2, 3].map((i) => Math.round((bins[at + i] ?? 0) / (bins[at] ?? 1)));
    const isNear = taken.some((other) => other.every((value, i) => Math.abs(value - (colour[i] ?? 0)) < 40));
    if (!isNear && taken.length < 3) {
      taken.push(colour);
    }
  }
  return taken.map((colour) => `#${colour.map((value) => value.toString(16).padStart(2, '0')).join('')}`);
}
