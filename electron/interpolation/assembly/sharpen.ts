// Patches carry their motion a few pixels over an object's edge. Here every pixel near such an edge chooses among the
// motions around it: by how well each explains its own small window, and by what neighbours of its colour do.

const RING: i32 = 16;
/** x, y pairs of the places whose motions are asked, as bytes. */
const ring: usize = memory.data<i8>([
  3, 0, -3, 0, 0, 3, 0, -3, 6, 0, -6, 0, 0, 6, 0, -6, 5, 5, -5, 5, 5, -5, -5, -5, 10, 0, -10, 0, 0, 10, 0,
  -10,
]);
const near: usize = memory.data(RING * 16, 16);
const tried: usize = memory.data(RING * 8, 16);

/** Neighbours that differ by less than this (cells) are one motion. */
const SAME: f32 = 0.7;
/** What a whole cell of disagreement with the neighbours costs, in grey values of three planes. */
const ACCORD: f32 = 6;
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

/** Reads `flow` (u, v interleaved) and writes `out` of the same shape; both pictures as planes of the flow's size. */
export function sharpen(
  one: usize,
  other: usize,
  stride: i32,
  plane: usize,
  width: i32,
  height: i32,
  flow: usize,
  out: usize,
): void {
  for (let y = 0; y < height; ++y) {
    for (let x = 0; x < width; ++x) {
      const cell = y * width + x;
      const u = load<f32>(flow + ((<usize>cell) << 3));
      const v = load<f32>(flow + ((<usize>cell) << 3), 4);
      const pixel = one + ((<usize>(y * stride + x)) << 2);
      let spread: f32 = 0;
      for (let i = 0; i < RING; ++i) {
        const nx = min(max(x + <i32>load<i8>(ring + 2 * i), 0), width - 1);
        const ny = min(max(y + <i32>load<i8>(ring + 2 * i + 1), 0), height - 1);
        const at = flow + ((<usize>(ny * width + nx)) << 3);
        const nu = load<f32>(at);
        const nv = load<f32>(at, 4);
        const to = near + ((<usize>i) << 4);
        store<f32>(to, nu);
        store<f32>(to, nv, 4);
        store<u32>(to, <u32>(one + ((<usize>(ny * stride + nx)) << 2)), 12);
        spread = max<f32>(spread, abs(nu - u) + abs(nv - v));
      }
      const target = out + ((<usize>cell) << 3);
      store<f32>(target, u);
      store<f32>(target, v, 4);
      if (spread < SAME) {
        continue;
      }
      let whole: f32 = 0;
      for (let i = 0; i < RING; ++i) {
        const at = near + ((<usize>i) << 4);
        const d = difference(pixel, <usize>load<u32>(at, 12), plane) * 0.08;
        const weight: f32 = 1 / (1 + d * d);
        store<f32>(at, weight, 8);
        whole += weight;
      }
      const accord: f32 = ACCORD / (whole + 0.01);
      let windowWhole: f32 = 0;
      for (let line: i32 = 0; line < 3; ++line) {
        for (let column: i32 = 0; column < 4; ++column) {
          let weight: f32 = 0;
          if (column < 3) {
            const d =
              difference(pixel, pixel + <isize>(((line - 1) * stride + column - 1) << 2), plane) * 0.08;
            weight = 1 / (1 + d * d);
            windowWhole += weight;
          }
          store<f32>(windowWeights + ((<usize>line) << 4) + ((<usize>column) << 2), weight);
        }
      }
      let best: f32 = Infinity;
      let count = 0;
      for (let i = -1; i < RING; ++i) {
        const cu = i < 0 ? u : load<f32>(near + ((<usize>i) << 4));
        const cv = i < 0 ? v : load<f32>(near + ((<usize>i) << 4), 4);
        let known = false;
        for (let k = 0; k < count; ++k) {
          if (
            abs(cu - load<f32>(tried + ((<usize>k) << 3))) +
              abs(cv - load<f32>(tried + ((<usize>k) << 3), 4)) <
            0.5
          ) {
            known = true;
            break;
          }
        }
        if (known) {
          continue;
        }
        if (count < RING) {
          store<f32>(tried + ((<usize>count) << 3), cu);
          store<f32>(tried + ((<usize>count) << 3), cv, 4);
          ++count;
        }
        let apart: f32 = 0;
        for (let k = 0; k < RING; ++k) {
          const at = near + ((<usize>k) << 4);
          apart += load<f32>(at, 8) * min<f32>(abs(cu - load<f32>(at)) + abs(cv - load<f32>(at, 4)), 2);
        }
        let cost = apart * accord;
        if (cost < best) {
          cost +=
            windowMiss(pixel, other, stride, plane, windowWeights, <f32>x + cu, <f32>y + cv, width, height) /
            windowWhole;
        }
        if (cost < best) {
          best = cost;
          store<f32>(target, cu);
          store<f32>(target, cv, 4);
        }
      }
    }
  }
}
