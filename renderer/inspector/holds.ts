import { holdToBeSeen } from '../../shared/planner/seen.ts';
import type { Plan } from '../../shared/planner/schema.ts';
import { readsMaskInGroups } from '../film/lookups.ts';

/** How long each of these keyframes would have to be held for a video model to see it; only those it does not see. */
export function holdsToBeSeen(
  plan: Plan,
  ids: ReadonlySet<string>,
): readonly { readonly keyframe: string; readonly hold: number }[] {
  if (!readsMaskInGroups(plan)) {
    return [];
  }
  const holds = new Map<string, number>();
  for (const batch of plan.batches) {
    for (const anchor of batch.anchors) {
      const hold = ids.has(anchor.keyframe) && !anchor.seen ? holdToBeSeen(batch.generated, anchor.at) : null;
      if (hold !== null) {
        // A keyframe between two batches lies in both: the longer hold serves both.
        holds.set(anchor.keyframe, Math.max(hold, holds.get(anchor.keyframe) ?? 0));
      }
    }
  }
  return [...holds].map(([keyframe, hold]) => ({ keyframe, hold }));
}
