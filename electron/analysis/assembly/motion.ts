import { sumOf } from './lanes';
import {
  BEFORE,
  BEFORE_SKETCH,
  MATCHES,
  QUARTER,
  QUARTER_HEIGHT,
  QUARTER_WIDTH,
  SHIFT,
  SKETCH,
  SKETCH_HEIGHT,
  SKETCH_WIDTH,
} from './places';

const BLOCK_WIDTH: i32 = 8;
const BLOCK_HEIGHT: i32 = 9;
const REACH: i32 = 2;
const SIDE: i32 = 2 * REACH + 1;
const STANDING: i32 = REACH * SIDE + REACH;
/** What standing still is worth: a quarter of a grey level a pixel. */
const CALM: f64 = 0.25 * <f64>(BLOCK_WIDTH * BLOCK_HEIGHT);

/** The sums of a block's 25 shifts, f64; infinite outside the picture. */
const TRIED: usize = memory.data(200, 16);

/** Absolute differences of 16 bytes. */
function apart(a: v128, b: v128): v128 {
  return v128.or(i8x16.sub_sat_u(a, b), i8x16.sub_sat_u(b, a));
}

/** The sum of eight u16. */
function added(sums: v128): i32 {
  const wide = i32x4.extadd_pairwise_i16x8_u(sums);
  return (
    i32x4.extract_lane(wide, 0) +
    i32x4.extract_lane(wide, 1) +
    i32x4.extract_lane(wide, 2) +
    i32x4.extract_lane(wide, 3)
  );
}

/** Rows y and y+1 of a block in one vector. */
function twoRows(at: usize): v128 {
  return v128.load64_lane(at + QUARTER_WIDTH, v128.load64_zero(at), 1);
}

function difference(one: usize, other: usize): i32 {
  const step: usize = 2 * QUARTER_WIDTH;
  let sums = i16x8.extadd_pairwise_i8x16_u(apart(twoRows(one), twoRows(other)));
  sums = i16x8.add(sums, i16x8.extadd_pairwise_i8x16_u(apart(twoRows(one + step), twoRows(other + step))));
  sums = i16x8.add(
    sums,
    i16x8.extadd_pairwise_i8x16_u(apart(twoRows(one + 2 * step), twoRows(other + 2 * step))),
  );
  sums = i16x8.add(
    sums,
    i16x8.extadd_pairwise_i8x16_u(apart(twoRows(one + 3 * step), twoRows(other + 3 * step))),
  );
  const last = apart(v128.load64_zero(one + 4 * step), v128.load64_zero(other + 4 * step));
  return added(i16x8.add(sums, i16x8.extadd_pairwise_i8x16_u(last)));
}

/** Standard deviation of a block's brightnesses. */
function deviation(block: usize): f64 {
  let sums: v128 = i16x8.splat(0);
  let squares: v128 = i32x4.splat(0);
  for (let row = 0; row < BLOCK_HEIGHT; ++row) {
    const pixels = v128.load8x8_u(block + <usize>(row * QUARTER_WIDTH));
    sums = i16x8.add(sums, pixels);
    squares = i32x4.add(squares, i32x4.dot_i16x8_s(pixels, pixels));
  }
  const count: f64 = BLOCK_WIDTH * BLOCK_HEIGHT;
  const mean = <f64>added(sums) / count;
  return Math.sqrt(max<f64>(0, sumOf(squares) / count - mean * mean));
}

/** Where the lowest point of a V through three errors lies, in -0.5..0.5: absolute differences grow evenly. */
function vertex(before: f64, at: f64, after: f64): f64 {
  const slope = max(before, after) - at;
  return slope > 0 && slope < Infinity ? (before - after) / (2 * slope) : 0;
}

/**
 * Matches each block of QUARTER that `BEFORE`, moved by (baseX, baseY), covers with what lies at most 2 pixels around.
 * Leaves (x, y, fromX, fromY, error, texture) of each in MATCHES; answers how many.
 */
export function matchBlocks(baseX: i32, baseY: i32): i32 {
  let to = MATCHES;
  for (let top = 0; top + BLOCK_HEIGHT <= QUARTER_HEIGHT; top += BLOCK_HEIGHT) {
    for (let left = 0; left + BLOCK_WIDTH <= QUARTER_WIDTH; left += BLOCK_WIDTH) {
      const fromX = left - baseX;
      const fromY = top - baseY;
      if (fits(fromX, fromY)) {
        matchBlock(left, top, fromX, fromY, to);
        to += 48;
      }
    }
  }
  return <i32>(to - MATCHES) / 48;
}

