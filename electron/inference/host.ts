import { setTimeout as wait } from 'node:timers/promises';
import { Fault } from '../../shared/fault.ts';
import type { ChildExit, ChildPort, SpawnChild } from './childPort.ts';
import { cancelled, exchange, faultOfExit } from './exchange.ts';
import type { Call } from './protocol.ts';

export interface HostOptions {
  /** The child's entry: dist/node/inference.js. */
  readonly script: string;
  readonly spawn: SpawnChild;
  /** How long the child is kept without work, in milliseconds. */
  readonly idleMs?: number;
  /** How long it may take to start. */
  readonly startMs?: number;
}

export interface RunOptions<Item> {
  readonly signal: AbortSignal;
  /** Items that stream while the child works; it waits while two are not dealt with. */
  readonly onItem?: (item: Item) => void | Promise<void>;
  /** How long the child may say nothing, in milliseconds, before it is ended as hung. */
  readonly silenceMs?: number;
}

interface Job {
  readonly call: string;
  readonly input: unknown;
  readonly signal: AbortSignal;
  readonly onItem: (item: unknown) => void | Promise<void>;
  readonly silenceMs: number;
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: unknown) => void;
}

const FIRST_WAIT = 100;
const LONGEST_WAIT = 5000;

/**
 * The child process for native and heavy computation. It is started when there is work, does one request at a time in
 * the order they came, and is killed on cancel, on a hang, when idle and on `close`. However it ends, only the request
 * it worked on fails: with a Fault 'inference-lost', 'inference-out-of-memory', 'inference-silent', 'inference-start',
 * 'cancelled', 'inference-closed' or the child's own. Nothing is tried again here: that is the caller's decision.
 */
export class InferenceHost {
  readonly #script: string;
  readonly #spawn: SpawnChild;
  readonly #idleMs: number;
  readonly #startMs: number;
  readonly #queue: Job[] = [];
  readonly #closing = new AbortController();
  #working: Promise<void> | null = null;
  #child: ChildPort | null = null;
  #idle: NodeJS.Timeout | undefined;
  /** The end of the last child that was let go of. */
  #ended: Promise<unknown> = Promise.resolve();
  #requests = 0;
  /** Ends in a row that nobody asked for. */
  #losses = 0;
  #killedBySystem = false;

  constructor({ script, spawn, idleMs = 60_000, startMs = 20_000 }: HostOptions) {
    this.#script = script;
    this.#spawn = spawn;
    this.#idleMs = idleMs;
    this.#startMs = startMs;
  }

  /** The running child's process id, or null. */
  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** Asks the child for one thing. Within a second of `signal` it rejects with 'cancelled' and the child is gone. */
  run<Input, Item, Output>(
    { name }: Call<Input, Item, Output>,
    input: Input,
    { signal, onItem = () => undefined, silenceMs = 60_000 }: RunOptions<Item>,
  ): Promise<Output> {
    return new Promise<Output>((resolve, reject) => {
      if (this.#closing.signal.aborted) {
        reject(closed());
        return;
      }
      const leave = () => {
        const place = this.#queue.indexOf(job);
        if (place >= 0) {
          this.#queue.splice(place, 1);
          job.reject(cancelled());
        }
      };
      const done = () => signal.removeEventListener('abort', leave);
      const job: Job = {
        call: name,
        input,
        signal,
        silenceMs,
        // Both ends of a Call are one source: what comes back has its types.
        onItem: (item) => onItem(item as Item),
        resolve: (output) => {
          done();
          resolve(output as Output);
        },
        reject: (error) => {
          done();
          reject(error as Error);
        },
      };
      this.#queue.push(job);
      signal.addEventListener('abort', leave, { once: true });
      if (signal.aborted) {
        leave();
      }
      this.#working ??= this.#work();
    });
  }

  /** Ends the child and everything that waits for it. Resolves when the child is gone. */
  async close(): Promise<void> {
    this.#closing.abort();
    for (const job of this.#queue.splice(0)) {
      job.reject(closed());
    }
    await this.#working;
    await this.#end();
  }

  async #work(): Promise<void> {
    clearTimeout(this.#idle);
    for (let job = this.#queue.shift(); job !== undefined; job = this.#queue.shift()) {
      await this.#answer(job);
    }
    this.#working = null;
    this.#idle = setTimeout(() => void this.#end(), this.#idleMs);
    this.#idle.unref();
  }

  async #answer(job: Job): Promise<void> {
    const signal = AbortSignal.any([job.signal, this.#closing.signal]);
    try {
      const child = this.#child ?? (await this.#start(signal));
      const output = await exchange(child, { ...job, id: (this.#requests += 1), signal });
      this.#losses = 0;
      this.#killedBySystem = false;
      job.resolve(output);
    } catch (error) {
      job.reject(this.#judged(error));
    }
  }

  async #start(signal: AbortSignal): Promise<ChildPort> {
    if (this.#losses > 0) {
      const pause = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (this.#losses - 1));
      await wait(pause, undefined, { signal, ref: true });
    }
    signal.throwIfAborted();
    const child = this.#spawn(this.#script);
    this.#child = child;
    void child.exited.then(() => {
      if (this.#child === child) {
        this.#child = null;
      }
    });
    const late = new AbortController();
    const given = AbortSignal.any([signal, late.signal]);
    try {
      const ready = new Promise<'ready'>((resolve) => {
        child.listen(({ kind }) => {
          if (kind === 'ready') {
            resolve('ready');
          }
        });
      });
      const slow = wait(this.#startMs, 'slow' as const, { signal: given });
      const first = await Promise.race([ready, child.exited, slow]);
      if (first !== 'ready') {
        throw notStarted(first);
      }
      return child;
    } catch (error) {
      child.kill();
      await child.exited;
      if (!signal.aborted) {
        this.#losses += 1;
      }
      throw error;
    } finally {
      late.abort();
    }
  }

  #judged(error: unknown): unknown {
    if (this.#closing.signal.aborted) {
      return closed();
    }
    if (error instanceof Error) {
      const aborted = error.name === 'AbortError';
      if (error instanceof Fault && error.code === 'inference-silent') {
        this.#losses += 1;
      }
      return aborted ? cancelled() : error;
    }
    const exit = error as ChildExit;
    const fault = faultOfExit(exit, this.#killedBySystem);
    this.#losses += 1;
    this.#killedBySystem = exit.signal === 'SIGKILL';
    return fault;
  }

  /** The dying child is let go of at once, so that a request that comes meanwhile starts another. */
  async #end(): Promise<void> {
    clearTimeout(this.#idle);
    const child = this.#child;
    if (child !== null) {
      this.#child = null;
      child.kill();
      this.#ended = child.exited;
    }
    await this.#ended;
  }
}

const closed = (): Fault =>
  new Fault('inference-closed', 'The program is closing, so nothing more is computed.', 'Start it again.');

function notStarted(how: 'slow' | ChildExit): Fault {
  const why = how === 'slow' ? 'it did not answer' : (how.said.trim().split('\n').at(-1) ?? '');
  const cause = how === 'slow' ? undefined : new Error(how.said);
  return new Fault(
    'inference-start',
    `The process that computes frames could not be started${why === '' ? '' : `: ${why}`}.`,
    'Install the program again; from a checkout run `npm run build`.',
    cause,
  );
}
