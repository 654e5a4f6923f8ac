/** Pixels of border around a padded rgba picture, so that cubic sampling never leaves memory. */
const RIM: i32 = 4;

function widen(pixel: usize): v128 {
  return f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(pixel))));
}

/**
 * Copies rgba (width*height*4, straight alpha) into a premultiplied picture with a replicated rim of 4 pixels
 * (stride (width+8)*4 bytes; `out` is its first byte). Returns 1 when every pixel is opaque.
 */
export function padPicture(rgba: usize, out: usize, width: i32, height: i32): i32 {
  const stride = (<usize>(width + 2 * RIM)) << 2;
  let least: u32 = 255;
  for (let y = 0; y < height; ++y) {
    const from = rgba + ((<usize>(y * width)) << 2);
    const row = out + <usize>(y + RIM) * stride;
    const to = row + (RIM << 2);
    for (let x = 0; x < width; ++x) {
      const pixel = load<u32>(from + ((<usize>x) << 2));
      const alpha = pixel >> 24;
      least = min(least, alpha);
      if (alpha == 255) {
        store<u32>(to + ((<usize>x) << 2), pixel);
      } else {
        const r = ((pixel & 255) * alpha + 127) / 255;
        const g = (((pixel >> 8) & 255) * alpha + 127) / 255;
        const b = (((pixel >> 16) & 255) * alpha + 127) / 255;
        store<u32>(to + ((<usize>x) << 2), r | (g << 8) | (b << 16) | (alpha << 24));
      }
    }
    const first = load<u32>(to);
    const last = load<u32>(to + ((<usize>(width - 1)) << 2));
    for (let x = 0; x < RIM; ++x) {
      store<u32>(row + ((<usize>x) << 2), first);
      store<u32>(to + ((<usize>(width + x)) << 2), last);
    }
  }
  for (let y = 0; y < RIM; ++y) {
    memory.copy(out + <usize>y * stride, out + <usize>RIM * stride, stride);
    memory.copy(out + <usize>(RIM + height + y) * stride, out + <usize>(RIM + height - 1) * stride, stride);
  }
  return least == 255 ? 1 : 0;
}

/**
 * Resizes a padded picture to three f32 planes (luma and two colour differences, 0..255 scale): box filter when
 * shrinking, linear when growing; transparent parts lie over mid-grey. `row` is scratch for width*16 bytes.
 */
export function toPlanes(
  picture: usize,
  width: i32,
  height: i32,
  planes: usize,
  stride: i32,
  plane: usize,
  outWidth: i32,
  outHeight: i32,
  row: usize,
): void {
  const rowBytes = (<usize>(width + 2 * RIM)) << 2;
  const origin = picture + <usize>RIM * rowBytes + (RIM << 2);
  const sx = <f32>width / <f32>outWidth;
  const sy = <f32>height / <f32>outHeight;
  for (let y = 0; y < outHeight; ++y) {
    const top = spanStart(y, sy);
    const bottom = spanEnd(y, sy);
    memory.fill(row, 0, (<usize>width) << 4);
    let weightY: f32 = 0;
    for (let v = <i32>floor(top); v < <i32>ceil(bottom); ++v) {
      const weight = overlap(v, top, bottom);
      weightY += weight;
      const from = origin + <usize>min(max(v, 0), height - 1) * rowBytes;
      const k = f32x4.splat(weight);
      for (let x = 0; x < width; ++x) {
        const at = row + ((<usize>x) << 4);
        v128.store(at, f32x4.add(v128.load(at), f32x4.mul(widen(from + ((<usize>x) << 2)), k)));
      }
    }
    for (let x = 0; x < outWidth; ++x) {
      const left = spanStart(x, sx);
      const right = spanEnd(x, sx);
      let sum = f32x4.splat(0);
      let weightX: f32 = 0;
      for (let u = <i32>floor(left); u < <i32>ceil(right); ++u) {
        const weight = overlap(u, left, right);
        weightX += weight;
        const at = row + ((<usize>min(max(u, 0), width - 1)) << 4);
        sum = f32x4.add(sum, f32x4.mul(v128.load(at), f32x4.splat(weight)));
      }
      sum = f32x4.mul(sum, f32x4.splat(1 / (weightX * weightY)));
      const grey: f32 = (255 - f32x4.extract_lane(sum, 3)) * (128.0 / 255.0);
      const r = f32x4.extract_lane(sum, 0) + grey;
      const g = f32x4.extract_lane(sum, 1) + grey;
      const b = f32x4.extract_lane(sum, 2) + grey;
      const luma: f32 = 0.299 * r + 0.587 * g + 0.114 * b;
      const to = planes + ((<usize>(y * stride + x)) << 2);
      store<f32>(to, luma);
      store<f32>(to + plane, (b - luma) * 0.564);
      store<f32>(to + 2 * plane, (r - luma) * 0.713);
    }
  }
}

// What an output sample covers of the input line: its own footprint, at least one input pixel wide.
function spanStart(index: i32, scale: f32): f32 {
  return scale >= 1 ? <f32>index * scale : (<f32>index + 0.5) * scale - 0.5;
}

function spanEnd(index: i32, scale: f32): f32 {
  return scale >= 1 ? (<f32>index + 1) * scale : (<f32>index + 0.5) * scale + 0.5;
}

function overlap(pixel: i32, from: f32, to: f32): f32 {
  return max<f32>(0, min<f32>(to, <f32>pixel + 1) - max<f32>(from, <f32>pixel));
}

/** Replicates the edge of a plane into its border of `border` samples; `plane` points at its sample (0, 0). */
export function padPlane(plane: usize, stride: i32, width: i32, height: i32, border: i32): void {
  for (let y = 0; y < height; ++y) {
    const row = plane + ((<usize>(y * stride)) << 2);
    const first = load<f32>(row);
    const last = load<f32>(row + ((<usize>(width - 1)) << 2));
    for (let x = 1; x <= border; ++x) {
      store<f32>(row - ((<usize>x) << 2), first);
      store<f32>(row + ((<usize>(width - 1 + x)) << 2), last);
    }
  }
  const bytes = (<usize>(width + 2 * border)) << 2;
  const top = plane - ((<usize>border) << 2);
  const bottom = top + ((<usize>((height - 1) * stride)) << 2);
  for (let y = 1; y <= border; ++y) {
    memory.copy(top - ((<usize>(y * stride)) << 2), top, bytes);
    memory.copy(bottom + ((<usize>(y * stride)) << 2), bottom, bytes);
  }
}

/** Halves a padded plane by 2x2 boxes; an odd last row or column is averaged with its own replica. */
export function halvePlane(
  from: usize,
  fromStride: i32,
  to: usize,
  toStride: i32,
  toWidth: i32,
  toHeight: i32,
): void {
  const below = (<usize>fromStride) << 2;
  for (let y = 0; y < toHeight; ++y) {
    let source = from + ((<usize>(2 * y * fromStride)) << 2);
    const row = to + ((<usize>(y * toStride)) << 2);
    for (let x = 0; x < toWidth; ++x) {
      const sum =
        load<f32>(source) + load<f32>(source, 4) + load<f32>(source + below) + load<f32>(source + below, 4);
      store<f32>(row + ((<usize>x) << 2), sum * 0.25);
      source += 8;
    }
  }
}
