import { planFilm } from '../../shared/planner/plan.ts';
import type { Batch } from '../../shared/planner/schema.ts';
import { plainSegment, type Project } from '../../shared/project/schema.ts';
import { partOf, type Part, type PlannedSegment } from './film.ts';
import { makeWhole, type Lost, type RecoverOrder } from './recover.ts';
import type { Film } from './request.ts';
import { takeKey } from './takes.ts';
import type { Made, Workshop } from './workshop.ts';

export interface Retaken {
  readonly failed: Lost | null;
  readonly notes: readonly string[];
  readonly generations: number;
}

/** Frames of the film before it that a segment made alone goes on from, where they are there. */
const neighbours = 5;

/**
 * Makes one segment again, alone, with another seed and the film's real frames before it as context, and shows it
 * from now on. The takes before stay. An engine that does not read the seed gives the frames it gave before, which
 * is no other take: the notes say so.
 */
export async function retake(
  order: RecoverOrder,
  bench: Workshop,
  segment: PlannedSegment,
): Promise<Retaken> {
  const planned = bench.film.plan.batches[segment.batches[0] ?? -1];
  if (planned === undefined || order.signal.aborted) {
    return { failed: null, notes: [], generations: 0 };
  }
  const { tell } = order;
  const index = planned.index;
  const name = `Segment ${String(segment.index + 1)}`;
  const known = new Set(bench.takes.of(segment.key).map((take) => take.key));
  // A seed that was used in an earlier take gives a result that is there: one step further, once each.
  const seeds = Array.from({ length: known.size + 1 }, (_, n) => planned.parameters.seed + known.size + n);
  const notes: string[] = [];
  let generations = 0;
  tell({ event: 'batch', index, state: 'running' });
  for (const seed of seeds) {
    const solo = await makeAlone(order, bench, segment, planned, seed);
    notes.push(...solo.notes);
    generations += solo.generations;
    if (solo.parts === null) {
      tell({ event: 'batch', index, state: order.signal.aborted ? 'cancelled' : 'failed' });
      return { failed: solo.failed, notes, generations };
    }
    if (!known.has(takeKey(solo.parts))) {
      await bench.choose(segment, solo.parts, seed);
      tell({ event: 'batch', index, state: 'done' });
      return { failed: null, notes, generations };
    }
  }
  tell({ event: 'batch', index, state: 'done' });
  const same = `${name} has no other take: ${bench.film.engine.label} gives the same frames for every seed.`;
  return { failed: null, notes: [...notes, same], generations };
}

async function makeAlone(
  order: RecoverOrder,
  bench: Workshop,
  segment: PlannedSegment,
  planned: Batch,
  seed: number,
) {
  const made: Made[] = [];
  const notes: string[] = [];
  let generations = 0;
  const film = soloFilm(bench.film, segment, seed, () => partsOf(segment, made));
  const batches = film.segments.get(segment.key)?.batches ?? [];
  for (const batch of batches.flatMap((index) => film.plan.batches[index] ?? [])) {
    const before = made.length;
    const progress = (more: readonly Made[]) => {
      made.splice(before, made.length, ...more);
    };
    const whole = await makeWhole({ ...order, film, batch, planned, progress });
    notes.push(...whole.notes);
    generations += whole.generations;
    const failed = whole.failed.get(segment.key) ?? null;
    if (failed !== null || whole.cancelled) {
      return { parts: null, failed, notes, generations };
    }
  }
  return { parts: partsOf(segment, made), failed: null, notes, generations };
}

function partsOf(segment: PlannedSegment, made: readonly Made[]): readonly Part[] {
  return made
    .flatMap(({ batch, key }) => partOf(segment, batch, key) ?? [])
    .sort((a, b) => a.offset - b.offset);
}

/** The same film planned so that the segment is a batch of its own, going on from what the film shows before it. */
function soloFilm(film: Film, segment: PlannedSegment, seed: number, own: () => readonly Part[]): Film {
  const settings = film.project.segments[segment.key] ?? plainSegment;
  const { planning } = film.project;
  const fits = segment.to - segment.from + neighbours <= film.plan.profile.largest;
  const reach = segment.from - film.plan.film.first + 1;
  const project: Project = {
    ...film.project,
    planning: {
      ...planning,
      strategy: 'separate',
      context: planning.context === 1 && fits && reach >= neighbours ? neighbours : planning.context,
    },
    segments: { ...film.project.segments, [segment.key]: { ...settings, seed, take: null } },
  };
  const plan = planFilm(project, film.plan.profile);
  return {
    ...film,
    project,
    plan,
    segments: new Map(plan.segments.map((one) => [one.key, one])),
    source: (frame) => {
      const part = own().find(({ offset, count }) => {
        const at = frame - segment.from;
        return at >= offset && at < offset + count;
      });
      return part === undefined
        ? film.source(frame)
        : { kind: 'result', result: part.result, at: part.at + frame - segment.from - part.offset };
    },
  };
}
