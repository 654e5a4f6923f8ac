import { sketchWidth } from '../../shared/analysis/correlation.ts';
import type { Motion } from '../../shared/analysis/schema.ts';
import { quarterHeight as height, quarterWidth as width, type Eye, type Look } from './look.ts';

export interface Moved {
  readonly motion: Motion;
  /** What of the difference no motion explains, as a part of what the pictures hold: 0 the same, 1 another picture. */
  readonly unexplained: number;
}

/** Quarter pixels a sketch's cell is wide. */
const cell = width / sketchWidth;
/** More than this is looked into with larger shifts. */
const strange = 0.1;
/** Blocks that deviate less than this (of 255) hold nothing to follow. */
const plain = 4;
/** Numbers of a block in the kernels' list. */
const perMatch = 6;

interface Match {
  readonly x: number;
  readonly y: number;
  /** Of the block's middle from the picture's middle, in pixels. */
  readonly fromX: number;
  readonly fromY: number;
  readonly error: number;
  readonly texture: number;
}

/**
 * How the picture moved from `before` to `after`: the best shift of the sketches (half the picture at most), refined
 * by matching 50 blocks of 8 x 9 around it to a fraction of a pixel; pan and tilt are their median, zoom is the slope
 * of what is left over the distance from the middle. About 0.1 ms.
 */
export function motionBetween({ kernels }: Eye, before: Look, after: Look): Moved {
  kernels.quarterBefore.set(before.quarter);
  kernels.quarter.set(after.quarter);
  const matches = (x: number, y: number) => listed(kernels.matches, kernels.matchBlocks(x, y));
  const still = matches(0, 0);
  const unexplained = unexplainedBy(still);
  if (unexplained > strange) {
    kernels.sketchBefore.set(before.sketch.luma);
    kernels.sketch.set(after.sketch.luma);
    kernels.coarseShift();
    const [x = 0, y = 0] = kernels.shift;
    const moved = x === 0 && y === 0 ? still : matches(Math.round(x * cell), Math.round(y * cell));
    const left = unexplainedBy(moved);
    if (left < unexplained * 0.9) {
      return { motion: motionOf(moved), unexplained: left };
    }
  }
  return { motion: motionOf(still), unexplained };
}

function listed(numbers: Float64Array, count: number): Match[] {
  return Array.from({ length: count }, (_, i) => {
    const number = (nth: number) => numbers[i * perMatch + nth] ?? 0;
    const [fromX, fromY, error, texture] = [number(2), number(3), number(4), number(5)];
    return { x: number(0), y: number(1), fromX, fromY, error, texture };
  });
}

function unexplainedBy(found: readonly Match[]): number {
  let sum = 0;
  for (const { error, texture } of found) {
    sum += Math.min(1, error / (texture + 10));
  }
  return found.length === 0 ? 1 : sum / found.length;
}

function motionOf(found: readonly Match[]): Motion {
  const followed = found.filter(({ texture }) => texture > 2 * plain);
  if (followed.length < 4) {
    const isStill = unexplainedBy(found) < 0.1;
    return { kind: isStill ? 'static' : 'unknown', x: 0, y: 0, zoom: 0 };
  }
  const [x, y] = [median(followed.map((match) => match.x)), median(followed.map((match) => match.y))];
  // Zoom: each block's motion along its way from the middle; the median of ratios, blocks near the middle say nothing.
  const growth = followed.flatMap((match) => [
    ...(Math.abs(match.fromX) > width / 6 ? [(match.x - x) / match.fromX] : []),
    ...(Math.abs(match.fromY) > height / 6 ? [(match.y - y) / match.fromY] : []),
  ]);
  const zoom = growth.length === 0 ? 0 : median(growth);
  const rest = median(
    followed.map((match) => Math.hypot(match.x - x - zoom * match.fromX, match.y - y - zoom * match.fromY)),
  );
  return { kind: kindOf(x, y, zoom, rest, unexplainedBy(found)), x: x / width, y: y / height, zoom };
}

/** In pixels of the quarter picture: a fifth of one a frame is a pan through the picture in 13 seconds. */
const least = 0.2;

function kindOf(x: number, y: number, zoom: number, rest: number, unexplained: number): Motion['kind'] {
  const grown = Math.abs(zoom) * (width / 4);
  const most = Math.max(Math.abs(x), Math.abs(y), grown);
  if (unexplained > 0.5) {
    return 'unknown';
  }
  if (most < least) {
    return rest < 0.5 ? 'static' : 'unknown';
  }
  if (rest > Math.max(0.5, most)) {
    return 'unknown';
  }
  return grown >= Math.max(Math.abs(x), Math.abs(y)) ? 'zoom' : Math.abs(x) >= Math.abs(y) ? 'pan' : 'tilt';
}

function median(values: readonly number[]): number {
  return Float64Array.from(values).sort()[Math.floor(values.length / 2)] ?? 0;
}
