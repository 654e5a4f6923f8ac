const RIM: i32 = 4;
/** Sub-pixel positions, and the scale of a weight: finer than an 8-bit picture shows, and 255 times it fits 16 bits. */
const ONE: i32 = 128;

/** Bilinear sample of the 2x2 pixels from `at` on, lanes r, g, b, a, scale 128*128; weights as i16 lanes. */
function sample(at: usize, stride: usize, wx: v128, above: v128, below: v128): v128 {
  const rows = i16x8.add(
    i16x8.mul(v128.load_ext<u8>(at), above),
    i16x8.mul(v128.load_ext<u8>(at + stride), below),
  );
  return i32x4.dot_i16x8_s(v128.shuffle<i16>(rows, rows, 0, 4, 1, 5, 2, 6, 3, 7), wx);
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
  const stride = (<usize>(width + 2 * RIM)) << 2;
  const origin = <usize>RIM * stride + (RIM << 2);
  const scaleX = <f32>width / <f32>gridWidth;
  const scaleY = <f32>height / <f32>gridHeight;
  const rest: f32 = 1 - t;
  const unit = f32x4.splat(1.0 / 16384.0);
  const reach = four(-t * scaleX, -t * scaleY, rest * scaleX, rest * scaleY);
  const most = four(<f32>width, <f32>height, <f32>width, <f32>height);
  let bytes = i32x4.splat(4);
  bytes = i32x4.replace_lane(bytes, 1, <i32>stride);
  bytes = i32x4.replace_lane(bytes, 3, <i32>stride);
  // Grid columns in 1/65536: sizes up to 32767 columns.
  const columnStep = <i32>(65536.0 / scaleX);
  const columnStart = <i32>((0.5 / scaleX - 0.5) * 65536.0);
  const lastColumn = (gridWidth - 1) << 16;
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
    let start = four(0, <f32>y, 0, <f32>y);
    let column = columnStart;
    for (let x = 0; x < width; ++x) {
      const gx = min(max(column, 0), lastColumn);
      column += columnStep;
      const at = lineScratch + ((<usize>(gx >> 16)) << 4);
      const a = v128.load(at);
      const between = f32x4.splat(<f32>(gx & 0xffff) * (1.0 / 65536.0));
      const cell = f32x4.add(a, f32x4.mul(between, f32x4.sub(v128.load(at, 16), a)));
      const doubt = f32x4.extract_lane(cell, 3);
      // Where to look: x, y in one picture, x, y in the other.
      let place = f32x4.add(f32x4.mul(v128.shuffle<f32>(cell, cell, 0, 1, 0, 1), reach), start);
      start = f32x4.add(start, f32x4(1, 0, 1, 0));
      // The p forms are one instruction each; there is no NaN here.
      place = f32x4.pmin(f32x4.pmax(place, f32x4.splat(-1)), most);
      const corner = f32x4.floor(place);
      const part = rounded(f32x4.mul(f32x4.sub(place, corner), f32x4.splat(<f32>ONE)));
      // Weights of the left or upper and the right or lower pixel, i16 each, for the four coordinates.
      const pairs = v128.or(i32x4.shl(part, 16), i32x4.sub(i32x4.splat(ONE), part));
      const offsets = i32x4.mul(rounded(corner), bytes);
      const near = f32x4.convert_i32x4_s(
        sample(
          one + origin + <isize>(i32x4.extract_lane(offsets, 0) + i32x4.extract_lane(offsets, 1)),
          stride,
          v128.shuffle<i32>(pairs, pairs, 0, 0, 0, 0),
          v128.shuffle<i16>(pairs, pairs, 2, 2, 2, 2, 2, 2, 2, 2),
          v128.shuffle<i16>(pairs, pairs, 3, 3, 3, 3, 3, 3, 3, 3),
        ),
      );
      const far = f32x4.convert_i32x4_s(
        sample(
          other + origin + <isize>(i32x4.extract_lane(offsets, 2) + i32x4.extract_lane(offsets, 3)),
          stride,
          v128.shuffle<i32>(pairs, pairs, 2, 2, 2, 2),
          v128.shuffle<i16>(pairs, pairs, 6, 6, 6, 6, 6, 6, 6, 6),
          v128.shuffle<i16>(pairs, pairs, 7, 7, 7, 7, 7, 7, 7, 7),
        ),
      );
      const share = v128.shuffle<f32>(cell, cell, 2, 2, 2, 2);
      let colour = f32x4.mul(f32x4.add(near, f32x4.mul(share, f32x4.sub(far, near))), unit);
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
