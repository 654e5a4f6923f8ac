import { availableParallelism } from 'node:os';
import { Fault } from '../../shared/fault.ts';
import { framesShowing, type CaptionStates, type PaintingPace } from '../../shared/captions/states.ts';
import { CrewMember, type Task } from './crew.ts';
import { mayLack } from './lacking.ts';
import type { Rectangle } from './layout.ts';
import type { Patch } from './painter.ts';
import type { CaptionJob, Done, Question } from './protocol.ts';

export interface PoolOptions {
  /** The worker's entry: dist/node/captionWorker.js. */
  readonly script: string;
  /** Folders with a fonts.json each: resources/fonts. */
  readonly fonts: readonly string[];
  /** One a core, if nothing else is said. */
  readonly workers?: number;
  /** States a batch. */
  readonly batch?: number;
  /** How long a worker may say nothing in a batch, in milliseconds, before it is taken for hung. */
  readonly silenceMs?: number;
}

/** Starting another thread takes as much time as painting so many states. */
const worthAThread = 60;

/** States a batch of one thread that has time. */
const steadyBatch = 2;

/** A state's picture; null for one that shows nothing. */
export interface Painted {
  /** Its place in the states. */
  readonly state: number;
  readonly patch: Patch | null;
}

/**
 * Worker threads that paint captions. A worker that dies is replaced and its batch is done again; a batch that fails twice is given
 * up, naming its frames. Several films may be painted at once; `close` ends the threads.
 */
export class CaptionPool {
  readonly #options: Required<PoolOptions>;
  readonly #idle: CrewMember[] = [];
  readonly #crew = new Set<CrewMember>();
  readonly #waiting: ((member: CrewMember | null) => void)[] = [];
  #jobs = 0;
  #closed = false;

  constructor(options: PoolOptions) {
    this.#options = { workers: availableParallelism(), batch: 6, silenceMs: 60_000, ...options };
  }

