import PQueue from 'p-queue';
import { Fault } from '../../shared/fault.ts';
import type { RenderEvent } from '../../shared/generation/events.ts';
import { generatedLength } from '../../shared/planner/constraints.ts';
import type { Batch, Plan } from '../../shared/planner/schema.ts';
import type { Keyframe, Project, Size } from '../../shared/project/schema.ts';
import type { Frame } from '../media/frame.ts';
import { assemble, type FilmFrame } from './assemble.ts';
import type { Cache } from './cache.ts';
import type { Costs } from './costs.ts';
import type { Engine, GenerationRequest } from './engine.ts';
import type { Results } from './film.ts';
import { createMaker, type Maker } from './maker.ts';
import { createPictures, cropped, engineSize } from './pictures.ts';
import type { Previews } from './previews.ts';
import { recover, type Patience } from './recover.ts';
import { prepare } from './request.ts';
import { guideFrameOf } from './guideFrames.ts';
import { retake } from './retake.ts';
import { reportOf, surveyOf, type Ran, type RenderReport, type Survey } from './report.ts';
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

/** One film to be rendered or looked at. */
export interface FilmOrder {
  readonly project: Project;
  readonly plan: Plan;
  readonly engine: Engine;
  /** Where the file of an asset lies. */
  readonly assetPath: (asset: string) => string;
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

/** A film as it stands. What a render makes meanwhile is seen after `look`. */
export interface OpenFilm {
  survey(): Survey;
  look(): Promise<void>;
  /** What the engine is given at a batch frame, exactly; mid-grey where it is given nothing, or not yet. */
  guideFrame(batch: number, at: number): Promise<Frame>;
  /** What the engine would be asked for a batch; null while a frame it needs as context is not made. */
  request(batch: number): Promise<GenerationRequest | null>;
  /** A film frame as it stands; null while nothing was made for it. */
  filmFrame(film: number): Promise<Frame | null>;
  /** The film in order, whole or from a film frame on (see `assemble`): of a report's results, or of `survey().results`. */
  frames(
    results: Results,
    unmade: 'placeholder' | 'missing',
    colourMatch?: boolean,
    from?: number,
  ): AsyncGenerator<FilmFrame, void>;
  /** Keeps what the film shows from being trimmed until the returned function is called. */
  pin(): Promise<() => Promise<void>>;
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
    open: async (order) => {
      const bench = await open(order);
      return {
        survey: () => surveyOf(order.plan, bench),
        look: async () => {
          for (const batch of order.plan.batches) {
            await bench.look(batch);
          }
        },
        guideFrame: (index, at) => guideFrameOf(order.plan, bench.film, index, at),
        request: async (index) => {
          const batch = order.plan.batches[index];
          return batch === undefined ? null : ((await prepare(bench.film, batch))?.request ?? null);
        },
        filmFrame: async (film) => {
          const source = bench.film.source(film);
          if (source.kind === 'keyframe') {
            return bench.film.pictures.film(source.keyframe);
          }
          const result = source.kind === 'result' ? await parts.cache.open(source.result) : null;
          return result === null || source.kind !== 'result'
            ? null
            : cropped(await result.frame(source.at), order.project.size);
        },
        frames: (results, unmade, colourMatch = false, from) =>
          assemble(
            { cache: parts.cache, picture: bench.film.pictures.film, unmade, colourMatch },
            order.project,
            order.plan,
            results,
            from,
          ),
        pin: () => parts.cache.pin(bench.keys()),
      };
    },
  };
}

interface RunOptions extends RenderOptions {
  readonly signal: AbortSignal;
  readonly events: (event: RenderEvent) => void;
}

/** Keys of the segments named; Fault `no-segment` for one the film does not have. */
function selected(plan: Plan, only: readonly (string | number)[] | null): ReadonlySet<string> {
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
function needed(plan: Plan, bench: Workshop, only: ReadonlySet<string>): readonly Batch[] {
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
