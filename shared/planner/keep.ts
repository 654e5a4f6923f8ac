import { batchOf } from './batches.ts';
import { differences } from './identity.ts';
import type { Keep } from './partition.ts';
import type { Places } from './places.ts';
import type { Batch, Cost, Plan } from './schema.ts';

/**
 * Which batches of the plan before could stand again, by the place at which they begin. Content alone counts here:
 * whether the batch a context comes from stands too is left to `diffPlans`. O(keyframes * log keyframes).
 */
export function keepOf(places: Places, cost: Cost, previous: Plan): Keep {
  const { frames, segments } = places;
  const keep: Keep = new Int32Array(frames.length).fill(-1);
  const starts = new Map(segments.map(({ key, first }) => [key, first]));
  // Batches and segments of the plan before are both in the film's order: one walk finds the first segment of each.
  let walked = 0;
  for (const batch of previous.batches) {
    while ((previous.segments[walked]?.to ?? Infinity) <= batch.from) {
      walked += 1;
    }
    const before = previous.segments[walked];
    const start = starts.get(before?.key ?? '');
    if (before === undefined || start === undefined) {
      continue;
    }
    const from = placeAt(frames, start + batch.from - before.from);
    const to = placeAt(frames, start + batch.to - before.from);
    if (from >= 0 && to >= 0 && same(batch, batchOf(places, cost, from, to, batch.index, null))) {
      keep[from] = to;
    }
  }
  return keep;
}

/** The place at a film frame, or -1. */
function placeAt(frames: Int32Array, frame: number): number {
  let [low, high] = [0, frames.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = frames[middle] ?? 0;
    if (found === frame) {
      return middle;
    }
    [low, high] = found < frame ? [middle + 1, high] : [low, middle - 1];
  }
  return -1;
}

/** The comparison of `contentKey` without its text: both begin equally far into the segment of that name. */
function same(a: Batch, b: Batch): boolean {
  return (
    a.context === b.context &&
    a.wanted === b.wanted &&
    a.generated === b.generated &&
    a.segments.length === b.segments.length &&
    a.segments.every((key, i) => key === b.segments[i]) &&
    a.anchors.length === b.anchors.length &&
    a.anchors.every((anchor, i) => {
      const other = b.anchors[i];
      return anchor.keyframe === other?.keyframe && anchor.at === other.at && anchor.hold === other.hold;
    }) &&
    differences(a.parameters, b.parameters).length === 0
  );
}
