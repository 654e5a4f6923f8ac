import { flowAt } from './consistency';

/**
 * Carries one flow field to time t. Every cell at (x, y) with motion `flow` lands at x + reach*flow and adds its
 * whole motion from picture 0 to 1 (sign*flow), weighed by `weights` times `share`, to the four cells around.
 * `sums` holds weight, u, v, unused (v128 per cell).
 */
export function splat(
  flow: usize,
  weights: usize,
  width: i32,
  height: i32,
  reach: f32,
  sign: f32,
  share: f32,
  sums: usize,
): void {
  for (let y = 0; y < height; ++y) {
    for (let x = 0; x < width; ++x) {
      const cell = <usize>(y * width + x);
      const u = load<f32>(flow + (cell << 3));
      const v = load<f32>(flow + (cell << 3), 4);
      const toX = <f32>x + reach * u;
      const toY = <f32>y + reach * v;
      if (!(toX > -1 && toY > -1 && toX < <f32>width && toY < <f32>height)) {
        continue;
      }
      const left = floor(toX);
      const top = floor(toY);
      const fx = toX - left;
      const fy = toY - top;
      const weight = load<f32>(weights + (cell << 2)) * share;
      let packed = f32x4.splat(weight);
      packed = f32x4.replace_lane(packed, 1, sign * u * weight);
      packed = f32x4.replace_lane(packed, 2, sign * v * weight);
      const cx = <i32>left;
      const cy = <i32>top;
      land(sums, width, height, cx, cy, (1 - fx) * (1 - fy), packed);
      land(sums, width, height, cx + 1, cy, fx * (1 - fy), packed);
      land(sums, width, height, cx, cy + 1, (1 - fx) * fy, packed);
      land(sums, width, height, cx + 1, cy + 1, fx * fy, packed);
    }
  }
}

/** Under this share a vector merely touches a cell, and must not outrank what lies on it. */
const TOUCH: f32 = 0.2;

function land(sums: usize, width: i32, height: i32, x: i32, y: i32, share: f32, packed: v128): void {
  if (share < TOUCH || <u32>x >= <u32>width || <u32>y >= <u32>height) {
    return;
  }
  const at = sums + ((<usize>(y * width + x)) << 4);
  v128.store(at, f32x4.add(v128.load(at), f32x4.mul(packed, f32x4.splat(share))));
}

/**
 * Turns sums into what the warp reads, one v128 per cell: u, v (picture 0 to 1, cells), the share of picture 1 and the share
 * of plain crossfade. Cells nothing landed on are filled from their rim. A picture counts where it is seen: where its own
 * flow agrees with the motion found. `colours` of both pictures: luma, two colour differences and a spare value a cell;
 * `doubts` and `scratch` hold one f32 a cell; `sums` is used up.
 */
export function settle(
  sums: usize,
  width: i32,
  height: i32,
  t: f32,
  flow01: usize,
  flow10: usize,
  doubt01: usize,
  doubt10: usize,
  colours0: usize,
  colours1: usize,
  doubts: usize,
  scratch: usize,
  cells: usize,
): void {
  fillHoles(sums, width, height);
  for (let y = 0; y < height; ++y) {
    for (let x = 0; x < width; ++x) {
      const cell = <usize>(y * width + x);
      const sum = v128.load(sums + (cell << 4));
      const weight: f32 = 1 / f32x4.extract_lane(sum, 0);
      const u = f32x4.extract_lane(sum, 1) * weight;
      const v = f32x4.extract_lane(sum, 2) * weight;
      const x0 = <f32>x - t * u;
      const y0 = <f32>y - t * v;
      const x1 = <f32>x + (1 - t) * u;
      const y1 = <f32>y + (1 - t) * v;
      const motion = f32x4.replace_lane(f32x4.replace_lane(f32x4.splat(0), 0, u), 1, v);
      const bound: f32 = 0.7 + 0.05 * sqrt(u * u + v * v);
      const seen0 =
        seen(f32x4.sub(flowAt(flow01, width, height, x0, y0), motion), bound) * inside(x0, y0, width, height);
      const seen1 =
        seen(f32x4.add(flowAt(flow10, width, height, x1, y1), motion), bound) * inside(x1, y1, width, height);
      const w0: f32 = (1 - t) * (seen0 + 0.02);
      const w1: f32 = t * (seen1 + 0.02);
      v128.store(sums + (cell << 4), f32x4.replace_lane(motion, 2, w1 / (w0 + w1)));
      const known: f32 =
        (1 - t) * doubtAt(doubt01, width, height, x0, y0) + t * doubtAt(doubt10, width, height, x1, y1);
      // Where the pictures differ more along the motion than in place, the motion is wrong.
      const moved = apart(
        colourAt(colours0, width, height, x0, y0),
        colourAt(colours1, width, height, x1, y1),
      );
      const still = apart(v128.load(colours0 + (cell << 4)), v128.load(colours1 + (cell << 4)));
      // A place that one picture alone shows must differ along the motion. Where neither shows it, nothing is known of it.
      const evenly: f32 = 1 - abs(seen0 - seen1);
      // Where they differ much less along it, what little agreement there is around counts less against it.
      const fit = min<f32>(1, (2 * (moved + NOISE)) / (moved + still + 2 * NOISE));
      store<f32>(
        doubts + (cell << 2),
        max<f32>(
          known * (0.5 + 0.5 * fit),
          ((HIDDEN + (1 - HIDDEN) * evenly) * moved) / (moved + still + NOISE),
        ),
      );
    }
  }
  soften(doubts, width, height, scratch);
  for (let cell: usize = 0; cell < <usize>(width * height); ++cell) {
    store<f32>(sums + (cell << 4), load<f32>(doubts + (cell << 2)), 12);
  }
  round(sums, width, height, cells);
}

