import { BINS, COUNTS, HEIGHT, PICTURE, QUARTER, QUARTER_HEIGHT, QUARTER_WIDTH, WIDTH } from './places';

/** Video's brightness is 16..235. */
const BLACK: i32 = 16;
const RANGE: f64 = 219;
const CENTRE: i32 = 128;

function byte(value: f64): i32 {
  return value < 0 ? 0 : value > 255 ? 255 : <i32>(value + 0.5);
}

function add(at: usize, amount: i32): void {
  store<u32>(at, load<u32>(at) + amount);
}

/** Fills the histograms by the quarter picture (colours are large) in BT.709; answers the sum of distances from grey. */
export function paint(): i32 {
  memory.fill(BINS, 0, 8192);
  memory.fill(COUNTS, 0, 192);
  const blue = PICTURE + WIDTH * HEIGHT;
  const red = blue + (WIDTH * HEIGHT) / 4;
  let grey = 0;
  for (let y = 0; y < QUARTER_HEIGHT; ++y) {
    // A row of the quarter picture lies at each second row of the colours, which are 160 wide.
    const row = <usize>(y * WIDTH);
    for (let x = 0; x < QUARTER_WIDTH; ++x) {
      const at = row + <usize>(2 * x);
      const luma = <i32>load<u8>(QUARTER + <usize>(y * QUARTER_WIDTH + x));
      const u = <i32>load<u8>(blue + at);
      const v = <i32>load<u8>(red + at);
      add(COUNTS + <usize>((luma >> 4) << 2), 1);
      add(COUNTS + <usize>((u >> 4) << 2) + 64, 1);
      add(COUNTS + <usize>((v >> 4) << 2) + 128, 1);
      const full: f64 = (<f64>(luma - BLACK) * 255) / RANGE;
      const r = byte(full + 1.793 * <f64>(v - CENTRE));
      const g = byte(full - 0.213 * <f64>(u - CENTRE) - 0.533 * <f64>(v - CENTRE));
      const b = byte(full + 2.112 * <f64>(u - CENTRE));
      grey += max(r, max(g, b)) - min(r, min(g, b));
      const bin = BINS + ((<usize>((r >> 5) * 64 + (g >> 5) * 8 + (b >> 5))) << 4);
      const painted = i32x4.replace_lane(
        i32x4.replace_lane(i32x4.replace_lane(i32x4.splat(1), 1, r), 2, g),
        3,
        b,
      );
      v128.store(bin, i32x4.add(v128.load(bin), painted));
    }
  }
  return grey;
}
