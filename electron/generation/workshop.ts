import { plainSegment, type Project } from '../../shared/project/schema.ts';
import type { Batch, Plan } from '../../shared/planner/schema.ts';
import { Fault, faultData } from '../../shared/fault.ts';
import type { Cache } from './cache.ts';
import type { Engine } from './engine.ts';
import { frameFinder, interiorOf, partOf, type Part, type PlannedSegment, type Results } from './film.ts';
import type { Pictures } from './pictures.ts';
import { prepare, segmentsIn, type Film } from './request.ts';
import type { Take, Takes } from './takes.ts';
import { takeKey } from './takes.ts';

/** A batch whose result is there. After a split there are several in the place of one. */
export interface Made {
  readonly batch: Batch;
  readonly key: string;
}

/** A film on the bench: what is planned, what is there, and what is shown of it. */
export interface Workshop {
  readonly film: Film;
  readonly takes: Takes;
  /** Why a batch cannot even be prepared, by batch. */
  readonly faults: ReadonlyMap<number, Fault>;
  /** Whether nothing of a batch needs to be made. */
  kept(batch: Batch): boolean;
  /** Hash of what a segment is asked to be; null while that is not known. */
  inputs(segment: string): string | null;
  shown(segment: string): readonly Part[] | null;
  current(segment: string): string | null;
  /** Learns what is there for a batch: its own result, or a take for each of its segments. */
  look(batch: Batch): Promise<void>;
  /** Shows parts of a planned batch that is still being made to those that go on from them. */
  progress(planned: Batch, made: readonly Made[]): void;
  /** Takes in what was made in place of a planned batch; `makeshift` results serve this once. */
  deliver(planned: Batch, made: readonly Made[], makeshift: boolean): Promise<void>;
  /** Lists what was there already among this film's takes, so that it can be pinned. */
  record(): Promise<void>;
  /** Shows another take of a segment from now on, and keeps it. */
  choose(segment: PlannedSegment, parts: readonly Part[], seed: number): Promise<Take>;
  results(failed: ReadonlySet<string>): Results;
  /** Keys of all results shown. */
  keys(): readonly string[];
}

export interface WorkshopParts {
  readonly project: Project;
  readonly plan: Plan;
  readonly engine: Engine;
  readonly pictures: Pictures;
  readonly cache: Cache;
  readonly takes: Takes;
  readonly now: () => number;
}

