// Patches carry their motion a few pixels over an object's edge. Here every pixel near such an edge chooses among the
// motions around it: by how well each explains its own small window, and by what neighbours of its colour do.

/** Blocks in which nothing moves unlike the rest are passed over; as wide as the ring reaches. */
const BLOCK: i32 = 10;
export const TRIES: i32 = 8;
export const RING: i32 = 16;
/** x, y pairs of the places whose motions are asked, as bytes. */
const ring: usize = memory.data<i8>([
  3, 0, -3, 0, 0, 3, 0, -3, 6, 0, -6, 0, 0, 6, 0, -6, 5, 5, -5, 5, 5, -5, -5, -5, 10, 0, -10, 0, 0, 10, 0,
  -10,
]);
/** What the ring holds: u, v, weight (f32) and pixel address, RING each. */
export const nearU: usize = memory.data(16 * 4, 16);
export const nearV: usize = memory.data(16 * 4, 16);
const nearWeight: usize = memory.data(16 * 4, 16);
const nearPixel: usize = memory.data(16 * 4, 16);
export const tried: usize = memory.data(RING * 8, 16);

/** Neighbours that differ by less than this (cells) are one motion. */
const SAME: f32 = 0.7;
/** What a whole cell of disagreement with the neighbours costs, in grey values of three planes. */
export const ACCORD: f32 = 6;
const MISS_AT_MOST: f32 = 40;

function difference(a: usize, b: usize, plane: usize): f32 {
  return (
    abs(load<f32>(a) - load<f32>(b)) +
    abs(load<f32>(a + plane) - load<f32>(b + plane)) +
    abs(load<f32>(a + 2 * plane) - load<f32>(b + 2 * plane))
  );
}

/** Difference of two planes' worth of 3 rows of 4 samples (the last lane is masked off), bilinear in `other`. */
function windowMiss(
  one: usize,
  other: usize,
  stride: i32,
  plane: usize,
  weights: usize,
  x: f32,
  y: f32,
  width: i32,
  height: i32,
): f32 {
  x = min<f32>(max<f32>(x, -4), <f32>(width + 3));
  y = min<f32>(max<f32>(y, -4), <f32>(height + 3));
  const left = floor(x);
  const top = floor(y);
  const fx = f32x4.splat(x - left);
  const fy = f32x4.splat(y - top);
  const row = (<usize>stride) << 2;
  let sum = f32x4.splat(0);
  for (let line: usize = 0; line < 3; ++line) {
    let miss = f32x4.splat(0);
    for (let c: usize = 0; c < 3; ++c) {
      const at = other + <isize>(((<i32>top - 1 + <i32>line) * stride + <i32>left - 1) << 2) + c * plane;
      const a = v128.load(at);
      const b = v128.load(at + row);
      const upper = f32x4.add(a, f32x4.mul(fx, f32x4.sub(v128.load(at, 4), a)));
      const lower = f32x4.add(b, f32x4.mul(fx, f32x4.sub(v128.load(at + row, 4), b)));
      const value = f32x4.add(upper, f32x4.mul(fy, f32x4.sub(lower, upper)));
      miss = f32x4.add(miss, f32x4.abs(f32x4.sub(value, v128.load(one + (line - 1) * row - 4 + c * plane))));
    }
    miss = f32x4.min(miss, f32x4.splat(MISS_AT_MOST));
    sum = f32x4.add(sum, f32x4.mul(miss, v128.load(weights + (line << 4))));
  }
  return (
    f32x4.extract_lane(sum, 0) +
    f32x4.extract_lane(sum, 1) +
    f32x4.extract_lane(sum, 2) +
    f32x4.extract_lane(sum, 3)
  );
}

const windowWeights: usize = memory.data(3 * 16, 16);

/**
 * Gathers the motions of a ring, widened `reach` times, around a cell. Returns how far, at most, one of them is from (u, v), cells.
 */