function seen(miss: v128, bound: f32): f32 {
  const u = f32x4.extract_lane(miss, 0);
  const v = f32x4.extract_lane(miss, 1);
  const e: f32 = (u * u + v * v) / (bound * bound);
  return 1 / (1 + e * e);
}

function inside(x: f32, y: f32, width: i32, height: i32): f32 {
  const out = max<f32>(max<f32>(-x, x - <f32>(width - 1)), max<f32>(-y, y - <f32>(height - 1)));
  return 1 - min<f32>(max<f32>(out, 0), 1);
}

/** Squared difference (luma and both colour differences) that sensor noise and coding make. */
const NOISE: f32 = 60;
/** How far a difference is believed where one of the pictures alone hides the place. */
const HIDDEN: f32 = 0.05;
/** Doubts are averaged over this many cells each way. */
const REACH: i32 = 3;

/** Squared difference of two colours (luma and both colour differences). */
function apart(a: v128, b: v128): f32 {
  const d = f32x4.sub(a, b);
  const e = f32x4.mul(d, d);
  return f32x4.extract_lane(e, 0) + f32x4.extract_lane(e, 1) + f32x4.extract_lane(e, 2);
}

/** Bilinear read of colours (one v128 a cell), clamped to their edge. */
function colourAt(colours: usize, width: i32, height: i32, x: f32, y: f32): v128 {
  x = min<f32>(max<f32>(x, 0), <f32>(width - 1) - 0.001);
  y = min<f32>(max<f32>(y, 0), <f32>(height - 1) - 0.001);
  const left = floor(x);
  const top = floor(y);
  const at = colours + ((<usize>(<i32>top * width + <i32>left)) << 4);
  const below = at + ((<usize>width) << 4);
  const fx = f32x4.splat(x - left);
  let a = v128.load(at);
  a = f32x4.add(a, f32x4.mul(fx, f32x4.sub(v128.load(at, 16), a)));
  let b = v128.load(below);
  b = f32x4.add(b, f32x4.mul(fx, f32x4.sub(v128.load(below, 16), b)));
  return f32x4.add(a, f32x4.mul(f32x4.splat(y - top), f32x4.sub(b, a)));
}

/** Box means of REACH cells around each, one f32 each, in place. */
function soften(values: usize, width: i32, height: i32, scratch: usize): void {
  const share: f32 = 1.0 / <f32>(REACH + REACH + 1);
  for (let y = 0; y < height; ++y) {
    const row = values + ((<usize>(y * width)) << 2);
    const out = scratch + ((<usize>(y * width)) << 2);
    for (let x = 0; x < width; ++x) {
      let sum: f32 = 0;
      for (let k = -REACH; k <= REACH; ++k) {
        sum += load<f32>(row + ((<usize>min(max(x + k, 0), width - 1)) << 2));
      }
      store<f32>(out + ((<usize>x) << 2), sum * share);
    }
  }
  for (let y = 0; y < height; ++y) {
    for (let x = 0; x < width; ++x) {
      let sum: f32 = 0;
      for (let k = -REACH; k <= REACH; ++k) {
        sum += load<f32>(scratch + ((<usize>(min(max(y + k, 0), height - 1) * width + x)) << 2));
      }
      store<f32>(values + ((<usize>(y * width + x)) << 2), sum * share);
    }
  }
}