export function openWorkshop(parts: WorkshopParts): Workshop {
  const { project, plan, engine, pictures, cache, takes, now } = parts;
  const segments = new Map(plan.segments.map((segment) => [segment.key, segment]));
  const keyframes = new Map(project.keyframes.map((keyframe) => [keyframe.id, keyframe]));
  const made = new Map<number, readonly Made[]>();
  const inputs = new Map<string, string>();
  const shown = new Map<string, { readonly take: string; readonly parts: readonly Part[] }>();
  const faults = new Map<number, Fault>();

  const madeParts = (segment: PlannedSegment): readonly Part[] =>
    segment.batches
      .flatMap((index) => made.get(index) ?? [])
      .flatMap(({ batch, key }) => partOf(segment, batch, key) ?? [])
      .sort((a, b) => a.offset - b.offset);
  const partsNow = (key: string): readonly Part[] | null => {
    const segment = segments.get(key);
    return shown.get(key)?.parts ?? (segment === undefined ? null : madeParts(segment));
  };
  const source = frameFinder(project, plan.segments, partsNow);
  const film: Film = { project, plan, engine, segments, keyframes, pictures, cache, source };

  const isThere = async (take: Take, segment: PlannedSegment) => {
    const keys = new Set(take.parts.map((part) => part.result));
    const there = await Promise.all([...keys].map((key) => cache.has(key)));
    return covers(segment, take.parts) && !there.includes(false);
  };
  const firstThere = async (candidates: readonly Take[], segment: PlannedSegment) => {
    for (const take of [...candidates].reverse()) {
      if (await isThere(take, segment)) {
        return take;
      }
    }
    return null;
  };
  const show = (
    segment: PlannedSegment,
    take: { readonly key: string; readonly parts: readonly Part[] } | null,
  ) => {
    if (take !== null) {
      shown.set(segment.key, { take: take.key, parts: take.parts });
    }
  };
  /** A pin rules; then a take asked for anew; then the plan's own result; then any take of the same inputs. */
  const settle = async (segment: PlannedSegment) => {
    const all = takes.of(segment.key);
    const pin = (project.segments[segment.key] ?? plainSegment).take;
    const pinned = pin === null ? [] : all.filter((take) => take.key === pin);
    const wanted = inputs.get(segment.key) ?? null;
    const same = all.filter((take) => take.inputs !== null && take.inputs === wanted);
    const own = madeParts(segment);
    show(
      segment,
      (await firstThere(pinned, segment)) ??
        (await firstThere(
          same.filter((take) => take.chosen),
          segment,
        )) ??
        (covers(segment, own) ? { key: takeKey(own), parts: own } : null) ??
        (await firstThere(same, segment)),
    );
  };
  const takeOf = (
    segment: PlannedSegment,
    from: readonly Part[],
    more: Pick<Take, 'inputs' | 'chosen' | 'seed'>,
  ): Take => {
    const key = takeKey(from);
    return {
      segment: segment.key,
      key,
      parts: [...from],
      engine: engine.id,
      label: engine.label,
      made: now(),
      ...more,
    };
  };
  const ending = (batch: Batch) =>
    segmentsIn(film, batch).filter((segment) => segment.batches.at(-1) === batch.index);
  const keep = async (batch: Batch, makeshift: boolean) => {
    for (const segment of ending(batch)) {
      const from = madeParts(segment);
      if (covers(segment, from) && from.length > 0) {
        const known = makeshift ? null : (inputs.get(segment.key) ?? null);
        await takes.add(takeOf(segment, from, { inputs: known, chosen: false, seed: batch.parameters.seed }));
      }
    }
  };

  return {
    film,
    takes,
    faults,
    kept: (batch) =>
      made.has(batch.index) || segmentsIn(film, batch).every((segment) => shown.has(segment.key)),
    inputs: (segment) => inputs.get(segment) ?? null,
    shown: (segment) => shown.get(segment)?.parts ?? null,
    current: (segment) => shown.get(segment)?.take ?? null,
    look: async (batch) => {
      try {
        // What is there stays there: its key need not be worked out again.
        const prepared = made.has(batch.index) ? null : await prepare(film, batch);
        faults.delete(batch.index);
        for (const [segment, hash] of prepared?.inputs ?? []) {
          inputs.set(segment, hash);
        }
        if (prepared !== null && (await cache.has(prepared.key))) {
          made.set(batch.index, [{ batch, key: prepared.key }]);
        }
      } catch (error) {
        const { code, message, remedy } = faultData(error);
        faults.set(batch.index, error instanceof Fault ? error : new Fault(code, message, remedy, error));
      }
      for (const segment of ending(batch)) {
        await settle(segment);
      }
    },
    progress: (planned, results) => {
      made.set(planned.index, [...results]);
    },
    deliver: async (planned, results, makeshift) => {
      made.set(planned.index, results);
      await keep(planned, makeshift);
      for (const segment of ending(planned)) {
        await settle(segment);
      }
    },
    record: async () => {
      for (const batch of plan.batches) {
        await keep(batch, false);
      }
    },
    choose: async (segment, from, seed) => {
      const take = takeOf(segment, from, { inputs: inputs.get(segment.key) ?? null, chosen: true, seed });
      await takes.add(take);
      show(segment, take);
      return take;
    },
    results: (failed) =>
      plan.segments.map((segment) => {
        const showing = shown.get(segment.key);
        return showing !== undefined
          ? { kind: 'made', segment: segment.key, ...showing }
          : {
              kind: 'placeholder',
              segment: segment.key,
              why: failed.has(segment.key) ? 'failed' : 'notMade',
            };
      }),
    keys: () => [...new Set([...shown.values()].flatMap(({ parts: all }) => all.map((part) => part.result)))],
  };
}

/** Whether parts show every generated frame of a segment, as many as it has now. */
function covers(segment: PlannedSegment, parts: readonly Part[]): boolean {
  const { first, last } = interiorOf(segment);
  let next = first - segment.from;
  for (const part of parts) {
    if (part.offset > next) {
      return false;
    }
    next = Math.max(next, part.offset + part.count);
  }
  return next === last - segment.from + 1;
}
