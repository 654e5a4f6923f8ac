import { sketchHeight, sketchWidth } from '../../shared/analysis/correlation.ts';
import type { Motion } from '../../shared/analysis/schema.ts';
import { quarterHeight as height, quarterWidth as width, type Look } from './look.ts';

export interface Moved {
  readonly motion: Motion;
  /** What of the difference no motion explains, as a part of what the pictures hold: 0 the same, 1 another picture. */
  readonly unexplained: number;
}

const block = { width: 8, height: 9 };
const reach = 2;
/** Quarter pixels a sketch's cell is wide. */
const cell = width / sketchWidth;
/** More than this is looked into with larger shifts. */
const strange = 0.1;
/** Sums of a block below this (of 255 a pixel) hold nothing to follow. */
const plain = 4;

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
 * of what is left over the distance from the middle. About 0.5 ms.
 */
export function motionBetween(before: Look, after: Look): Moved {
  const still = matches(before.quarter, after.quarter, { x: 0, y: 0 });
  const unexplained = unexplainedBy(still);
  if (unexplained > strange) {
    const shift = coarseShift(before.sketch.luma, after.sketch.luma);
    const base = { x: Math.round(shift.x * cell), y: Math.round(shift.y * cell) };
    const moved = base.x === 0 && base.y === 0 ? still : matches(before.quarter, after.quarter, base);
    const left = unexplainedBy(moved);
    if (left < unexplained * 0.9) {
      return { motion: motionOf(moved), unexplained: left };
    }
  }
  return { motion: motionOf(still), unexplained };
}

function coarseShift(a: Uint8Array, b: Uint8Array): { x: number; y: number } {
  let best = { x: 0, y: 0, error: Infinity };
  for (let y = -8; y <= 8; y++) {
    for (let x = -16; x <= 16; x++) {
      const [left, right] = [Math.max(0, x), Math.min(sketchWidth, sketchWidth + x)];
      const [top, bottom] = [Math.max(0, y), Math.min(sketchHeight, sketchHeight + y)];
      let sum = 0;
      for (let row = top; row < bottom; row++) {
        let at = row * sketchWidth + left;
        let other = (row - y) * sketchWidth + left - x;
        for (let column = left; column < right; column++, at++, other++) {
          sum += Math.abs((b[at] ?? 0) - (a[other] ?? 0));
        }
      }
      const cells = (right - left) * (bottom - top);
      // The less of the picture is compared, the likelier a chance resemblance.
      const error = (sum / cells + 0.5) * (1 + (0.6 * (Math.abs(x) + Math.abs(y))) / 16);
      if (error < best.error) {
        best = { x, y, error };
      }
    }
  }
  return best;
}

function matches(a: Uint8Array, b: Uint8Array, base: { x: number; y: number }): Match[] {
  const found: Match[] = [];
  for (let top = 0; top + block.height <= height; top += block.height) {
    for (let left = 0; left + block.width <= width; left += block.width) {
      const isInside =
        left - base.x >= 0 &&
        left - base.x + block.width <= width &&
        top - base.y >= 0 &&
        top - base.y + block.height <= height;
      if (isInside) {
        found.push(matchBlock(a, b, left, top, base));
      }
    }
  }
  return found;
}

const side = 2 * reach + 1;
const standing = reach * side + reach;

/** A block's shifts, row by row, as they are tried: standing still, then the near ones, so that the far ones end early. */
const nearFirst = Array.from({ length: side * side }, (_, slot) => slot).sort(
  (a, b) => farness(a) - farness(b),
);

function farness(slot: number): number {
  return Math.hypot((slot % side) - reach, Math.floor(slot / side) - reach);
}

function matchBlock(
  a: Uint8Array,
  b: Uint8Array,
  left: number,
  top: number,
  base: { x: number; y: number },
): Match {
  const [fromX, fromY] = [left - base.x, top - base.y];
  const sumAt = (slot: number, limit: number): number => {
    const column = slot % side;
    const x = fromX - column + reach;
    const y = fromY - (slot - column) / side + reach;
    const fits = x >= 0 && y >= 0 && x + block.width <= width && y + block.height <= height;
    return fits ? difference(a, b, x, y, left, top, limit) : Infinity;
  };
  const still = sumAt(standing, Infinity);
  let best = standing;
  let least = still;
  for (let i = 1; i < nearFirst.length; i++) {
    const slot = nearFirst[i] ?? standing;
    const sum = sumAt(slot, least);
    if (sum < least || (sum === least && slot < best)) {
      best = slot;
      least = sum;
    }
  }
  // Standing still wins where nothing is clearly better.
  if (still <= least + 0.25 * block.width * block.height) {
    best = standing;
    least = still;
  }
  const part = (step: number, isAtEdge: boolean) =>
    isAtEdge ? 0 : vertex(sumAt(best - step, Infinity), least, sumAt(best + step, Infinity));
  const [column, row] = [best % side, Math.floor(best / side)];
  return {
    x: base.x + column - reach + part(1, column === 0 || column === side - 1),
    y: base.y + row - reach + part(side, row === 0 || row === side - 1),
    fromX: left + block.width / 2 - width / 2,
    fromY: top + block.height / 2 - height / 2,
    error: least / (block.width * block.height),
    texture: deviation(b, left, top) + deviation(a, Math.max(0, fromX), Math.max(0, fromY)),
  };
}

/** Sum of the differences of two blocks' brightnesses; ends at the first row after which it is above `limit`. */
function difference(
  a: Uint8Array,
  b: Uint8Array,
  ax: number,
  ay: number,
  bx: number,
  by: number,
  limit: number,
): number {
  let sum = 0;
  for (let row = 0; row < block.height && sum <= limit; row++) {
    let one = (ay + row) * width + ax;
    let other = (by + row) * width + bx;
    for (const end = one + block.width; one < end; one++, other++) {
      sum += Math.abs((a[one] ?? 0) - (b[other] ?? 0));
    }
  }
  return sum;
}

function deviation(picture: Uint8Array, left: number, top: number): number {
  let [sum, squares] = [0, 0];
  for (let row = 0; row < block.height; row++) {
    for (let at = (top + row) * width + left, end = at + block.width; at < end; at++) {
      const value = picture[at] ?? 0;
      sum += value;
      squares += value * value;
    }
  }
  const count = block.width * block.height;
  return Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2));
}

/** Where the lowest point of a V through three errors lies, in -0.5..0.5: absolute differences grow evenly. */
function vertex(before: number, at: number, after: number): number {
  const slope = Math.max(before, after) - at;
  return slope > 0 && Number.isFinite(slope) ? (before - after) / (2 * slope) : 0;
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
