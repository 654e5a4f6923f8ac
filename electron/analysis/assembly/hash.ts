import { HASH, QUARTER, QUARTER_HEIGHT, QUARTER_WIDTH } from './places';

/** Mean brightness of field (x, y) of 9 x 8. */
function field(x: i32, y: i32): f64 {
  const left = (x * QUARTER_WIDTH) / 9;
  const right = ((x + 1) * QUARTER_WIDTH) / 9;
  const top = (y * QUARTER_HEIGHT) / 8;
  const bottom = ((y + 1) * QUARTER_HEIGHT) / 8;
  let sum = 0;
  for (let row = top; row < bottom; ++row) {
    for (let column = left; column < right; ++column) {
      sum += <i32>load<u8>(QUARTER + <usize>(row * QUARTER_WIDTH + column));
    }
  }
  return <f64>sum / <f64>((right - left) * (bottom - top));
}

/** dHash (Krawetz 2013): whether each of 9 x 8 fields is darker than its right neighbour, row by row. */
export function differenceHash(): void {
  for (let half = 0; half < 2; ++half) {
    let bits: u32 = 0;
    for (let y = half * 4; y < half * 4 + 4; ++y) {
      let left = field(0, y);
      for (let x = 1; x < 9; ++x) {
        const here = field(x, y);
        bits = (bits << 1) | (here > left ? 1 : 0);
        left = here;
      }
    }
    store<u32>(HASH + ((<usize>half) << 2), bits);
  }
}
