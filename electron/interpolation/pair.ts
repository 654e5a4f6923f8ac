import { flowBetween } from './flow.ts';
import type { Address, Arena } from './kernels.ts';
import { halvings, matchLuma, workingLevel, type Level, type Size } from './pyramid.ts';
import { sharedFloats } from './sharedMemory.ts';

/** What two pictures have to do with each other, and so how one becomes the other. */
export type Relation = 'same' | 'motion' | 'mixed' | 'dissolve';

/** One direction of motion on a grid of half the working size; over shared memory, for other threads to read. */
export interface Motion {
  readonly width: number;
  readonly height: number;
  /** u, v interleaved, cells, width*height*2. */
  readonly vectors: Float32Array;
  /** How much each cell's motion counts when cells meet, 0..1. */
  readonly weights: Float32Array;
  /** How much of each cell is crossfaded in place instead of moved, 0..1. */
  readonly doubt: Float32Array;
  /** The picture it starts from: luma, two colour differences and a spare value a cell, width*height*4. */
  readonly colours: Float32Array;
}

export interface Relatedness {
  readonly kind: Relation;
  /** The share of pixels whose motion there and back agrees, 0..1. */
  readonly consistency: number;
  /** Both ways, or null where nothing is moved. */
  readonly motion: readonly [Motion, Motion] | null;
}

const MOTION_FROM = 0.35;
const MIXED_FROM = 0.1;

export const copied: Relatedness = { kind: 'same', consistency: 1, motion: null };

/** Which way two pictures of this consistency are joined (thresholds from a study of 13 real clips, AUC 0.98). */
export function relationOf(consistency: number): 'motion' | 'mixed' | 'dissolve' {
  return consistency >= MOTION_FROM ? 'motion' : consistency >= MIXED_FROM ? 'mixed' : 'dissolve';
}

/** What is known of one picture while a pair is looked at. */
interface Side {
  readonly level: Level;
  readonly flow: Address;
  readonly miss: Address;
  readonly filled: Address;
  readonly blocks: Address;
}

/** Looks for the motion between two padded pictures in the arena, both ways, and how far it can be trusted. */
export function relate(arena: Arena, one: Address, other: Address, size: Size): Relatedness {
  const { kernels } = arena;
  const first = workingLevel(arena, one, size);
  const second = workingLevel(arena, other, size);
  matchLuma(arena, first, second);
  const near = halvings(arena, first);
  const far = halvings(arena, second);
  const forth = sideOf(arena, near, far);
  const back = sideOf(arena, far, near);
  const { width, height } = forth.level;
  const agreeing =
    kernels.missOf(forth.flow, back.flow, width, height, forth.miss) +
    kernels.missOf(back.flow, forth.flow, width, height, back.miss);
  const consistency = agreeing / (2 * width * height);
  const kind = relationOf(consistency);
  if (kind === 'dissolve') {
    return { kind, consistency, motion: null };
  }
  const doubts = [doubtOf(arena, kind, forth), doubtOf(arena, kind, back)] as const;
  fill(arena, forth, back);
  fill(arena, back, forth);
  kernels.gatherOrder(forth.filled, forth.miss, back.filled, width, height, forth.blocks, back.blocks);
  kernels.gatherOrder(back.filled, back.miss, forth.filled, width, height, back.blocks, forth.blocks);
  return {
    kind,
    consistency,
    motion: [motionOf(arena, forth, doubts[0]), motionOf(arena, back, doubts[1])],
  };
}

function sideOf(arena: Arena, own: readonly Level[], other: readonly Level[]): Side {
  const level = own[0];
  if (level === undefined) {
    throw new RangeError('A pyramid has at least one level.');
  }
  const cells = level.width * level.height;
  return {
    level,
    flow: flowBetween(arena, own, other),
    miss: arena.take(cells * 4),
    filled: arena.take(cells * 8),
    blocks: arena.take(Math.ceil(level.width / 4) * Math.ceil(level.height / 4) * 32),
  };
}

/** Consistent cells among inconsistent ones agree by chance: this share around them makes the difference. */
const LEAST_AROUND = 0.35;
const AROUND = 3;
/** How far filled cells ask around to agree, in rounds: multiples of 10 cells. */
const VOTES = [2, 1] as const;

function fill(arena: Arena, { level, flow, miss, filled, blocks }: Side, other: Side): void {
  const { kernels } = arena;
  const { width, height, at, stride, plane } = level;
  const cells = width * height;
  const share = arena.take(cells * 4);
  const scratch = arena.take(cells * 32);
  kernels.shareAround(miss, width, height, AROUND, share, scratch);
  kernels.steady(miss, share, cells, LEAST_AROUND);
  kernels.fillFlow(flow, miss, other.flow, at, stride, plane, width, height, filled, scratch);
  for (const reach of VOTES) {
    kernels.voteFilled(filled, miss, other.flow, at, stride, plane, width, height, reach, scratch);
    kernels.voteFilled(scratch, miss, other.flow, at, stride, plane, width, height, reach, filled);
  }
  kernels.startOrder(filled, width, height, blocks);
}

/** How many times more a thing in front counts than one behind it, as a power of e. */
const PRECEDENCE = 5;
/** What a motion that was filled in counts beside one that was found. */
const FILLED = 0.1;

function motionOf(arena: Arena, { level, miss, filled, blocks }: Side, doubt: Float32Array): Motion {
  const { width, height } = level;
  const weights = arena.take(width * height * 4);
  arena.kernels.weighOrder(filled, miss, width, height, blocks, PRECEDENCE, FILLED, weights);
  return {
    width,
    height,
    vectors: sharedFloats(arena.floats(filled, width * height * 2)),
    weights: sharedFloats(arena.floats(weights, width * height)),
    doubt,
    colours: coloursOf(arena, level),
  };
}

function coloursOf(arena: Arena, { at, stride, plane, width, height }: Level): Float32Array {
  const colours = sharedFloats(width * height * 4);
  for (let c = 0; c < 3; c++) {
    const values = arena.floats(at + c * plane, stride * height);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        colours[(y * width + x) * 4 + c] = values[y * stride + x] ?? 0;
      }
    }
  }
  return colours;
}

const DOUBT_AROUND = 8;

/** In a mixed pair, cells around which fewer than half are consistent are crossfaded, more so the fewer there are. */
function doubtOf(arena: Arena, kind: 'motion' | 'mixed', { level, miss }: Side): Float32Array {
  const { width, height } = level;
  const cells = width * height;
  if (kind === 'motion') {
    return sharedFloats(cells);
  }
  const share = arena.take(cells * 4);
  arena.kernels.shareAround(miss, width, height, DOUBT_AROUND, share, arena.take(cells * 4));
  const doubt = sharedFloats(arena.floats(share, cells));
  for (let cell = 0; cell < cells; cell++) {
    doubt[cell] = Math.min(1, Math.max(0, 1 - 2 * (doubt[cell] ?? 0)));
  }
  return doubt;
}
