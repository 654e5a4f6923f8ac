import { generatedLength } from './constraints.ts';
import { secondsFor } from './cost.ts';
import type { Places } from './places.ts';
import type { Cost, Plan } from './schema.ts';

/** Places at which batches begin and end, the first and the last included. */
export type Cuts = readonly number[];

/** `keep[i]` is the place at which the batch of the plan before that began at place i ended, -1 for none. */
export type Keep = Int32Array;

export function partition(places: Places, strategy: Plan['strategy'], cost: Cost, keep: Keep | null): Cuts {
  switch (strategy) {
    case 'separate':
      return separate(places);
    case 'fill':
      return fill(places);
    case 'fastest':
      return fastest(places, cost, keep);
  }
}

/** One batch a segment, or a window: also where the creator refused a cut, which only joins what may be joined. */
export function separate(places: Places): Cuts {
  return Array.from(places.frames.keys());
}

/** Whether the places from `from` to `to` fit into one batch, cuts that must be aside. */
export function fits({ frames, contexts, limits }: Places, from: number, to: number): boolean {
  const span = (frames[to] ?? Infinity) - (frames[from] ?? 0);
  return span <= limits.maxSpan && span + (contexts[from] ?? 1) <= limits.longest;
}

/** Takes places while they fit, and steps back to the last one that is not refused. O(places). */
function fill(places: Places): Cuts {
  const cuts = [0];
  const last = places.frames.length - 1;
  for (let from = 0; from < last;) {
    let to = from + 1;
    while (to < last && places.must[to] === 0 && fits(places, from, to + 1)) {
      to += 1;
    }
    let back = to;
    while (back > from && places.refused[back] === 1 && places.must[back] === 0 && to < last) {
      back -= 1;
    }
    from = back > from ? back : to;
    cuts.push(from);
  }
  return cuts;
}

/**
 * The cuts with, in this order: the fewest refused, the least predicted time, the fewest batches, the most batches
 * of the plan before (see `Keep`), the most even spans (least sum of squares, as their sum is the film), the
 * earliest start of the last batch. Exact: a dynamic programme over the places, in whole microseconds, so that a
 * tie is a tie. O(places * places that fit into one batch).
 */
function fastest(places: Places, cost: Cost, keep: Keep | null): Cuts {
  const { frames, contexts, must, refused, limits } = places;
  const { step, longest, maxSpan } = limits;
  const count = frames.length;
  const film = (frames[count - 1] ?? 0) - (frames[0] ?? 0);
  const micros = costTable(cost, step, Math.min(longest, film + 32));
  const best = {
    refused: new Float64Array(count),
    micros: new Float64Array(count),
    batches: new Float64Array(count),
    kept: new Float64Array(count),
    squares: new Float64Array(count),
    from: new Int32Array(count),
  };
  // The checked reads of typed arrays below cannot miss: every index is a place. `?? 0` only satisfies the types.
  for (let to = 1, barrier = 0; to < count; to += 1) {
    if (must[to - 1] === 1) {
      barrier = to - 1;
    }
    const end = frames[to] ?? 0;
    const no = refused[to] === 1 && must[to] === 0 ? 1 : 0;
    let [bRefused, bMicros, bBatches, bKept, bSquares, bFrom] = [Infinity, 0, 0, 0, 0, -1];
    for (let from = to - 1; from >= barrier; from -= 1) {
      const span = end - (frames[from] ?? 0);
      if (span > maxSpan || span >= longest) {
        break;
      }
      const wanted = span + (contexts[from] ?? 1);
      if (wanted > longest) {
        continue;
      }
      const nRefused = (best.refused[from] ?? 0) + no;
      const nMicros = (best.micros[from] ?? 0) + (micros[Math.ceil((wanted - 1) / step)] ?? 0);
      if (nRefused > bRefused || (nRefused === bRefused && nMicros > bMicros)) {
        continue;
      }
      const nBatches = (best.batches[from] ?? 0) + 1;
      const nKept = (best.kept[from] ?? 0) + (keep !== null && keep[from] === to ? 1 : 0);
      const nSquares = (best.squares[from] ?? 0) + span * span;
      const order =
        nRefused - bRefused ||
        nMicros - bMicros ||
        nBatches - bBatches ||
        bKept - nKept ||
        nSquares - bSquares ||
        -1;
      if (order < 0) {
        bRefused = nRefused;
        bMicros = nMicros;
        bBatches = nBatches;
        bKept = nKept;
        bSquares = nSquares;
        bFrom = from;
      }
    }
    best.refused[to] = bRefused;
    best.micros[to] = bMicros;
    best.batches[to] = bBatches;
    best.kept[to] = bKept;
    best.squares[to] = bSquares;
    best.from[to] = bFrom;
  }
  const cuts = [count - 1];
  for (let at = count - 1; at > 0;) {
    at = best.from[at] ?? 0;
    cuts.push(at);
  }
  return cuts.reverse();
}

/** Microseconds by n for batches of step*n + 1 frames. */
function costTable(cost: Cost, step: number, most: number): Float64Array {
  const table = new Float64Array(Math.ceil(most / step) + 1);
  return table.map((_, n) => Math.round(secondsFor(cost, generatedLength(n * step + 1, step)) * 1e6));
}
