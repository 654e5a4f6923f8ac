import PQueue from 'p-queue';
import type { RenderEvent } from '../../shared/generation/events.ts';
import { generatedLength } from '../../shared/planner/constraints.ts';
import type { Batch } from '../../shared/planner/schema.ts';
import type { Keyframe, Size } from '../../shared/project/schema.ts';
import type { Frame } from '../media/frame.ts';
import type { Cache } from './cache.ts';
import type { Costs } from './costs.ts';
import { createMaker, type Maker } from './maker.ts';
import { openFilm, type FilmOrder, type OpenFilm } from './openFilm.ts';
import { createPictures, engineSize } from './pictures.ts';
import type { Previews } from './previews.ts';
import { recover, type Patience } from './recover.ts';
import { retake } from './retake.ts';
import { reportOf, type Ran, type RenderReport } from './report.ts';
import { needed, selected } from './selection.ts';
import type { Takes } from './takes.ts';
import { openWorkshop, type Workshop } from './workshop.ts';

export interface RunnerParts {
  readonly cache: Cache;
  readonly previews: Previews;
  readonly costs: Costs;
  /** The takes of a project, by its id. */
  readonly takes: (project: string) => Promise<Takes>;
  /** A picture file, upright, sized and cropped as the keyframe says: exactly `size`. */
  readonly readPicture: (file: string, keyframe: Keyframe, size: Size) => Promise<Frame>;
  readonly patience: Patience;
  /** Bytes the cache is brought under after a render; null leaves it. */
  readonly cacheLimit: number | null;
  readonly now: () => number;
  readonly log: (line: string) => void;
}

export interface RenderOptions {
  /** Segments by key or index; null or absent for all that is not there yet. */
  readonly only?: readonly (string | number)[] | null;
  /** `new` makes another take of the segments named, each alone with its real neighbours as context. */
  readonly take?: 'new' | null;
  readonly signal?: AbortSignal;
  readonly events?: (event: RenderEvent) => void;
}

export interface Runner {
  /** A film to look at: what is there and what a render would make. Changes nothing. */
  open(order: FilmOrder): Promise<OpenFilm>;
  /**
   * Makes what is missing. Never rejects for what a batch did: a segment that cannot be made is reported and shown as
   * a placeholder. A cancelled render resolves too, with everything finished kept.
   */
  render(order: FilmOrder, options?: RenderOptions): Promise<RenderReport>;
}

export function createRunner(parts: RunnerParts): Runner {
  const hashes = new Map<string, string>();
  const maker: Maker = createMaker(parts);

  const open = async ({ project, plan, engine, assetPath }: FilmOrder): Promise<Workshop> => {
    const pictures = createPictures({
      project,
      size: engineSize(project.size, plan.profile.multiple),
      hashes,
      read: (asset, keyframe, size) => parts.readPicture(assetPath(asset), keyframe, size),
    });
    const takes = await parts.takes(project.id);
    const bench = openWorkshop({
      project,
      plan,
      engine,
      pictures,
      cache: parts.cache,
      takes,
      now: parts.now,
    });
    for (const batch of plan.batches) {
      await bench.look(batch);
    }
    return bench;
  };

  const render = async (order: FilmOrder, options: RenderOptions = {}): Promise<RenderReport> => {
    const began = parts.now();
    const signal = options.signal ?? new AbortController().signal;
    const tell = options.events ?? (() => undefined);
    const bench = await open(order);
    const unpin = await parts.cache.pin(bench.keys());
    try {
      const ran = await run(order, bench, { ...options, signal, events: tell });
      const report = reportOf(order.plan, bench, ran, (parts.now() - began) / 1000, signal.aborted);
      const pinned = await parts.cache.pin(bench.keys());
      if (parts.cacheLimit !== null) {
        await parts.cache.trim(parts.cacheLimit);
      }
      await pinned();
      const { state, batches, kept, made, lost, seconds } = report;
      tell({ event: 'done', state, batches, kept, ran: made, lost, seconds });
      return report;
    } finally {
      await unpin();
    }
  };

  const run = async (order: FilmOrder, bench: Workshop, options: RunOptions): Promise<Ran> => {
    const { plan } = order;
    const ran: Ran = { kept: 0, failed: new Map(), notes: [], generations: 0 };
    const { signal } = options;
    const told = new Set<string>();
    const tell = (event: RenderEvent) => {
      // Every window of a lost segment fails; the segment is lost once.
      if (event.event === 'failed' && told.has(event.segment)) {
        return;
      }
      if (event.event === 'failed') {
        told.add(event.segment);
      }
      options.events(event);
    };
    await bench.record();
    const only = selected(plan, options.only ?? null);
    const again = options.take === 'new' ? plan.segments.filter(({ key }) => only.has(key)) : [];
    const todo = options.take === 'new' ? [] : needed(plan, bench, only);
    const kept = plan.batches.filter((batch) => bench.kept(batch));
    ran.kept = kept.length;
    const frames =
      todo.reduce((sum, batch) => sum + batch.generated, 0) +
      again.reduce((sum, { from, to }) => sum + generatedLength(to - from + 1, plan.profile.step), 0);
    const run = todo.length + again.length;
    tell({ event: 'plan', batches: plan.batches.length, kept: kept.length, run, frames });
    const state = (batches: readonly Batch[], now: 'kept' | 'queued') => {
      batches.forEach(({ index }) => {
        tell({ event: 'batch', index, state: now });
      });
    };
    state(kept, 'kept');
    state(todo, 'queued');

    const work = { maker, patience: parts.patience, log: parts.log, signal, tell };
    for (const segment of again) {
      const one = await retake(work, bench, segment);
      ran.generations += one.generations;
      ran.notes.push(...one.notes);
      if (one.failed !== null) {
        ran.failed.set(segment.key, one.failed);
      }
    }
    const queue = new PQueue({ concurrency: plan.profile.parallel });
    const finished = new Map<number, Promise<void>>();
    const make = async (batch: Batch) => {
      await finished.get(batch.dependsOn ?? -1);
      await queue.add(async () => {
        const whole = await recover(work, bench, batch);
        ran.generations += whole.generations;
        ran.notes.push(...whole.notes);
        whole.failed.forEach((lost, segment) => ran.failed.set(segment, lost));
      });
    };
    for (const batch of todo) {
      finished.set(batch.index, make(batch));
    }
    // All of them end before anything is said: nothing may still run when a render has failed.
    await Promise.allSettled(finished.values());
    await Promise.all(finished.values());
    return ran;
  };

  return {
    render,
    open: async (order) => openFilm(order, await open(order), parts.cache),
  };
}

interface RunOptions extends RenderOptions {
  readonly signal: AbortSignal;
  readonly events: (event: RenderEvent) => void;
}
