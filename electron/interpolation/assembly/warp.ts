const RIM: i32 = 4;
const ONE: f32 = 128;

/** Catmull-Rom weights for an offset of 0..1 as two pairs of i16 (scale 128), ready for pairwise dot products. */
const table: usize = memory.data(65 * 4 * 4, 16);

let ready: bool = false;

// 64 sub-pixel positions: finer than an 8-bit picture shows.
function prepareTable(): void {
  for (let i = 0; i <= 64; ++i) {
    const f: f32 = <f32>i / 64;
    const a: i32 = <i32>nearest(ONE * 0.5 * (-f + 2 * f * f - f * f * f));
    const c: i32 = <i32>nearest(ONE * 0.5 * (f + 4 * f * f - 3 * f * f * f));
    const d: i32 = <i32>nearest(ONE * 0.5 * (-f * f + f * f * f));
    const b: i32 = 128 - a - c - d;
    const at = table + ((<usize>i) << 4);
    store<i32>(at, (a & 0xffff) | (b << 16));
    store<i32>(at, (c & 0xffff) | (d << 16), 4);
    store<i32>(at, a, 8);
    store<i32>(at, d, 12);
  }
  ready = true;
}

function line(at: usize, early: v128, late: v128): v128 {
  const four = v128.load(at);
  const pairs = v128.shuffle<i8>(four, four, 0, 4, 1, 5, 2, 6, 3, 7, 8, 12, 9, 13, 10, 14, 11, 15);
  return i32x4.add(
    i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(pairs), early),
    i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(pairs), late),
  );
}

/** Cubic sample of a padded premultiplied picture (`origin` is its pixel (0, 0)); lanes r, g, b, a, scale 128*128. */
function sample(origin: usize, stride: usize, x: f32, y: f32, width: i32, height: i32): v128 {
  x = min<f32>(max<f32>(x, -1), <f32>width);
  y = min<f32>(max<f32>(y, -1), <f32>height);
  const left = floor(x);
  const top = floor(y);
  const wx = table + ((<usize>nearest((x - left) * 64)) << 4);
  const wy = table + ((<usize>nearest((y - top) * 64)) << 4);
  const early = v128.load32_splat(wx);
  const late = v128.load32_splat(wx, 4);
  const at = origin + <isize>(<i32>top - 1) * stride + ((<isize>(<i32>left - 1)) << 2);
  const packed = load<u32>(wy);
  const packed2 = load<u32>(wy, 4);
  const a = <i32>(<i16>(packed & 0xffff));
  const b = <i32>(<i16>(packed >> 16));
  const c = <i32>(<i16>(packed2 & 0xffff));
  const d = <i32>(<i16>(packed2 >> 16));
  return i32x4.add(
    i32x4.add(
      i32x4.mul(line(at, early, late), i32x4.splat(a)),
      i32x4.mul(line(at + stride, early, late), i32x4.splat(b)),
    ),
    i32x4.add(
      i32x4.mul(line(at + 2 * stride, early, late), i32x4.splat(c)),
      i32x4.mul(line(at + 3 * stride, early, late), i32x4.splat(d)),
    ),
  );
}

function widen(pixel: usize): v128 {
  return f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(pixel))));
}

/** Premultiplied lanes to a straight rgba pixel. */
function put(out: usize, colour: v128, opaque: i32): void {
  if (!opaque) {
    const alpha = min<f32>(max<f32>(f32x4.extract_lane(colour, 3), 0), 255);
    if (alpha < 0.5) {
      store<u32>(out, 0);
      return;
    }
    colour = f32x4.replace_lane(f32x4.mul(colour, f32x4.splat(255 / alpha)), 3, alpha);
  }
  const whole = i32x4.trunc_sat_f32x4_s(f32x4.nearest(colour));
  const narrow = i16x8.narrow_i32x4_s(whole, whole);
  v128.store32_lane(out, i8x16.narrow_i16x8_u(narrow, narrow), 0);
}

/**
 * The picture at t. `cells` (from settle) is read bilinearly, its motion scaled by scaleX, scaleY to picture pixels;
 * both pictures are sampled there and blended by the cell's shares. Pictures are padded and premultiplied, `out` is
 * straight rgba (width*height*4). `lineScratch` holds gridWidth*16 bytes, plus one cell.
 */