function fits(x: i32, y: i32): bool {
  return x >= 0 && y >= 0 && x + BLOCK_WIDTH <= QUARTER_WIDTH && y + BLOCK_HEIGHT <= QUARTER_HEIGHT;
}

function triedAt(slot: i32): f64 {
  return load<f64>(TRIED + ((<usize>slot) << 3));
}

function matchBlock(left: i32, top: i32, fromX: i32, fromY: i32, to: usize): void {
  const block = QUARTER + <usize>(top * QUARTER_WIDTH + left);
  let best = 0;
  let least: f64 = Infinity;
  for (let slot = 0; slot < SIDE * SIDE; ++slot) {
    const x = fromX - (slot % SIDE) + REACH;
    const y = fromY - slot / SIDE + REACH;
    const sum: f64 = fits(x, y) ? <f64>difference(BEFORE + <usize>(y * QUARTER_WIDTH + x), block) : Infinity;
    store<f64>(TRIED + ((<usize>slot) << 3), sum);
    if (sum < least) {
      best = slot;
      least = sum;
    }
  }
  // Standing still wins where nothing is clearly better.
  if (triedAt(STANDING) <= least + CALM) {
    best = STANDING;
    least = triedAt(STANDING);
  }
  const column = best % SIDE;
  const row = best / SIDE;
  const partX: f64 =
    column == 0 || column == SIDE - 1 ? 0 : vertex(triedAt(best - 1), least, triedAt(best + 1));
  const partY: f64 =
    row == 0 || row == SIDE - 1 ? 0 : vertex(triedAt(best - SIDE), least, triedAt(best + SIDE));
  store<f64>(to, <f64>(left - fromX + column - REACH) + partX);
  store<f64>(to, <f64>(top - fromY + row - REACH) + partY, 8);
  store<f64>(to, <f64>(left + BLOCK_WIDTH / 2) - <f64>QUARTER_WIDTH / 2, 16);
  store<f64>(to, <f64>top + <f64>BLOCK_HEIGHT / 2 - <f64>QUARTER_HEIGHT / 2, 24);
  store<f64>(to, least / (BLOCK_WIDTH * BLOCK_HEIGHT), 32);
  store<f64>(to, deviation(block) + deviation(BEFORE + <usize>(fromY * QUARTER_WIDTH + fromX)), 40);
}

/** Leaves in SHIFT by how many cells (16 right, 8 down at most) the sketches fit best. */
export function coarseShift(): void {
  let least: f64 = Infinity;
  for (let y = -8; y <= 8; ++y) {
    const top = max(0, y);
    const bottom = min(SKETCH_HEIGHT, SKETCH_HEIGHT + y);
    for (let x = -16; x <= 16; ++x) {
      const left = max(0, x);
      const wide = SKETCH_WIDTH - abs(x);
      // Rows are 16..32 wide: one whole vector, and the last 16 without what the first has counted.
      const last = <usize>(wide - 16);
      const uncounted = i8x16.ge_s(
        i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15),
        i8x16.splat(<i8>(32 - wide)),
      );
      let sums: v128 = i32x4.splat(0);
      for (let row = top; row < bottom; ++row) {
        const at = SKETCH + <usize>(row * SKETCH_WIDTH + left);
        const from = BEFORE_SKETCH + <usize>((row - y) * SKETCH_WIDTH + left - x);
        const first = apart(v128.load(at), v128.load(from));
        const rest = v128.and(apart(v128.load(at + last), v128.load(from + last)), uncounted);
        const both = i16x8.add(i16x8.extadd_pairwise_i8x16_u(first), i16x8.extadd_pairwise_i8x16_u(rest));
        sums = i32x4.add(sums, i32x4.extadd_pairwise_i16x8_u(both));
      }
      const cells = <f64>(wide * (bottom - top));
      // The less of the picture is compared, the likelier a chance resemblance.
      const error = (sumOf(sums) / cells + 0.5) * (1 + (0.6 * <f64>(abs(x) + abs(y))) / 16);
      if (error < least) {
        least = error;
        store<i32>(SHIFT, x);
        store<i32>(SHIFT, y, 4);
      }
    }
  }
}