/** One over the squared difference of motion (cells) at which a neighbour counts half. */
const ALIKE: f32 = 0.1;

/** Rounds off ragged edges: every cell takes the mean of the 3x3 around it, of what moves like it most. */
function round(from: usize, width: i32, height: i32, cells: usize): void {
  for (let y = 0; y < height; ++y) {
    const upper = min(y, 1);
    const lower = min(height - 1 - y, 1);
    for (let x = 0; x < width; ++x) {
      const at = from + ((<usize>(y * width + x)) << 4);
      const own = v128.load(at);
      const left = min(x, 1);
      const right = min(width - 1 - x, 1);
      let sum = f32x4.splat(0);
      let whole = f32x4.splat(0);
      for (let dy = -upper; dy <= lower; ++dy) {
        for (let dx = -left; dx <= right; ++dx) {
          const near = v128.load(at + ((<isize>(dy * width + dx)) << 4));
          const d = f32x4.sub(near, own);
          const e = f32x4.mul(f32x4.mul(d, d), f32x4.splat(ALIKE));
          const weight = f32x4.div(
            f32x4.splat(1),
            f32x4.add(
              f32x4.splat(1),
              f32x4.add(v128.shuffle<f32>(e, e, 0, 0, 0, 0), v128.shuffle<f32>(e, e, 1, 1, 1, 1)),
            ),
          );
          sum = f32x4.add(sum, f32x4.mul(near, weight));
          whole = f32x4.add(whole, weight);
        }
      }
      v128.store(cells + ((<usize>(y * width + x)) << 4), f32x4.div(sum, whole));
    }
  }
}

function doubtAt(doubt: usize, width: i32, height: i32, x: f32, y: f32): f32 {
  const cx = min(max(<i32>nearest(x), 0), width - 1);
  const cy = min(max(<i32>nearest(y), 0), height - 1);
  return load<f32>(doubt + ((<usize>(cy * width + cx)) << 2));
}

const ENOUGH: f32 = 0.00000001;

// Two sweeps each way: a hole takes the mean of what its filled neighbours hold, so it closes from its rim.
function fillHoles(sums: usize, width: i32, height: i32): void {
  const count = width * height;
  for (let sweep = 0; sweep < 4; ++sweep) {
    let open = 0;
    const ahead = sweep & 1 ? 1 : -1;
    for (let index = 0; index < count; ++index) {
      const cell = sweep & 1 ? count - 1 - index : index;
      const at = sums + ((<usize>cell) << 4);
      if (load<f32>(at) >= ENOUGH) {
        continue;
      }
      const x = cell % width;
      let sum = f32x4.splat(0);
      let found: f32 = 0;
      if (x + ahead >= 0 && x + ahead < width) {
        const near = v128.load(at + ((<isize>ahead) << 4));
        const weight = f32x4.extract_lane(near, 0);
        if (weight >= ENOUGH) {
          sum = f32x4.add(sum, f32x4.mul(near, f32x4.splat(1 / weight)));
          found += 1;
        }
      }
      const other = cell + ahead * width;
      if (other >= 0 && other < count) {
        const near = v128.load(sums + ((<usize>other) << 4));
        const weight = f32x4.extract_lane(near, 0);
        if (weight >= ENOUGH) {
          sum = f32x4.add(sum, f32x4.mul(near, f32x4.splat(1 / weight)));
          found += 1;
        }
      }
      if (found > 0) {
        v128.store(at, f32x4.mul(sum, f32x4.splat(<f32>0.00000002 / found)));
      } else {
        ++open;
      }
    }
    if (open == 0) {
      break;
    }
  }
  for (let cell = 0; cell < count; ++cell) {
    const at = sums + ((<usize>cell) << 4);
    if (load<f32>(at) <= 0) {
      store<f32>(at, 1);
    }
  }
}
