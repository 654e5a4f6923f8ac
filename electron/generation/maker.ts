import { faultData } from '../../shared/fault.ts';
import type { RenderEvent } from '../../shared/generation/events.ts';
import type { Batch } from '../../shared/planner/schema.ts';
import { attempt, type AttemptLimits } from './attempt.ts';
import type { Cache } from './cache.ts';
import type { Costs } from './costs.ts';
import { GenerationFailure } from './engine.ts';
import { batchFrameOf, filmFrameOf } from './film.ts';
import { fileFault } from '../media/fileFault.ts';
import type { Previews } from './previews.ts';
import { prepare, type Film, type Prepared } from './request.ts';

export interface MakeOrder {
  readonly film: Film;
  /** What is generated. */
  readonly batch: Batch;
  /** The planned batch it belongs to, in whose frames events are told. */
  readonly planned: Batch;
  readonly signal: AbortSignal;
  readonly tell: (event: RenderEvent) => void;
}

export interface Maker {
  /**
   * The key of the batch's result, made now unless it is there; null when its context frames are not. `ran` says
   * whether the engine worked for it. Rejects with GenerationFailure.
   */
  make(order: MakeOrder): Promise<{ readonly key: string; readonly ran: boolean } | null>;
}

export interface MakerParts {
  readonly cache: Cache;
  readonly previews: Previews;
  readonly costs: Costs;
  readonly patience: AttemptLimits;
  readonly now: () => number;
}

/** Makes batches, each once: who asks for a result that is being made waits for it. */
export function createMaker(parts: MakerParts): Maker {
  const making = new Map<string, Promise<void>>();
  /** What ran out of memory is never tried again as it is, as long as the program runs. */
  const tooLarge = new Map<string, GenerationFailure>();
  return {
    make: async (order) => {
      const prepared = await prepareOrRefuse(order);
      if (prepared === null) {
        return null;
      }
      const { key } = prepared;
      const other = making.get(key);
      if (other !== undefined) {
        await other.catch(() => undefined);
      }
      if (await parts.cache.has(key)) {
        return { key, ran: false };
      }
      const failed = tooLarge.get(key);
      if (failed !== undefined) {
        throw failed;
      }
      const made = generate(parts, order, prepared)
        .catch((error: unknown) => {
          if (error instanceof GenerationFailure && error.kind === 'outOfMemory') {
            tooLarge.set(key, error);
          }
          throw error;
        })
        .finally(() => making.delete(key));
      making.set(key, made);
      await made;
      return { key, ran: true };
    },
  };
}

/** A picture that cannot be read stops the batch as a wrong parameter would: no retry mends it. */
async function prepareOrRefuse({ film, batch }: MakeOrder): Promise<Prepared | null> {
  try {
    return await prepare(film, batch);
  } catch (error) {
    if (error instanceof GenerationFailure) {
      throw error;
    }
    const { message, remedy } = faultData(error);
    throw new GenerationFailure('refused', message, remedy, error);
  }
}

async function generate(parts: MakerParts, order: MakeOrder, prepared: Prepared): Promise<void> {
  const { film, batch, planned, tell } = order;
  const { cache, previews } = parts;
  const { engine } = film;
  const index = planned.index;
  const unpublished = await cache.begin(prepared.key).catch((error: unknown) => {
    throw diskFailure(error);
  });
  /** A frame again, from wherever it lies by then. */
  const again = async (at: number) =>
    (await unpublished.read(at).catch(() => null)) ??
    (await (await cache.open(prepared.key))?.frame(at)) ??
    null;
  const began = parts.now();
  try {
    await attempt(
      engine,
      prepared.request,
      {
        frame: (at, frame) => {
          const preview = previews.put(frame, () => again(at));
          const position = batchFrameOf(planned, at + batch.from - batch.context + 1);
          tell({ event: 'frame', batch: index, at: position, film: filmFrameOf(batch, at), preview });
          return unpublished.write(at, frame).catch((error: unknown) => {
            throw diskFailure(error);
          });
        },
        phase: (name, done, total) => {
          tell({ event: 'phase', batch: index, name, done, total });
        },
        preview: (at, picture) => {
          tell({ event: 'preview', batch: index, at, preview: previews.putPicture(picture) });
        },
        note: (segment, text) => {
          tell({ event: 'note', segment, text });
        },
      },
      order.signal,
      parts.patience,
    );
    const seconds = Math.max(0.001, (parts.now() - began) / 1000);
    const about = { engine: engine.id, label: engine.label, seconds, frames: batch.generated };
    await unpublished.publish(about).catch((error: unknown) => {
      throw diskFailure(error);
    });
    const { width, height } = prepared.request.size;
    await parts.costs.add({ engine: engine.id, width, height, frames: batch.generated, seconds });
  } catch (error) {
    await unpublished.discard();
    throw error;
  }
}

/** A disk that cannot take a result is nothing another try would mend. */
function diskFailure(error: unknown): GenerationFailure {
  const { message, remedy } = fileFault('A generated frame could not be kept', 'results', error);
  return new GenerationFailure('refused', message, remedy, error);
}
