import type { Plan } from './schema.ts';

/** The batch that makes a film frame, and its frame there. */
export interface Provenance {
  readonly batch: number;
  readonly at: number;
}

/** Where a film frame comes from; null outside of the film, and in a film of one frame. O(log batches). */
export function provenance(plan: Plan, filmFrame: number): Provenance | null {
  const { batches } = plan;
  let [low, high] = [0, batches.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((batches[middle]?.to ?? 0) < filmFrame) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  const batch = batches[low];
  if (batch === undefined || !Number.isInteger(filmFrame) || filmFrame < plan.film.first) {
    return null;
  }
  return { batch: low, at: filmFrame - batch.from + batch.context - 1 };
}
