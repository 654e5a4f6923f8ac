// What lies in front. A cell that is hidden in the other picture is covered there by what is found where it would be:
// that thing is in front of it. What is learnt so at the edges spreads through everything that moves alike; where nothing was
// covered, what moves unlike its surroundings is taken to be in front.
import { flowAt } from './consistency';

/** Cells to a side of the blocks in which the order is worked out. */
const BLOCK: i32 = 4;
const SWEEPS: i32 = 12;
/** Motions that differ by less than this (cells) belong to one thing. */
const AKIN: f32 = 1.5;
/** How much a block that nothing is known about leans to its prior in each sweep. */
const LEANING: f32 = 0.02;

/** Bytes of a block: u, v, evidence, count, prior, order (f32), padded to 32. */
const SHIFT: usize = 5;

/** Sets up the blocks of one flow; `blocks` holds 32 bytes for each of ceil(width/4)*ceil(height/4). */
export function startOrder(flow: usize, width: i32, height: i32, blocks: usize): void {
  const columns = (width + BLOCK - 1) / BLOCK;
  const rows = (height + BLOCK - 1) / BLOCK;
  memory.fill(blocks, 0, (<usize>(columns * rows)) << SHIFT);
  for (let y = 0; y < rows; ++y) {
    for (let x = 0; x < columns; ++x) {
      const cx = min(width - 1, x * BLOCK + BLOCK / 2);
      const cy = min(height - 1, y * BLOCK + BLOCK / 2);
      const at = blocks + ((<usize>(y * columns + x)) << SHIFT);
      store<u64>(at, load<u64>(flow + ((<usize>(cy * width + cx)) << 3)));
    }
  }
}

function note(blocks: usize, columns: i32, x: f32, y: f32, value: f32): void {
  const at = blocks + ((<usize>((<i32>y / BLOCK) * columns + <i32>x / BLOCK)) << SHIFT);
  store<f32>(at, load<f32>(at, 8) + value, 8);
  store<f32>(at, load<f32>(at, 12) + 1, 12);
}

/** Notes in both pictures' blocks what covers the cells of `flow` whose miss is 1 or more. */
export function gatherOrder(
  flow: usize,
  miss: usize,
  other: usize,
  width: i32,
  height: i32,
  own: usize,
  covering: usize,
): void {
  const columns = (width + BLOCK - 1) / BLOCK;
  for (let cell = 0; cell < width * height; ++cell) {
    if (load<f32>(miss + ((<usize>cell) << 2)) < 1) {
      continue;
    }
    const x = <f32>(cell % width);
    const y = <f32>(cell / width);
    const u = load<f32>(flow + ((<usize>cell) << 3));
    const v = load<f32>(flow + ((<usize>cell) << 3), 4);
    const toX = x + u;
    const toY = y + v;
    if (toX < 0 || toY < 0 || toX > <f32>(width - 1) || toY > <f32>(height - 1)) {
      continue;
    }
    const there = flowAt(other, width, height, toX, toY);
    const missU = u + f32x4.extract_lane(there, 0);
    const missV = v + f32x4.extract_lane(there, 1);
    if (missU * missU + missV * missV > AKIN * AKIN) {
      note(own, columns, x, y, -1);
      note(covering, columns, toX, toY, 1);
    }
  }
}

/**
 * Spreads what was noted and writes for every cell how far in front it is (about -1 behind to 1 in front), as the
 * factor it gets when cells meet: exp(precedence * (order - 1)), times `filled` where its motion was filled in.
 */
export function weighOrder(
  flow: usize,
  miss: usize,
  width: i32,
  height: i32,
  blocks: usize,
  precedence: f32,
  filled: f32,
  weights: usize,
): void {
  const columns = (width + BLOCK - 1) / BLOCK;
  const rows = (height + BLOCK - 1) / BLOCK;
  lean(blocks, columns, rows);
  const count = columns * rows;
  for (let sweep = 0; sweep < SWEEPS; ++sweep) {
    for (let index = 0; index < count; ++index) {
      settleBlock(blocks, columns, rows, sweep & 1 ? count - 1 - index : index);
    }
  }
  for (let block = 0; block < count; ++block) {
    const at = blocks + ((<usize>block) << SHIFT);
    store<f32>(at, <f32>Math.exp(precedence * (load<f32>(at, 20) - 1)), 20);
  }
  for (let y = 0; y < height; ++y) {
    for (let x = 0; x < width; ++x) {
      const cell = <usize>(y * width + x);
      const order = orderAt(flow, width, blocks, columns, rows, x, y);
      const missed = load<f32>(miss + (cell << 2));
      const trust: f32 = missed < 1 ? 1 / (1 + missed * missed) : filled;
      store<f32>(weights + (cell << 2), trust * order);
    }
  }
}

