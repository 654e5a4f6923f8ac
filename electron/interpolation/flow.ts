import type { Address, Arena } from './kernels.ts';
import type { Level } from './pyramid.ts';

const SIDE = 8;
const STEP = 4;
const ROUNDS = 10;
/** What a pixel of departure from the coarser level's motion costs, in squared grey values. */
const STIFFNESS = 1.5;
/** The wide search runs on the first level whose long side is at most this. */
const WIDE_AT = 96;

/**
 * Dense motion from `one` to `other`, both pyramids finest first: u, v interleaved, width*height*2 of the finest
 * level, in its pixels. Kroeger et al. 2016 without the variational refinement.
 */
export function flowBetween(arena: Arena, one: readonly Level[], other: readonly Level[]): Address {
  const { kernels } = arena;
  let coarse: { readonly at: Address; readonly level: Level } | null = null;
  for (let index = one.length - 1; index >= 0; index--) {
    const from = one[index];
    const to = other[index];
    if (from === undefined || to === undefined) {
      throw new RangeError('Both pyramids need the same levels.');
    }
    const { width, height, stride, plane } = from;
    const columns = Math.ceil((width - SIDE) / STEP) + 1;
    const rows = Math.ceil((height - SIDE) / STEP) + 1;
    const start = arena.take(columns * rows * 8);
    const motions = arena.take(columns * rows * 8);
    const costs = arena.take(columns * rows * 4);
    if (coarse === null) {
      arena.floats(start, columns * rows * 2).fill(0);
    } else {
      const { at, level } = coarse;
      kernels.growFlow(at, level.width, level.height, start, columns, rows, width, height);
    }
    const size = [from.at, to.at, stride, plane, width, height, columns, rows] as const;
    if (isWideLevel(one, index)) {
      kernels.searchWide(...size, start, Math.round(width * 0.4), Math.round(height * 0.3), STIFFNESS * 4);
    }
    kernels.searchPatches(...size, start, motions, costs, ROUNDS, STIFFNESS);
    const flow = arena.take(width * height * 8);
    const sums = arena.take(width * height * 12);
    kernels.densify(...size, motions, costs, flow, sums);
    coarse = { at: flow, level: from };
    if (index === 0) {
      const sharp = arena.take(width * height * 8);
      const bounds = arena.take(Math.ceil(width / 10) * Math.ceil(height / 10) * 16);
      kernels.sharpen(from.at, to.at, stride, plane, width, height, flow, sharp, bounds);
      coarse = { at: sharp, level: from };
    }
  }
  if (coarse === null) {
    throw new RangeError('A pyramid has at least one level.');
  }
  return coarse.at;
}

function isWideLevel(levels: readonly Level[], index: number): boolean {
  const longSide = (level: Level | undefined): number =>
    level === undefined ? Infinity : Math.max(level.width, level.height);
  return longSide(levels[index]) <= WIDE_AT && (index === 0 || longSide(levels[index - 1]) > WIDE_AT);
}
