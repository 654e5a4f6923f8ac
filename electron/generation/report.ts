import type { Plan } from '../../shared/planner/schema.ts';
import { interiorOf, type Results } from './film.ts';
import type { Lost } from './recover.ts';
import type { Take } from './takes.ts';
import type { Workshop } from './workshop.ts';

/** What is there of a film and what Render would make. */
export interface Survey {
  /** By batch. */
  readonly batches: readonly ('kept' | 'run')[];
  readonly segments: readonly {
    readonly key: string;
    /** `stale`: takes are there, but of something else than is wanted now. */
    readonly state: 'planned' | 'done' | 'stale';
    readonly note: string | null;
    readonly takes: readonly Take[];
    /** Key of the take the film shows. */
    readonly current: string | null;
  }[];
  readonly results: Results;
}

export interface RenderReport {
  readonly state: 'done' | 'failed' | 'cancelled';
  readonly batches: number;
  /** Batches that were there before. */
  readonly kept: number;
  /** Generations that finished in this render. */
  readonly made: number;
  /** Film frames that show a placeholder although they were asked for. */
  readonly lost: number;
  readonly failed: readonly {
    readonly segment: string;
    readonly frames: number;
    readonly reason: string;
    readonly remedy: string;
  }[];
  /** First what was there before ("3 of 5 batches are kept."), then what happened on the way. */
  readonly notes: readonly string[];
  readonly seconds: number;
  readonly results: Results;
}

/** What a run gathered. */
export interface Ran {
  kept: number;
  readonly failed: Map<string, Lost>;
  readonly notes: string[];
  generations: number;
}

export function surveyOf(plan: Plan, bench: Workshop): Survey {
  return {
    batches: plan.batches.map((batch) => (bench.kept(batch) ? 'kept' : 'run')),
    segments: plan.segments.map((segment) => {
      const takes = bench.takes.of(segment.key);
      const current = bench.current(segment.key);
      const fault = segment.batches.map((index) => bench.faults.get(index)).find((one) => one !== undefined);
      const without = takes.length > 0 ? 'stale' : 'planned';
      return {
        key: segment.key,
        state: current !== null ? 'done' : without,
        note: fault === undefined ? null : `${fault.message} ${fault.remedy}`,
        takes,
        current,
      };
    }),
    results: bench.results(new Set()),
  };
}

export function reportOf(
  plan: Plan,
  bench: Workshop,
  ran: Ran,
  seconds: number,
  cancelled: boolean,
): RenderReport {
  const failed = plan.segments.flatMap((segment) => {
    const lost = bench.shown(segment.key) === null ? ran.failed.get(segment.key) : undefined;
    const { first, last } = interiorOf(segment);
    return lost === undefined ? [] : [{ segment: segment.key, frames: last - first + 1, ...lost }];
  });
  const kept =
    ran.kept === 0 ? [] : [`${String(ran.kept)} of ${String(plan.batches.length)} batches are kept.`];
  return {
    state: cancelled ? 'cancelled' : failed.length > 0 ? 'failed' : 'done',
    batches: plan.batches.length,
    kept: ran.kept,
    made: ran.generations,
    lost: failed.reduce((sum, one) => sum + one.frames, 0),
    failed,
    notes: [...kept, ...ran.notes],
    seconds,
    results: bench.results(new Set(ran.failed.keys())),
  };
}
