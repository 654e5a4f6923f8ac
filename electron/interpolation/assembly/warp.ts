const RIM: i32 = 4;
const ONE: f32 = 128;

/** Sub-pixel positions: finer than an 8-bit picture shows. */
const PARTS: i32 = 64;
/** Catmull-Rom weights for each position as four i16 (scale 128). */
const table: usize = memory.data((64 + 1) * 8, 16);

let ready: bool = false;

function prepareTable(): void {
  for (let i = 0; i <= PARTS; ++i) {
    const f: f32 = <f32>i / <f32>PARTS;
    const a: i32 = <i32>nearest(ONE * 0.5 * (-f + 2 * f * f - f * f * f));
    const c: i32 = <i32>nearest(ONE * 0.5 * (f + 4 * f * f - 3 * f * f * f));
    const d: i32 = <i32>nearest(ONE * 0.5 * (-f * f + f * f * f));
    const at = table + ((<usize>i) << 3);
    store<i16>(at, <i16>a);
    store<i16>(at, <i16>(128 - a - c - d), 2);
    store<i16>(at, <i16>c, 4);
    store<i16>(at, <i16>d, 6);
  }
  ready = true;
}

/**
 * Cubic sample of the 4x4 pixels from `at` on, lanes r, g, b, a, scale 128*128 less 128 grey values: sums of bytes centred on 0
 * stay within 16 bits.
 */
function sample(at: usize, stride: usize, wx: usize, wy: usize): v128 {
  const centre = i8x16.splat(-128);
  let row = v128.xor(v128.load(at), centre);
  let weight = v128.load16_splat(wy);
  let left = i16x8.mul(i16x8.extend_low_i8x16_s(row), weight);
  let right = i16x8.mul(i16x8.extend_high_i8x16_s(row), weight);
  row = v128.xor(v128.load(at + stride), centre);
  weight = v128.load16_splat(wy, 2);
  left = i16x8.add(left, i16x8.mul(i16x8.extend_low_i8x16_s(row), weight));
  right = i16x8.add(right, i16x8.mul(i16x8.extend_high_i8x16_s(row), weight));
  row = v128.xor(v128.load(at + 2 * stride), centre);
  weight = v128.load16_splat(wy, 4);
  left = i16x8.add(left, i16x8.mul(i16x8.extend_low_i8x16_s(row), weight));
  right = i16x8.add(right, i16x8.mul(i16x8.extend_high_i8x16_s(row), weight));
  row = v128.xor(v128.load(at + 3 * stride), centre);
  weight = v128.load16_splat(wy, 6);
  left = i16x8.add(left, i16x8.mul(i16x8.extend_low_i8x16_s(row), weight));
  right = i16x8.add(right, i16x8.mul(i16x8.extend_high_i8x16_s(row), weight));
  return i32x4.add(
    i32x4.dot_i16x8_s(v128.shuffle<i16>(left, left, 0, 4, 1, 5, 2, 6, 3, 7), v128.load32_splat(wx)),
    i32x4.dot_i16x8_s(v128.shuffle<i16>(right, right, 0, 4, 1, 5, 2, 6, 3, 7), v128.load32_splat(wx, 4)),
  );
}

/** Adding this to a small float leaves its rounded value in the low bits. */
const ROUNDING: f32 = 12582912;

function rounded(v: v128): v128 {
  return i32x4.sub(f32x4.add(v, f32x4.splat(ROUNDING)), i32x4.splat(0x4b400000));
}

function four(a: f32, b: f32, c: f32, d: f32): v128 {
  let v = f32x4.splat(a);
  v = f32x4.replace_lane(v, 1, b);
  v = f32x4.replace_lane(v, 2, c);
  return f32x4.replace_lane(v, 3, d);
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
  const whole = rounded(colour);
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
  const reach = four(-t * scaleX, -t * scaleY, rest * scaleX, rest * scaleY);
  const most = four(<f32>width, <f32>height, <f32>width, <f32>height);
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
    const start = four(0, <f32>y, 0, <f32>y);
    for (let x = 0; x < width; ++x) {
      const gx = min<f32>(max<f32>((<f32>x + 0.5) / scaleX - 0.5, 0), <f32>(gridWidth - 1));
      const left = floor(gx);
      const at = lineScratch + ((<usize>left) << 4);
      const a = v128.load(at);
      const cell = f32x4.add(a, f32x4.mul(f32x4.splat(gx - left), f32x4.sub(v128.load(at, 16), a)));
      const share = f32x4.extract_lane(cell, 2);
      const doubt = f32x4.extract_lane(cell, 3);
      // Where to look: x, y in one picture, x, y in the other.
      let place = f32x4.add(
        f32x4.mul(v128.shuffle<f32>(cell, cell, 0, 1, 0, 1), reach),
        f32x4.add(start, f32x4.mul(f32x4.splat(<f32>x), f32x4(1, 0, 1, 0))),
      );
      place = f32x4.min(f32x4.max(place, f32x4.splat(-1)), most);
      const corner = f32x4.floor(place);
      const part = i32x4.shl(rounded(f32x4.mul(f32x4.sub(place, corner), f32x4.splat(<f32>PARTS))), 3);
      const whole = rounded(corner);
      const near = f32x4.convert_i32x4_s(
        sample(
          one +
            origin +
            <isize>(i32x4.extract_lane(whole, 1) - 1) * stride +
            ((<isize>(i32x4.extract_lane(whole, 0) - 1)) << 2),
          stride,
          table + <usize>i32x4.extract_lane(part, 0),
          table + <usize>i32x4.extract_lane(part, 1),
        ),
      );
      const far = f32x4.convert_i32x4_s(
        sample(
          other +
            origin +
            <isize>(i32x4.extract_lane(whole, 3) - 1) * stride +
            ((<isize>(i32x4.extract_lane(whole, 2) - 1)) << 2),
          stride,
          table + <usize>i32x4.extract_lane(part, 2),
          table + <usize>i32x4.extract_lane(part, 3),
        ),
      );
      let colour = f32x4.add(
        f32x4.mul(f32x4.add(near, f32x4.mul(f32x4.splat(share), f32x4.sub(far, near))), unit),
        f32x4.splat(128),
      );
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