export function lookAround(
  one: usize,
  stride: i32,
  width: i32,
  height: i32,
  flow: usize,
  x: i32,
  y: i32,
  u: f32,
  v: f32,
  reach: i32,
): f32 {
  let spread: f32 = 0;
  for (let i: usize = 0; i < <usize>RING; ++i) {
    const nx = min(max(x + reach * <i32>load<i8>(ring + 2 * i), 0), width - 1);
    const ny = min(max(y + reach * <i32>load<i8>(ring + 2 * i + 1), 0), height - 1);
    const at = flow + ((<usize>(ny * width + nx)) << 3);
    const nu = load<f32>(at);
    const nv = load<f32>(at, 4);
    store<f32>(nearU + (i << 2), nu);
    store<f32>(nearV + (i << 2), nv);
    store<u32>(nearPixel + (i << 2), <u32>(one + ((<usize>(ny * stride + nx)) << 2)));
    spread = max<f32>(spread, abs(nu - u) + abs(nv - v));
  }
  return spread;
}

function likeness(a: usize, b: usize, plane: usize): f32 {
  const d = difference(a, b, plane) * 0.08;
  return 1 / (1 + d * d);
}

/** Weighs the ring by likeness to the pixel; returns the sum. */
export function weighRing(pixel: usize, plane: usize): f32 {
  let whole: f32 = 0;
  for (let i: usize = 0; i < <usize>RING; ++i) {
    const weight = likeness(pixel, <usize>load<u32>(nearPixel + (i << 2)), plane);
    store<f32>(nearWeight + (i << 2), weight);
    whole += weight;
  }
  return whole;
}

/** Weighs the 3x3 window by likeness to its centre; returns the sum. */
function weighWindow(pixel: usize, stride: i32, plane: usize): f32 {
  let whole: f32 = 0;
  for (let line: i32 = 0; line < 3; ++line) {
    for (let column: i32 = 0; column < 3; ++column) {
      const weight = likeness(pixel, pixel + ((<isize>((line - 1) * stride + column - 1)) << 2), plane);
      store<f32>(windowWeights + ((<usize>line) << 4) + ((<usize>column) << 2), weight);
      whole += weight;
    }
  }
  return whole;
}

/** How far the ring's motions are from (u, v), each at most 2 cells, weighed. */
export function discord(u: f32, v: f32): f32 {
  const U = f32x4.splat(u);
  const V = f32x4.splat(v);
  const most = f32x4.splat(2);
  let sum = f32x4.splat(0);
  for (let i: usize = 0; i < 4 * <usize>RING; i += 16) {
    const apart = f32x4.add(
      f32x4.abs(f32x4.sub(v128.load(nearU + i), U)),
      f32x4.abs(f32x4.sub(v128.load(nearV + i), V)),
    );
    sum = f32x4.add(sum, f32x4.mul(f32x4.min(apart, most), v128.load(nearWeight + i)));
  }
  return (
    f32x4.extract_lane(sum, 0) +
    f32x4.extract_lane(sum, 1) +
    f32x4.extract_lane(sum, 2) +
    f32x4.extract_lane(sum, 3)
  );
}

/** Whether one of the first `count` motions tried is about this one. */
export function isTried(u: f32, v: f32, count: i32): bool {
  for (let k: i32 = 0; k < count; ++k) {
    const at = tried + ((<usize>k) << 3);
    if (abs(u - load<f32>(at)) + abs(v - load<f32>(at, 4)) < 0.5) {
      return true;
    }
  }
  return false;
}

/**
 * Reads `flow` (u, v interleaved) and writes `out` of the same shape; both pictures as planes of the flow's size. `bounds` is
 * scratch of 16 bytes for each of ceil(width/10)*ceil(height/10).
 */