export function warpBlend(
  one: usize,
  other: usize,
  width: i32,
  height: i32,
  opaque: i32,
  cells: usize,
  gridWidth: i32,
  gridHeight: i32,
  t: f32,
  out: usize,
  lineScratch: usize,
): void {
  if (!ready) {
    prepareTable();
  }
  const stride = (<usize>(width + 2 * RIM)) << 2;
  const origin = <usize>RIM * stride + (RIM << 2);
  const scaleX = <f32>width / <f32>gridWidth;
  const scaleY = <f32>height / <f32>gridHeight;
  const rest: f32 = 1 - t;
  const unit = f32x4.splat(1.0 / 16384.0);
  for (let y = 0; y < height; ++y) {
    const gy = min<f32>(max<f32>((<f32>y + 0.5) / scaleY - 0.5, 0), <f32>(gridHeight - 1));
    const top = <i32>floor(gy);
    const fy = f32x4.splat(gy - <f32>top);
    const upper = cells + ((<usize>(top * gridWidth)) << 4);
    const lower = cells + ((<usize>(min(top + 1, gridHeight - 1) * gridWidth)) << 4);
    for (let x = 0; x < gridWidth; ++x) {
      const a = v128.load(upper + ((<usize>x) << 4));
      const b = v128.load(lower + ((<usize>x) << 4));
      v128.store(lineScratch + ((<usize>x) << 4), f32x4.add(a, f32x4.mul(fy, f32x4.sub(b, a))));
    }
    v128.store(
      lineScratch + ((<usize>gridWidth) << 4),
      v128.load(lineScratch + ((<usize>(gridWidth - 1)) << 4)),
    );
    for (let x = 0; x < width; ++x) {
      const gx = min<f32>(max<f32>((<f32>x + 0.5) / scaleX - 0.5, 0), <f32>(gridWidth - 1));
      const left = floor(gx);
      const at = lineScratch + ((<usize>left) << 4);
      const a = v128.load(at);
      const cell = f32x4.add(a, f32x4.mul(f32x4.splat(gx - left), f32x4.sub(v128.load(at, 16), a)));
      const u = f32x4.extract_lane(cell, 0) * scaleX;
      const v = f32x4.extract_lane(cell, 1) * scaleY;
      const share = f32x4.extract_lane(cell, 2);
      const doubt = f32x4.extract_lane(cell, 3);
      const near = f32x4.convert_i32x4_s(
        sample(one + origin, stride, <f32>x - t * u, <f32>y - t * v, width, height),
      );
      const far = f32x4.convert_i32x4_s(
        sample(other + origin, stride, <f32>x + rest * u, <f32>y + rest * v, width, height),
      );
      let colour = f32x4.mul(f32x4.add(near, f32x4.mul(f32x4.splat(share), f32x4.sub(far, near))), unit);
      if (doubt > 0.004) {
        const pixel = origin + <usize>y * stride + ((<usize>x) << 2);
        const a = widen(one + pixel);
        const faded = f32x4.add(a, f32x4.mul(f32x4.splat(t), f32x4.sub(widen(other + pixel), a)));
        colour = f32x4.add(colour, f32x4.mul(f32x4.splat(doubt), f32x4.sub(faded, colour)));
      }
      put(out + ((<usize>(y * width + x)) << 2), colour, opaque);
    }
  }
}

/** A crossfade of two padded premultiplied pictures: `share` of the other. */
export function dissolve(
  one: usize,
  other: usize,
  width: i32,
  height: i32,
  opaque: i32,
  share: f32,
  out: usize,
): void {
  const stride = (<usize>(width + 2 * RIM)) << 2;
  const origin = <usize>RIM * stride + (RIM << 2);
  const k = f32x4.splat(share);
  for (let y = 0; y < height; ++y) {
    for (let x = 0; x < width; ++x) {
      const pixel = origin + <usize>y * stride + ((<usize>x) << 2);
      const a = widen(one + pixel);
      const colour = f32x4.add(a, f32x4.mul(k, f32x4.sub(widen(other + pixel), a)));
      put(out + ((<usize>(y * width + x)) << 2), colour, opaque);
    }
  }
}
