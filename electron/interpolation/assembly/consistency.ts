/** Bilinear read of an interleaved flow, clamped to its edge; lanes u, v, then rubbish. */
export function flowAt(flow: usize, width: i32, height: i32, x: f32, y: f32): v128 {
  x = min<f32>(max<f32>(x, 0), <f32>(width - 1) - 0.001);
  y = min<f32>(max<f32>(y, 0), <f32>(height - 1) - 0.001);
  const left = floor(x);
  const top = floor(y);
  const at = flow + ((<usize>(<i32>top * width + <i32>left)) << 3);
  // One load brings two neighbouring vectors: u0 v0 u1 v1.
  const a = v128.load(at);
  const b = v128.load(at + ((<usize>width) << 3));
  const rows = f32x4.add(a, f32x4.mul(f32x4.splat(y - top), f32x4.sub(b, a)));
  const right = v128.shuffle<f32>(rows, rows, 2, 3, 2, 3);
  return f32x4.add(rows, f32x4.mul(f32x4.splat(x - left), f32x4.sub(right, rows)));
}

/** |F + G(x + F)| as a multiple of what is allowed, 1 + 0.05|F| cells. */
export function missAt(flow: usize, back: usize, width: i32, height: i32, cell: i32): f32 {
  const u = load<f32>(flow + ((<usize>cell) << 3));
  const v = load<f32>(flow + ((<usize>cell) << 3), 4);
  return missWith(back, width, height, <f32>(cell % width), <f32>(cell / width), u, v);
}

export function missWith(back: usize, width: i32, height: i32, x: f32, y: f32, u: f32, v: f32): f32 {
  const there = flowAt(back, width, height, x + u, y + v);
  const missU = u + f32x4.extract_lane(there, 0);
  const missV = v + f32x4.extract_lane(there, 1);
  return sqrt(missU * missU + missV * missV) / (1 + 0.05 * sqrt(u * u + v * v));
}

const OUTSIDE: f32 = 4;

/**
 * The forward-backward miss of every cell, one f32 each: under 1 is consistent. Motion out of the picture cannot be
 * tested and counts as a miss of 4. Returns how many cells are consistent.
 */
export function missOf(flow: usize, back: usize, width: i32, height: i32, miss: usize): i32 {
  let consistent = 0;
  for (let y = 0; y < height; ++y) {
    for (let x = 0; x < width; ++x) {
      const cell = y * width + x;
      const toX = <f32>x + load<f32>(flow + ((<usize>cell) << 3));
      const toY = <f32>y + load<f32>(flow + ((<usize>cell) << 3), 4);
      let value = OUTSIDE;
      if (toX >= -1 && toY >= -1 && toX <= <f32>width && toY <= <f32>height) {
        value = missAt(flow, back, width, height, cell);
        consistent += value < 1 ? 1 : 0;
      }
      store<f32>(miss + ((<usize>cell) << 2), value);
    }
  }
  return consistent;
}

/**
 * The share of consistent cells in the box of `reach` cells around each, one f32 each. `scratch` is as large as `share`.
 */
export function shareAround(
  miss: usize,
  width: i32,
  height: i32,
  reach: i32,
  share: usize,
  scratch: usize,
): void {
  for (let y = 0; y < height; ++y) {
    const row = (<usize>(y * width)) << 2;
    let sum: f32 = 0;
    let count: f32 = 0;
    for (let x = -reach; x < width; ++x) {
      if (x + reach < width) {
        sum += load<f32>(miss + row + ((<usize>(x + reach)) << 2)) < 1 ? 1 : 0;
        count += 1;
      }
      if (x - reach > 0) {
        sum -= load<f32>(miss + row + ((<usize>(x - reach - 1)) << 2)) < 1 ? 1 : 0;
        count -= 1;
      }
      if (x >= 0) {
        store<f32>(scratch + row + ((<usize>x) << 2), sum / count);
      }
    }
  }
  for (let x = 0; x < width; ++x) {
    let sum: f32 = 0;
    let count: f32 = 0;
    for (let y = -reach; y < height; ++y) {
      if (y + reach < height) {
        sum += load<f32>(scratch + ((<usize>((y + reach) * width + x)) << 2));
        count += 1;
      }
      if (y - reach > 0) {
        sum -= load<f32>(scratch + ((<usize>((y - reach - 1) * width + x)) << 2));
        count -= 1;
      }
      if (y >= 0) {
        store<f32>(share + ((<usize>(y * width + x)) << 2), sum / count);
      }
    }
  }
}

/** Consistent cells among inconsistent ones agree by chance: where their share is under `least` they are missed too. */
export function steady(miss: usize, share: usize, count: i32, least: f32): void {
  for (let i: usize = 0; i < (<usize>count) << 2; i += 4) {
    if (load<f32>(share + i) < least) {
      store<f32>(miss + i, max<f32>(load<f32>(miss + i), 1));
    }
  }
}
