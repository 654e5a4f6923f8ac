import { batchOf } from './batches.ts';
import { contentKey, parameterTexts, segmentStarts } from './diff.ts';
import type { Keep } from './partition.ts';
import type { Places } from './places.ts';
import type { Cost, Plan } from './schema.ts';

/**
 * Which batches of the plan before could stand again, by the place at which they begin. Content alone counts here:
 * whether the batch a context comes from stands too is left to `diffPlans`. O(batches of the plan before).
 */
export function keepOf(places: Places, cost: Cost, previous: Plan): Keep {
  const keep: Keep = new Int32Array(places.frames.length).fill(-1);
  const at = new Map(Array.from(places.frames, (frame, place) => [frame, place]));
  const now = new Map(places.segments.map((segment) => [segment.key, segment.first]));
  const then = segmentStarts(previous);
  const textOf = parameterTexts();
  const placeNow = (key: string | undefined, frame: number): number | undefined => {
    const [start, before] = [now.get(key ?? ''), then.get(key ?? '')];
    return start === undefined || before === undefined ? undefined : at.get(start + frame - before);
  };
  for (const batch of previous.batches) {
    const from = placeNow(batch.segments[0], batch.from);
    const to = placeNow(batch.segments.at(-1), batch.to);
    if (from !== undefined && to !== undefined && from < to) {
      const again = batchOf(places, cost, from, to, batch.index, null);
      const [start, before] = [now.get(batch.segments[0] ?? '') ?? 0, then.get(batch.segments[0] ?? '') ?? 0];
      if (contentKey(again, start, textOf) === contentKey(batch, before, textOf)) {
        keep[from] = to;
      }
    }
  }
  return keep;
}
