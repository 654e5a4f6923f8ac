const SIDE: i32 = 8;
const STEP: i32 = 4;

/**
 * Patches to pixels: every pixel takes the mean motion of the patches over it, weighed by how well each explains
 * that pixel (Kroeger et al. 2016, eq. 3). `flow` gets u, v interleaved, width*height*2; `sums` is scratch of
 * width*height*3 floats.
 */
export function densify(
  one: usize,
  other: usize,
  stride: i32,
  plane: usize,
  width: i32,
  height: i32,
  columns: i32,
  rows: i32,
  motions: usize,
  costs: usize,
  flow: usize,
  sums: usize,
): void {
  memory.fill(sums, 0, <usize>(width * height) * 12);
  const area = (<usize>(width * height)) << 2;
  const row = (<usize>stride) << 2;
  for (let cell = 0; cell < columns * rows; ++cell) {
    const px = min((cell % columns) * STEP, width - SIDE);
    const py = min((cell / columns) * STEP, height - SIDE);
    const u = load<f32>(motions + ((<usize>cell) << 3));
    const v = load<f32>(motions + ((<usize>cell) << 3), 4);
    const trust = f32x4.splat(1 / (1 + 0.05 * load<f32>(costs + ((<usize>cell) << 2))));
    const x = min<f32>(max<f32>(<f32>px + u, -8), <f32>width);
    const y = min<f32>(max<f32>(<f32>py + v, -8), <f32>height);
    const left = floor(x);
    const top = floor(y);
    const fx = f32x4.splat(x - left);
    const fy = f32x4.splat(y - top);
    const U = f32x4.splat(u);
    const V = f32x4.splat(v);
    const from = one + ((<usize>(py * stride + px)) << 2);
    const to = other + ((<isize>(<i32>top * stride + <i32>left)) << 2);
    for (let line = 0; line < SIDE; ++line) {
      for (let part: usize = 0; part < 32; part += 16) {
        let miss = f32x4.splat(1);
        for (let c = 0; c < 3; ++c) {
          const at = to + <usize>c * plane + <usize>line * row + part;
          const a = v128.load(at);
          const b = v128.load(at + row);
          const upper = f32x4.add(a, f32x4.mul(fx, f32x4.sub(v128.load(at, 4), a)));
          const lower = f32x4.add(b, f32x4.mul(fx, f32x4.sub(v128.load(at + row, 4), b)));
          const d = f32x4.sub(
            f32x4.add(upper, f32x4.mul(fy, f32x4.sub(lower, upper))),
            v128.load(from + <usize>c * plane + <usize>line * row + part),
          );
          miss = f32x4.add(miss, f32x4.abs(d));
        }
        const weight = f32x4.div(trust, f32x4.mul(miss, miss));
        const at = sums + ((<usize>((py + line) * width + px)) << 2) + part;
        v128.store(at, f32x4.add(v128.load(at), weight));
        v128.store(at + area, f32x4.add(v128.load(at + area), f32x4.mul(weight, U)));
        v128.store(at + 2 * area, f32x4.add(v128.load(at + 2 * area), f32x4.mul(weight, V)));
      }
    }
  }
  for (let i: usize = 0; i < area; i += 4) {
    const weight: f32 = 1 / load<f32>(sums + i);
    store<f32>(flow + 2 * i, load<f32>(sums + area + i) * weight);
    store<f32>(flow + 2 * i, load<f32>(sums + 2 * area + i) * weight, 4);
  }
}

/** Reads a dense flow of the coarser level at the centres of this level's patches, doubled. */
export function growFlow(
  flow: usize,
  flowWidth: i32,
  flowHeight: i32,
  start: usize,
  columns: i32,
  rows: i32,
  width: i32,
  height: i32,
): void {
  for (let cell = 0; cell < columns * rows; ++cell) {
    const x = min((cell % columns) * STEP, width - SIDE) + (SIDE >> 1);
    const y = min((cell / columns) * STEP, height - SIDE) + (SIDE >> 1);
    const at = flow + ((<usize>(min(y >> 1, flowHeight - 1) * flowWidth + min(x >> 1, flowWidth - 1))) << 3);
    store<f32>(start + ((<usize>cell) << 3), load<f32>(at) * 2);
    store<f32>(start + ((<usize>cell) << 3), load<f32>(at, 4) * 2, 4);
  }
}
