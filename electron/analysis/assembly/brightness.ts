import { sumOf } from './lanes';
import {
  HALF,
  HALF_HEIGHT,
  HALF_WIDTH,
  HEIGHT,
  NUMBERS,
  PICTURE,
  QUARTER,
  QUARTER_HEIGHT,
  QUARTER_WIDTH,
  SKETCH,
  SKETCH_HEIGHT,
  SKETCH_WIDTH,
  WIDTH,
} from './places';

function squaresOf(pixels: v128): v128 {
  const low = i16x8.extend_low_i8x16_u(pixels);
  const high = i16x8.extend_high_i8x16_u(pixels);
  return i32x4.add(i32x4.dot_i16x8_s(low, low), i32x4.dot_i16x8_s(high, high));
}

/** Sums of 2 x 2 pixels: what all smaller pictures are made of. A lane's sums stay below 2^30. */
export function halve(): void {
  let total: v128 = i32x4.splat(0);
  let squares: v128 = i32x4.splat(0);
  let to: usize = HALF;
  for (let y = 0; y < HEIGHT; y += 2) {
    const row = PICTURE + <usize>(y * WIDTH);
    for (let at = row; at < row + WIDTH; at += 16, to += 16) {
      const upper = v128.load(at);
      const lower = v128.load(at, WIDTH);
      const sum = i16x8.add(i16x8.extadd_pairwise_i8x16_u(upper), i16x8.extadd_pairwise_i8x16_u(lower));
      v128.store(to, sum);
      total = i32x4.add(total, i32x4.extadd_pairwise_i16x8_u(sum));
      squares = i32x4.add(squares, i32x4.add(squaresOf(upper), squaresOf(lower)));
    }
  }
  store<f64>(NUMBERS, sumOf(total));
  store<f64>(NUMBERS, sumOf(squares), 8);
}

/** Mean brightnesses of 4 x 4 and of 10 x 10 pixels. */
export function shrink(): void {
  const stride: usize = HALF_WIDTH * 2;
  for (let y = 0; y < QUARTER_HEIGHT; ++y) {
    let from = HALF + <usize>(2 * y) * stride;
    let to = QUARTER + <usize>(y * QUARTER_WIDTH);
    for (let x = 0; x < QUARTER_WIDTH; x += 8, from += 32, to += 8) {
      const left = i16x8.add(v128.load(from), v128.load(from + stride));
      const right = i16x8.add(v128.load(from, 16), v128.load(from + stride, 16));
      const sums = i16x8.narrow_i32x4_u(
        i32x4.shr_u(i32x4.extadd_pairwise_i16x8_u(left), 4),
        i32x4.shr_u(i32x4.extadd_pairwise_i16x8_u(right), 4),
      );
      v128.store64_lane(to, i8x16.narrow_i16x8_u(sums, sums), 0);
    }
  }
  for (let y = 0; y < SKETCH_HEIGHT; ++y) {
    for (let x = 0; x < SKETCH_WIDTH; ++x) {
      let sum: u32 = 0;
      for (let row = 0; row < 5; ++row) {
        const from = HALF + <usize>((y * 5 + row) * HALF_WIDTH + x * 5) * 2;
        sum +=
          load<u16>(from) + load<u16>(from, 2) + load<u16>(from, 4) + load<u16>(from, 6) + load<u16>(from, 8);
      }
      store<u8>(SKETCH + <usize>(y * SKETCH_WIDTH + x), <u8>(sum / 100));
    }
  }
}

/** Variance of the four-neighbour Laplacian (Pech-Pacheco et al. 2000), edges left out, every second row. */
export function laplacianVariance(): f64 {
  let sum: i32 = 0;
  let squares: f64 = 0;
  for (let y = 1; y < HEIGHT - 1; y += 2) {
    let at = PICTURE + <usize>(y * WIDTH);
    let values: v128 = i32x4.splat(0);
    let squared: v128 = i32x4.splat(0);
    // 318 pixels have neighbours on both sides: 39 vectors of 8, and 6.
    for (let n = 0; n < 40; ++n, at += 8) {
      const here = v128.load8x8_u(at + 1);
      const sides = i16x8.add(v128.load8x8_u(at), v128.load8x8_u(at + 2));
      const rows = i16x8.add(v128.load8x8_u(at + 1 - WIDTH), v128.load8x8_u(at + 1 + WIDTH));
      let value = i16x8.sub(i16x8.add(sides, rows), i16x8.shl(here, 2));
      if (n == 39) {
        value = v128.and(value, i16x8(-1, -1, -1, -1, -1, -1, 0, 0));
      }
      values = i32x4.add(values, i32x4.extadd_pairwise_i16x8_s(value));
      squared = i32x4.add(squared, i32x4.dot_i16x8_s(value, value));
    }
    sum += <i32>sumOf(values);
    squares += sumOf(squared);
  }
  const count: f64 = (WIDTH - 2) * ((HEIGHT - 2 + 1) / 2);
  const mean = <f64>sum / count;
  return squares / count - mean * mean;
}
