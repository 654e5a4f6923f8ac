import PQueue from 'p-queue';
import type { VisionSettings } from '../../../shared/analysis/vision/settings.ts';
import type { FrameWords, VisionEvent, VisionReport } from '../../../shared/analysis/vision/words.ts';
import { createBudget } from './budget.ts';
import { createCaller, Stopped, type CallerParts } from './caller.ts';
import type { VisionClient } from './client.ts';
import { shotsOf, type VisionItem } from './item.ts';
import type { Looks } from './looks.ts';
import { createBatchSize, type VisionMemory } from './memory.ts';
import { createMeter } from './meter.ts';
import { describeShot } from './shot.ts';
import type { ShotParts } from './shotParts.ts';
import type { LetterPainter } from './strip.ts';
import type { WordCache } from './wordCache.ts';

export interface DescribeParts extends Pick<CallerParts, 'wait' | 'now' | 'random'> {
  readonly client: VisionClient;
  readonly settings: VisionSettings;
  readonly memory: VisionMemory;
  readonly cache: WordCache;
  readonly paint: LetterPainter;
  readonly looks: Looks;
}

export interface DescribeOrder {
  readonly items: readonly VisionItem[];
  /** Also what happens from each frame to the next of its shot: neighbours are then seen together. */
  readonly between: boolean;
  /** Frames that were given up before are asked for again. */
  readonly again: boolean;
}

/** Frames given up before anything has worked, after which an endpoint is not asked about the others. */
const mostLostUnproven = 3;

/** Pictures decoded or encoded at once. */
const encodingsAtOnce = 10;

/**
 * Describes frames in as few calls as possible: ceil(n/B) a shot, or ceil((n-1)/(B-1)) with `between`, for B pictures
 * a call. Every frame ends in exactly one state of FrameWords; what was described is kept, so that the next run asks
 * for the rest only. A cancelled run resolves too, its rest `left`. Rejects with a Fault where nothing helps:
 * vision-key, vision-credit, vision-model, vision-blind.
 *
 * Nothing is believed that was not proven: under each picture stands a code that is told nowhere else, and only an entry
 * that brings back the code of a picture is taken, as the entry of that picture.
 */
export async function describe(
  parts: DescribeParts,
  order: DescribeOrder,
  events: (event: VisionEvent) => void,
  signal: AbortSignal,
): Promise<VisionReport> {
  const { client, settings, memory } = parts;
  const { label } = client.address;
  const known = () => memory.get(label, client.model);
  const budget = createBudget(settings.budget);
  const meter = createMeter(settings, budget, parts.now);
  const note = (text: string) => {
    events({ kind: 'note', text });
  };
  const words = new Map<string, FrameWords>();
  const settle = (said: FrameWords, asked: boolean) => {
    words.set(said.id, said);
    meter.frame(said.state === 'described' ? (said.cached ? 'cached' : 'done') : 'failed', asked);
    events({ kind: 'frame', words: said });
  };
  const calls = new PQueue({ concurrency: callsAtOnce(known().sight, settings.calls) });
  const shot: ShotParts = {
    ...parts,
    order,
    signal,
    meter,
    note,
    settle,
    caller: createCaller({ ...parts, budget, meter, signal, note }),
    encodings: new PQueue({ concurrency: encodingsAtOnce }),
    size: createBatchSize(settings.batch, known(), (learned) => {
      memory.change(label, client.model, learned);
    }),
    inTurn: async (work) =>
      calls.add(async () => {
        try {
          return await work();
        } finally {
          // Until it is known whether the model sees anything, one call is enough to lose.
          calls.concurrency = callsAtOnce(known().sight, settings.calls);
          events({ kind: 'costs', costs: meter.costs() });
        }
      }),
    lostUnproven: (reason) => {
      lost += 1;
      if (lost >= mostLostUnproven) {
        throw new Stopped(`Nothing ${client.model} answered could be used. ${reason}`);
      }
    },
    ended: () => end !== null,
  };

  let lost = 0;
  let end: { readonly reason: string; readonly error: unknown } | null = null;
  meter.found(order.items.length);
  const shots = new PQueue({ concurrency: settings.calls * 2 });
  await Promise.all(
    shotsOf(order.items).map((items) =>
      shots.add(async () => {
        try {
          await describeShot(shot, items);
        } catch (error) {
          end ??= signal.aborted
            ? { reason: 'It was cancelled.', error: null }
            : error instanceof Stopped
              ? { reason: error.message, error: null }
              : { reason: '', error };
        }
      }),
    ),
  );
  await memory.settled();
  const ended = end as { readonly reason: string; readonly error: unknown } | null;
  meter.end();
  const costs = meter.costs();
  events({ kind: 'costs', costs });
  if (ended !== null && ended.error !== null) {
    throw ended.error;
  }
  const reason = ended?.reason ?? 'It was cancelled.';
  return {
    words: order.items.map(
      ({ id, frame, seconds }) => words.get(id) ?? { state: 'left', id, frame, seconds, reason },
    ),
    costs,
    stopped: ended?.reason ?? null,
  };
}

const callsAtOnce = (sight: string | null, wanted: number) => (sight === null ? 1 : wanted);
