import { setTimeout as sleep } from 'node:timers/promises';
import { faultData } from '../../shared/fault.ts';
import type { RenderEvent } from '../../shared/generation/events.ts';
import type { Batch } from '../../shared/planner/schema.ts';
import type { AttemptLimits } from './attempt.ts';
import { GenerationFailure } from './engine.ts';
import { interiorOf } from './film.ts';
import type { Maker } from './maker.ts';
import { segmentsIn, type Film } from './request.ts';
import { parted, shortened, withoutContext } from './split.ts';
import type { Made, Workshop } from './workshop.ts';

export interface Patience extends AttemptLimits {
  /** Seconds before the second, third... try of a batch; as many tries more as there are numbers. */
  readonly waits: readonly number[];
}

export interface RecoverOrder {
  readonly maker: Maker;
  readonly patience: Patience;
  readonly signal: AbortSignal;
  readonly tell: (event: RenderEvent) => void;
  readonly log: (line: string) => void;
}

/** One batch to be made whole, in the frames of the planned batch it stands for. */
export interface WholeOrder extends RecoverOrder {
  readonly film: Film;
  readonly batch: Batch;
  readonly planned: Batch;
  /** Called after each finished part, so that the next can go on from it. */
  readonly progress: (made: readonly Made[]) => void;
}

export interface Lost {
  readonly reason: string;
  readonly remedy: string;
}

export interface Whole {
  readonly made: readonly Made[];
  /** By segment, those that could not be made. */
  readonly failed: ReadonlyMap<string, Lost>;
  /** What happened on the way, in words. */
  readonly notes: readonly string[];
  /** Finished generations. */
  readonly generations: number;
  /** Something stands in that a later render should replace. */
  readonly makeshift: boolean;
  readonly cancelled: boolean;
}

/**
 * Makes a batch whatever happens: tries again what may pass, cuts what is too large for the engine's memory, and
 * finds by halving the one segment that always fails, so that only it is lost. Never rejects.
 */
export async function makeWhole(order: WholeOrder): Promise<Whole> {
  const { film, planned, tell, signal, maker, patience } = order;
  const made: Made[] = [];
  const failed = new Map<string, Lost>();
  const notes: string[] = [];
  let generations = 0;
  let makeshift = false;
  const name = `Batch ${String(planned.index + 1)}`;

  const lose = (batch: Batch, { reason, remedy }: Lost) => {
    for (const segment of segmentsIn(film, batch)) {
      failed.set(segment.key, failed.get(segment.key) ?? { reason, remedy });
    }
  };

  const again = async (batch: Batch, failure: GenerationFailure, tried: number, tries: number) => {
    const wait = failure.kind === 'outOfMemory' || tried >= tries ? undefined : patience.waits[tried];
    if (wait !== undefined) {
      tell({ event: 'retry', batch: planned.index, attempt: tried + 2, wait, reason: failure.message });
      notes.push(`${name} was tried again: ${failure.message}`);
      await sleep(wait * 1000, undefined, { signal }).catch(() => undefined);
      await work(batch, tries, tried + 1);
      return;
    }
    const memory = failure.kind === 'outOfMemory';
    const halves = parted(film, batch) ?? (memory ? shortened(film, batch) : null);
    if (halves === null) {
      lose(batch, { reason: failure.message, remedy: failure.remedy });
      return;
    }
    const at = halves[0].to;
    const atKeyframe = batch.anchors.some((anchor) => anchor.film === at);
    tell({ event: 'split', batch: planned.index, at: atKeyframe ? at : null, reason: failure.message });
    notes.push(`${name} was cut at frame ${String(at)}: ${failure.message}`);
    for (const half of halves) {
      await work(half, Math.min(tries, 1), 0);
    }
  };

  /** With the frames before it missing, a batch that begins at a keyframe is made from that alone. */
  const alone = async (batch: Batch, tries: number) => {
    const without = withoutContext(film, batch);
    if (without === null) {
      const reason = 'What it goes on from could not be made.';
      lose(batch, { reason, remedy: 'Render again when the part before it is there.' });
      return;
    }
    makeshift = true;
    notes.push(`${name} was made without the frames before it, which are missing.`);
    await work(without, tries, 0);
  };

  const work = async (batch: Batch, tries: number, tried: number): Promise<void> => {
    if (signal.aborted) {
      return;
    }
    try {
      const result = await maker.make({ film, batch, planned, signal, tell });
      if (result === null) {
        await alone(batch, tries);
        return;
      }
      generations += result.ran ? 1 : 0;
      made.push({ batch, key: result.key });
      order.progress(made);
    } catch (error) {
      const failure = asFailure(error);
      order.log(`${name}: ${failure.kind}: ${failure.message}`);
      if (failure.kind === 'refused') {
        lose(batch, { reason: failure.message, remedy: failure.remedy });
      } else if (failure.kind !== 'cancelled' && !signal.aborted) {
        await again(batch, failure, tried, tries);
      }
    }
  };

  await work(order.batch, patience.waits.length, 0);
  return { made, failed, notes, generations, makeshift, cancelled: signal.aborted };
}

/** Makes a planned batch and takes what came of it into the film. */
export async function recover(order: RecoverOrder, bench: Workshop, planned: Batch): Promise<Whole> {
  const { tell } = order;
  tell({ event: 'batch', index: planned.index, state: 'running' });
  const progress = (made: readonly Made[]) => {
    bench.progress(planned, made);
  };
  const whole = await makeWhole({ ...order, film: bench.film, batch: planned, planned, progress });
  await bench.deliver(planned, whole.made, whole.makeshift);
  if (whole.cancelled) {
    tell({ event: 'batch', index: planned.index, state: 'cancelled' });
    return whole;
  }
  const words = [...whole.failed].map(([key, lost]) => tellLost(bench, planned, key, lost, tell));
  tell({ event: 'batch', index: planned.index, state: words.length > 0 ? 'failed' : 'done' });
  return { ...whole, notes: [...whole.notes, ...words] };
}

function tellLost(
  bench: Workshop,
  planned: Batch,
  key: string,
  lost: Lost,
  tell: RecoverOrder['tell'],
): string {
  const segment = bench.film.segments.get(key);
  if (segment === undefined) {
    return lost.reason;
  }
  const { first, last } = interiorOf(segment);
  const frames = last - first + 1;
  tell({ event: 'failed', batch: planned.index, segment: key, from: first, to: last, frames, ...lost });
  return `Segment ${String(segment.index + 1)} failed, ${String(frames)} frames are a crossfade: ${lost.reason}`;
}

/** An engine's failure is one already; anything else (a full disk) is nothing a second try would mend. */
function asFailure(error: unknown): GenerationFailure {
  if (error instanceof GenerationFailure) {
    return error;
  }
  const { message, remedy } = faultData(error);
  return new GenerationFailure('refused', message, remedy, error);
}