export function sharpen(
  one: usize,
  other: usize,
  stride: i32,
  plane: usize,
  width: i32,
  height: i32,
  flow: usize,
  out: usize,
  bounds: usize,
): void {
  memory.copy(out, flow, (<usize>(width * height)) << 3);
  const columns = (width + BLOCK - 1) / BLOCK;
  const rows = (height + BLOCK - 1) / BLOCK;
  boundBlocks(flow, width, height, columns, rows, bounds);
  for (let block: i32 = 0; block < columns * rows; ++block) {
    if (spreadAround(bounds, columns, rows, block % columns, block / columns) >= SAME) {
      sharpenBlock(
        one,
        other,
        stride,
        plane,
        width,
        height,
        flow,
        out,
        (block % columns) * BLOCK,
        (block / columns) * BLOCK,
      );
    }
  }
}

/** Writes the least and most u and v of every block: four f32 each. */
function boundBlocks(flow: usize, width: i32, height: i32, columns: i32, rows: i32, bounds: usize): void {
  for (let block: i32 = 0; block < columns * rows; ++block) {
    const left = (block % columns) * BLOCK;
    const top = (block / columns) * BLOCK;
    let least = f32x4.splat(Infinity);
    let most = f32x4.splat(-Infinity);
    for (let y = top; y < min(top + BLOCK, height); ++y) {
      for (let x = left; x < min(left + BLOCK, width); ++x) {
        const motion = v128.load64_zero(flow + ((<usize>(y * width + x)) << 3));
        least = f32x4.pmin(least, motion);
        most = f32x4.pmax(most, motion);
      }
    }
    v128.store(bounds + ((<usize>block) << 4), v128.shuffle<f32>(least, most, 0, 1, 4, 5));
  }
}

/** How far apart two motions in a block and those around it can be at most, cells. */
function spreadAround(bounds: usize, columns: i32, rows: i32, x: i32, y: i32): f32 {
  let least = f32x4.splat(Infinity);
  let most = f32x4.splat(-Infinity);
  for (let ny = max(0, y - 1); ny <= min(rows - 1, y + 1); ++ny) {
    for (let nx = max(0, x - 1); nx <= min(columns - 1, x + 1); ++nx) {
      const bound = v128.load(bounds + ((<usize>(ny * columns + nx)) << 4));
      least = f32x4.pmin(least, bound);
      most = f32x4.pmax(most, bound);
    }
  }
  return (
    f32x4.extract_lane(most, 2) -
    f32x4.extract_lane(least, 0) +
    f32x4.extract_lane(most, 3) -
    f32x4.extract_lane(least, 1)
  );
}

function sharpenBlock(
  one: usize,
  other: usize,
  stride: i32,
  plane: usize,
  width: i32,
  height: i32,
  flow: usize,
  out: usize,
  left: i32,
  top: i32,
): void {
  for (let y = top; y < min(top + BLOCK, height); ++y) {
    for (let x = left; x < min(left + BLOCK, width); ++x) {
      const cell = (<usize>(y * width + x)) << 3;
      const u = load<f32>(flow + cell);
      const v = load<f32>(flow + cell, 4);
      if (lookAround(one, stride, width, height, flow, x, y, u, v, 1) < SAME) {
        continue;
      }
      const pixel = one + ((<usize>(y * stride + x)) << 2);
      const accord: f32 = ACCORD / (weighRing(pixel, plane) + 0.01);
      const share: f32 = 1 / weighWindow(pixel, stride, plane);
      let best: f32 = Infinity;
      let count = 0;
      for (let i: i32 = -1; i < RING && count < TRIES; ++i) {
        const cu = i < 0 ? u : load<f32>(nearU + ((<usize>i) << 2));
        const cv = i < 0 ? v : load<f32>(nearV + ((<usize>i) << 2));
        if (isTried(cu, cv, count)) {
          continue;
        }
        store<f32>(tried + ((<usize>count) << 3), cu);
        store<f32>(tried + ((<usize>count) << 3), cv, 4);
        ++count;
        let cost = discord(cu, cv) * accord;
        if (cost < best) {
          cost +=
            share *
            windowMiss(pixel, other, stride, plane, windowWeights, <f32>x + cu, <f32>y + cv, width, height);
        }
        if (cost < best) {
          best = cost;
          store<f32>(out + cell, cu);
          store<f32>(out + cell, cv, 4);
        }
      }
    }
  }
}
