import type { VisionSettings } from '../../../shared/analysis/vision/settings.ts';
import type { Budget } from './budget.ts';
import type { Answer, CallOptions, Habits, VisionClient } from './client.ts';
import { estimate, learnTokens, mostTokens, reserveFor } from './estimate.ts';
import type { VisionMemory } from './memory.ts';
import type { Meter } from './meter.ts';
import { Trouble, type Form } from './trouble.ts';

/** The run goes no further, for a reason that is no fault of the frames: budget, a silent endpoint. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

export interface CallerParts {
  readonly client: VisionClient;
  readonly memory: VisionMemory;
  readonly budget: Budget;
  readonly meter: Meter;
  readonly settings: Pick<VisionSettings, 'patience'>;
  readonly signal: AbortSignal;
  /** Resolves after so many milliseconds, or rejects with the signal's reason. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<unknown>;
  readonly now: () => number;
  readonly random: () => number;
  readonly note: (text: string) => void;
}

/** Sends calls of one run: after the pauses the endpoint asked for, within the budget, and counted. */
export interface Caller {
  /** `pictures` are in it. Rejects with Trouble, Stopped, or the signal's reason. */
  send(pictures: number, call: (options: CallOptions) => Promise<Answer>): Promise<Answer>;
  /** Nobody sends before it is over; `tried` is how often the same was tried, `asked` what the endpoint said. */
  hold(tried: number, asked: number | null): void;
}

/** Calls in a row without any answer after which the endpoint is taken for dead. A batch of 32 is halved 5 times. */
const mostSilent = 8;

/** Milliseconds an endpoint may ask to wait; after more the run ends, and can be taken up again. */
const longestWait = 600_000;

/** How to ask an endpoint that does not know this form of request; null where nothing is left to leave out. */
function otherForm(form: Form | null, { schema, limit }: Habits): Partial<Habits> | null {
  if (form === 'schema' && schema) {
    return { schema: false };
  }
  if (form === 'limit' && limit !== 'none') {
    return { limit: limit === 'max_tokens' ? 'max_completion_tokens' : 'none' };
  }
  return null;
}

export function createCaller(parts: CallerParts): Caller {
  const { client, memory, budget, meter, signal, now } = parts;
  const { label } = client.address;
  let pause: Promise<unknown> = Promise.resolve();
  let silent = 0;

  const counted = (
    pictures: number,
    sent: number,
    answer: Answer | null,
    tokens: ReturnType<typeof estimate>,
  ) => {
    meter.call({
      pictures,
      seconds: (now() - sent) / 1000,
      answered: answer !== null,
      usage: tokens,
      estimated: answer !== null && answer.usage === null,
    });
  };

  const failed = (error: unknown) => {
    const mute = error instanceof Trouble && (error.kind === 'silent' || error.kind === 'gone');
    silent = mute ? silent + 1 : 0;
    if (mute && silent >= mostSilent) {
      throw new Stopped(`${error.message} That was ${String(silent)} times in a row.`);
    }
  };

  const send: Caller['send'] = async (pictures, call) => {
    await pause;
    signal.throwIfAborted();
    const { schema, limit, tokens } = memory.get(label, client.model);
    const reserved = await budget.reserve(reserveFor(pictures, tokens), signal);
    if (reserved === null) {
      throw new Stopped('The budget of this run is used up.');
    }
    const thought = estimate(pictures, tokens);
    const sent = now();
    try {
      const answer = await call({
        most: mostTokens(pictures),
        habits: { schema, limit },
        patience: parts.settings.patience * 1000,
        signal,
      });
      silent = 0;
      const usage = answer.usage ?? thought;
      reserved.settle(usage.input + usage.output);
      counted(pictures, sent, answer, usage);
      if (answer.usage !== null) {
        memory.change(label, client.model, { tokens: learnTokens(tokens, pictures, answer.usage) });
      }
      return answer;
    } catch (error) {
      // Nobody says whether an endpoint counts what it did not answer in time: its question is taken as counted.
      reserved.settle(error instanceof Trouble && error.kind === 'silent' ? thought.input : 0);
      counted(pictures, sent, null, thought);
      signal.throwIfAborted();
      failed(error);
      const other = error instanceof Trouble ? otherForm(error.form, { schema, limit }) : null;
      if (other === null) {
        throw error;
      }
      memory.change(label, client.model, other);
    }
    return send(pictures, call);
  };

  return {
    send,
    hold: (tried, asked) => {
      if (asked !== null && asked > longestWait) {
        throw new Stopped(`${label} asks to wait for ${String(Math.ceil(asked / 60_000))} minutes.`);
      }
      // Full jitter over a doubling window: AWS Architecture Blog, "Exponential Backoff And Jitter" (2015).
      const backoff = 500 + parts.random() * Math.min(30_000, 1000 * 2 ** tried);
      const time = asked ?? backoff;
      meter.wait();
      parts.note(`${label} is busy: waiting ${(time / 1000).toFixed(1)} s.`);
      const wait = parts.wait(time, signal);
      wait.catch(() => undefined);
      pause = Promise.all([pause, wait]);
      pause.catch(() => undefined);
    },
  };
}
