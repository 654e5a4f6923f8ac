import { Fault } from '../../shared/fault.ts';
import type { Batch, Plan } from '../../shared/planner/schema.ts';
import type { Workshop } from './workshop.ts';

/** Keys of the segments named; Fault `no-segment` for one the film does not have. */
export function selected(plan: Plan, only: readonly (string | number)[] | null): ReadonlySet<string> {
  const named = only ?? plan.segments.map(({ key }) => key);
  return new Set(
    named.map((name) => {
      const segment = plan.segments.find(({ key, index }) => key === name || index === name);
      if (segment === undefined) {
        const last = String(plan.segments.length - 1);
        throw new Fault(
          'no-segment',
          `The film has no segment ${String(name)}.`,
          `Name segments 0 to ${last}.`,
        );
      }
      return segment.key;
    }),
  );
}

/** The batches that make something of these segments which is not there, and what those go on from. */
export function needed(plan: Plan, bench: Workshop, only: ReadonlySet<string>): readonly Batch[] {
  const run = new Set<number>();
  for (const batch of [...plan.batches].reverse()) {
    const wanted =
      run.has(batch.index) || batch.segments.some((key) => only.has(key) && bench.shown(key) === null);
    if (wanted && !bench.kept(batch)) {
      run.add(batch.index);
      if (batch.dependsOn !== null) {
        run.add(batch.dependsOn);
      }
    }
  }
  return plan.batches.filter((batch) => run.has(batch.index) && !bench.kept(batch));
}
