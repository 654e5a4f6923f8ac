import { flowAt, type Flow } from './consistency.ts';

/** Cells to a side of the blocks in which the order is worked out. */
const BLOCK = 4;
const SWEEPS = 24;
/** Motions that differ by less than this (cells) belong to one thing. */
const AKIN = 1.5;
/** How much a block that nothing is known about leans to its prior in each sweep. */
const LEANING = 0.02;

interface Blocks {
  readonly width: number;
  readonly height: number;
  readonly u: Float32Array;
  readonly v: Float32Array;
  readonly evidence: Float32Array;
  readonly count: Float32Array;
}

/**
 * What lies in front, per cell of each picture, about -1 (behind) to 1 (in front). A cell that is `hidden` in the other
 * picture is covered there by what is found where it would be: that thing is in front of it. What is learnt so at the
 * edges spreads through everything that moves alike; where nothing was covered, what moves unlike its surroundings is
 * taken to be in front.
 */
export function frontness(
  forth: Flow,
  hidden: Uint8Array,
  back: Flow,
  hiddenBack: Uint8Array,
): readonly [Float32Array, Float32Array] {
  const one = blocksOf(forth);
  const other = blocksOf(back);
  gather(forth, hidden, back, one, other);
  gather(back, hiddenBack, forth, other, one);
  return [spread(forth, one), spread(back, other)];
}

function blocksOf(flow: Flow): Blocks {
  const width = Math.ceil(flow.width / BLOCK);
  const height = Math.ceil(flow.height / BLOCK);
  const make = (): Float32Array => new Float32Array(width * height);
  const blocks = { width, height, u: make(), v: make(), evidence: make(), count: make() };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const cx = Math.min(flow.width - 1, x * BLOCK + BLOCK / 2);
      const cy = Math.min(flow.height - 1, y * BLOCK + BLOCK / 2);
      const cell = 2 * (cy * flow.width + cx);
      blocks.u[y * width + x] = flow.vectors[cell] ?? 0;
      blocks.v[y * width + x] = flow.vectors[cell + 1] ?? 0;
    }
  }
  return blocks;
}

function note({ width, evidence, count }: Blocks, x: number, y: number, value: number): void {
  const block = Math.floor(y / BLOCK) * width + Math.floor(x / BLOCK);
  evidence[block] = (evidence[block] ?? 0) + value;
  count[block] = (count[block] ?? 0) + 1;
}

function gather(flow: Flow, hidden: Uint8Array, other: Flow, own: Blocks, covering: Blocks): void {
  const { width, height, vectors } = flow;
  for (let cell = 0; cell < hidden.length; cell++) {
    if (hidden[cell] === 0) {
      continue;
    }
    const x = cell % width;
    const y = Math.floor(cell / width);
    const u = vectors[2 * cell] ?? 0;
    const v = vectors[2 * cell + 1] ?? 0;
    const [toX, toY] = [x + u, y + v];
    if (toX < 0 || toY < 0 || toX > width - 1 || toY > height - 1) {
      continue;
    }
    const [backU, backV] = flowAt(other, toX, toY);
    if (Math.hypot(u + backU, v + backV) > AKIN) {
      note(own, x, y, -1);
      note(covering, toX, toY, 1);
    }
  }
}

function spread(flow: Flow, blocks: Blocks): Float32Array {
  const { width, height, u, v, evidence, count } = blocks;
  const prior = standingOut(blocks);
  const z = new Float32Array(prior);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (let index = 0; index < z.length; index++) {
      const block = sweep % 2 === 0 ? index : z.length - 1 - index;
      const x = block % width;
      const y = Math.floor(block / width);
      let sum = (evidence[block] ?? 0) + LEANING * (prior[block] ?? 0);
      let whole = (count[block] ?? 0) + LEANING;
      for (let near = 0; near < 8; near++) {
        const reach = near < 4 ? 1 : 4;
        const nx = x + (near % 4 === 0 ? reach : near % 4 === 1 ? -reach : 0);
        const ny = y + (near % 4 === 2 ? reach : near % 4 === 3 ? -reach : 0);
        if (nx < 0 || ny < 0 || nx >= width || ny >= height) {
          continue;
        }
        const at = ny * width + nx;
        const apart =
          (Math.abs((u[at] ?? 0) - (u[block] ?? 0)) + Math.abs((v[at] ?? 0) - (v[block] ?? 0))) / AKIN;
        const weight = 1 / (1 + apart * apart * apart * apart);
        sum += weight * (z[at] ?? 0);
        whole += weight;
      }
      z[block] = sum / whole;
    }
  }
  return perCell(flow, blocks, z);
}

// Every cell takes the value of the block around it that moves most like it.
function perCell({ width, height, vectors }: Flow, blocks: Blocks, z: Float32Array): Float32Array {
  const out = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const cell = y * width + x;
      const u = vectors[2 * cell] ?? 0;
      const v = vectors[2 * cell + 1] ?? 0;
      const bx = Math.floor(x / BLOCK);
      const by = Math.floor(y / BLOCK);
      let least = Infinity;
      for (let ny = Math.max(0, by - 1); ny <= Math.min(blocks.height - 1, by + 1); ny++) {
        for (let nx = Math.max(0, bx - 1); nx <= Math.min(blocks.width - 1, bx + 1); nx++) {
          const block = ny * blocks.width + nx;
          const elsewhere = nx === bx && ny === by ? 0 : 0.2;
          const apart =
            elsewhere + Math.abs((blocks.u[block] ?? 0) - u) + Math.abs((blocks.v[block] ?? 0) - v);
          if (apart < least) {
            least = apart;
            out[cell] = z[block] ?? 0;
          }
        }
      }
    }
  }
  return out;
}

/** 0..0.5: how far a block's motion is from the mean of the quarter of the picture around it. */
function standingOut({ width, height, u, v }: Blocks): Float32Array {
  const meanU = around(u, width, height);
  const meanV = around(v, width, height);
  return u.map((value, block) => {
    const apart = Math.hypot(value - (meanU[block] ?? 0), (v[block] ?? 0) - (meanV[block] ?? 0));
    return 0.5 * (apart / (apart + 6));
  });
}

function around(values: Float32Array, width: number, height: number): Float32Array {
  // Summed areas: one more row and column than blocks.
  const sums = new Float64Array((width + 1) * (height + 1));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      sums[(y + 1) * (width + 1) + x + 1] =
        (values[y * width + x] ?? 0) +
        (sums[y * (width + 1) + x + 1] ?? 0) +
        (sums[(y + 1) * (width + 1) + x] ?? 0) -
        (sums[y * (width + 1) + x] ?? 0);
    }
  }
  const reach = Math.ceil(Math.max(width, height) / 4);
  return values.map((_, block) => {
    const x = block % width;
    const y = Math.floor(block / width);
    const [left, right] = [Math.max(0, x - reach), Math.min(width, x + reach + 1)];
    const [top, bottom] = [Math.max(0, y - reach), Math.min(height, y + reach + 1)];
    const at = (px: number, py: number): number => sums[py * (width + 1) + px] ?? 0;
    return (
      (at(right, bottom) - at(left, bottom) - at(right, top) + at(left, top)) /
      ((right - left) * (bottom - top))
    );
  });
}