/** Starts every block at 0..0.5: how far its motion is from the mean of the quarter of the picture around it. */
function lean(blocks: usize, columns: i32, rows: i32): void {
  const reach = (max(columns, rows) + 3) / 4;
  // Every second block of the surroundings is enough for a mean.
  for (let y = 0; y < rows; ++y) {
    for (let x = 0; x < columns; ++x) {
      let sum: v128 = f32x4.splat(0);
      let count: f32 = 0;
      for (let ny = max(0, y - reach); ny < min(rows, y + reach + 1); ny += 4) {
        for (let nx = max(0, x - reach); nx < min(columns, x + reach + 1); nx += 4) {
          sum = f32x4.add(sum, v128.load(blocks + ((<usize>(ny * columns + nx)) << SHIFT)));
          count += 1;
        }
      }
      const at = blocks + ((<usize>(y * columns + x)) << SHIFT);
      const u = load<f32>(at) - f32x4.extract_lane(sum, 0) / count;
      const v = load<f32>(at, 4) - f32x4.extract_lane(sum, 1) / count;
      const apart = <f32>sqrt(u * u + v * v);
      const prior: f32 = (0.5 * apart) / (apart + 6);
      store<f32>(at, prior, 16);
      store<f32>(at, prior, 20);
    }
  }
}

function settleBlock(blocks: usize, columns: i32, rows: i32, block: i32): void {
  const at = blocks + ((<usize>block) << SHIFT);
  const x = block % columns;
  const y = block / columns;
  const u = load<f32>(at);
  const v = load<f32>(at, 4);
  let sum: f32 = load<f32>(at, 8) + LEANING * load<f32>(at, 16);
  let whole: f32 = load<f32>(at, 12) + LEANING;
  for (let near = 0; near < 8; ++near) {
    const reach = near < 4 ? 1 : 4;
    const way = near & 3;
    const nx = x + (way == 0 ? reach : way == 1 ? -reach : 0);
    const ny = y + (way == 2 ? reach : way == 3 ? -reach : 0);
    if (nx < 0 || ny < 0 || nx >= columns || ny >= rows) {
      continue;
    }
    const other = blocks + ((<usize>(ny * columns + nx)) << SHIFT);
    let apart: f32 = (abs(load<f32>(other) - u) + abs(load<f32>(other, 4) - v)) / AKIN;
    apart *= apart;
    const weight: f32 = 1 / (1 + apart * apart);
    sum += weight * load<f32>(other, 20);
    whole += weight;
  }
  store<f32>(at, sum / whole, 20);
}

// A cell takes the order of the block around it that moves most like it.
function orderAt(flow: usize, width: i32, blocks: usize, columns: i32, rows: i32, x: i32, y: i32): f32 {
  const cell = flow + ((<usize>(y * width + x)) << 3);
  const u = load<f32>(cell);
  const v = load<f32>(cell, 4);
  const bx = x / BLOCK;
  const by = y / BLOCK;
  const home = blocks + ((<usize>(by * columns + bx)) << SHIFT);
  if (abs(load<f32>(home) - u) + abs(load<f32>(home, 4) - v) < 0.2) {
    return load<f32>(home, 20);
  }
  let order: f32 = 0;
  let least: f32 = Infinity;
  for (let ny = max(0, by - 1); ny <= min(rows - 1, by + 1); ++ny) {
    for (let nx = max(0, bx - 1); nx <= min(columns - 1, bx + 1); ++nx) {
      const at = blocks + ((<usize>(ny * columns + nx)) << SHIFT);
      const apart: f32 =
        (nx == bx && ny == by ? 0 : 0.2) + abs(load<f32>(at) - u) + abs(load<f32>(at, 4) - v);
      if (apart < least) {
        least = apart;
        order = load<f32>(at, 20);
      }
    }
  }
  return order;
}