  /** The ids of the threads at work or waiting. */
  get threads(): readonly number[] {
    return [...this.#crew].map((member) => member.threadId);
  }

  /** Starts a thread before there is anything to paint, so that it has read its program by then. */
  start(): void {
    if (!this.#closed && this.#crew.size === 0) {
      this.#idle.push(this.#hire());
    }
  }

  /** Where every picture of a track lies, whatever its state; null for nothing at all. Throws as `paint`. */
  async bounds(what: CaptionJob, signal: AbortSignal): Promise<Rectangle | null> {
    const done = await this.#ask('bounds', what, signal);
    return done?.kind === 'bounds' ? done.bounds : null;
  }

  /** The letters of a track that no font has here, each once: they are painted as boxes. Throws as `paint`. */
  async lacking(what: CaptionJob, signal: AbortSignal): Promise<readonly string[]> {
    const done = mayLack(what.track) ? await this.#ask('lacking', what, signal) : undefined;
    return done?.kind === 'lacking' ? done.letters : [];
  }

  async #ask(asks: Question, what: CaptionJob, signal: AbortSignal): Promise<Done | undefined> {
    const job = (this.#jobs += 1);
    try {
      const asking = this.#batch({ job, what, asks }, () => 'the film', 1, signal);
      return await unlessAborted(asking, signal);
    } finally {
      this.#forget(job);
    }
  }

  /**
   * Paints every state once and yields them in order. No more than two batches a worker are painted ahead of what was taken, so that memory
   * stays flat, and at a steady pace one thread paints; leaving the loop early ends the painting. Throws 'captions-painting' with the film frames that could not be painted,
   * 'captions-closed', 'cancelled' within a batch of `signal`, or the painter's own Fault (fonts).
   */
  async *paint(
    what: CaptionJob,
    { states, runs }: CaptionStates,
    signal: AbortSignal,
    pace: PaintingPace = 'fast',
  ): AsyncGenerator<Painted> {
    const job = (this.#jobs += 1);
    const isSteady = pace === 'steady';
    const batch = isSteady ? Math.min(steadyBatch, this.#options.batch) : this.#options.batch;
    const workers = isSteady ? 1 : this.#options.workers;
    const stop = new AbortController();
    const either = AbortSignal.any([signal, stop.signal]);
    const ahead: Promise<Done>[] = [];
    const most = Math.min(workers, Math.max(1, Math.ceil(states.length / worthAThread)));
    try {
      for (let first = 0, next = 0; first < states.length; first += batch) {
        while (next < states.length && ahead.length < most * 2) {
          const task = { job, what, asks: states.slice(next, next + batch) };
          const painting = this.#batch(task, () => framesShowing(runs, next, batch), most, either);
          painting.catch(() => undefined);
          ahead.push(painting);
          next += batch;
        }
        const done = await unlessAborted(ahead.shift(), signal);
        const patches = done?.kind === 'painted' ? done.patches : [];
        for (const [i, patch] of patches.entries()) {
          if (signal.aborted) {
            throw cancelled();
          }
          yield { state: first + i, patch };
        }
      }
    } finally {
      stop.abort();
      await Promise.allSettled(ahead);
      this.#forget(job);
    }
  }

  /** Ends every thread; what is being painted fails with 'captions-closed'. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const waiter of this.#waiting.splice(0)) {
      waiter(null);
    }
    await Promise.all([...this.#crew].map((member) => member.close()));
    this.#crew.clear();
    this.#idle.length = 0;
  }

  async #batch(task: Task, frames: () => string, most: number, signal: AbortSignal): Promise<Done> {
    const named = frames();
    for (let attempt = 1; ; attempt++) {
      const member = await this.#take(most);
      try {
        if (signal.aborted) {
          throw cancelled();
        }
        return await member.work(task);
      } catch (error) {
        if (this.#closed) {
          throw closed();
        }
        if (signal.aborted || (error instanceof Fault && error.code !== 'unexpected')) {
          throw error;
        }
        if (attempt === 2) {
          const reason = error instanceof Error ? error.message : String(error);
          throw new Fault(
            'captions-painting',
            `The captions of ${named} could not be painted: ${reason}.`,
            'Look at the captions there: simplify or remove them, then export again.',
            error,
          );
        }
      } finally {
        this.#giveBack(member);
      }
    }
  }

  #forget(job: number): void {
    for (const member of this.#crew) {
      member.forget(job);
    }
  }

  /** A free thread, or a new one while there are fewer than `most`. */
  #take(most: number): Promise<CrewMember> {
    if (this.#closed) {
      return Promise.reject(closed());
    }
    const idle = this.#idle.pop();
    if (idle !== undefined && !idle.ended) {
      return Promise.resolve(idle);
    }
    if (idle !== undefined) {
      this.#crew.delete(idle);
    }
    if (this.#crew.size < most) {
      return Promise.resolve(this.#hire());
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push((member) => (member === null ? reject(closed()) : resolve(member)));
    });
  }

  #hire(): CrewMember {
    const { script, fonts, silenceMs } = this.#options;
    const member = new CrewMember(script, { fonts }, silenceMs);
    this.#crew.add(member);
    return member;
  }

  #giveBack(member: CrewMember): void {
    if (this.#closed) {
      return;
    }
    if (member.ended) {
      this.#crew.delete(member);
    }
    const waiter = this.#waiting.shift();
    if (waiter !== undefined) {
      waiter(member.ended ? this.#hire() : member);
    } else if (!member.ended) {
      this.#idle.push(member);
    }
  }
}

function unlessAborted<Result>(
  work: Promise<Result> | undefined,
  signal: AbortSignal,
): Promise<Result | undefined> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(cancelled());
    if (signal.aborted) {
      stop();
      return;
    }
    signal.addEventListener('abort', stop, { once: true });
    Promise.resolve(work)
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', stop));
  });
}

const cancelled = (): Fault =>
  new Fault('cancelled', 'Painting the captions was cancelled.', 'Start it again when wanted.');

const closed = (): Fault =>
  new Fault(
    'captions-closed',
    'The captions are no longer painted: the program is closing.',
    'Start the program again.',
  );
