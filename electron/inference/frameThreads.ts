import { Worker } from 'node:worker_threads';
import type { SharedPair } from '../interpolation/index.ts';
import type { FromThread, Handed, ThreadStart, ToThread } from './threadProtocol.ts';

export interface FrameThreadsOptions {
  /** The entry of a thread: frameThread.js beside the child's own file. */
  readonly script: URL;
  readonly count: number;
  /** How long they are kept without a pair, in milliseconds. */
  readonly idleMs?: number;
}

interface Job {
  readonly t: number;
  readonly out: Handed;
  readonly resolve: (made: Handed | null) => void;
}

interface Thread {
  readonly worker: Worker;
  /** 'starting', 'free', or the frame it makes. */
  state: 'starting' | 'free' | Job;
}

/**
 * Threads that make the in-betweens of one pair at a time, each with its own kernels. Frames that they cannot make,
 * for whatever reason, come back as null: the caller makes those itself. A thread that ends is replaced at the next
 * pair; once one could not be started at all, none is tried again.
 */
export class FrameThreads {
  readonly #script: URL;
  readonly #count: number;
  readonly #idleMs: number;
  readonly #threads = new Set<Thread>();
  readonly #queue: Job[] = [];
  #unusable = false;
  #idle: NodeJS.Timeout | undefined;

  constructor({ script, count, idleMs = 15_000 }: FrameThreadsOptions) {
    this.#script = script;
    this.#count = count;
    this.#idleMs = idleMs;
  }

  /** How many run or are starting. */
  get running(): number {
    return this.#threads.size;
  }

  /** Starts those that do not run yet; they compile the kernels while the caller goes on. */
  start(kernels: Uint8Array): void {
    clearTimeout(this.#idle);
    while (!this.#unusable && this.#threads.size < this.#count) {
      this.#add(kernels);
    }
  }

  /** Hands the pair to every thread. */
  take(pair: SharedPair): void {
    this.#tell({ kind: 'pair', pair });
  }

  /**
   * Makes the picture at t of the pair into `out`, whose memory is the threads' until it comes back, in the order
   * asked for. Resolves with null when the thread that had it was lost or failed, or when there is none.
   */
  make(t: number, out: Handed): Promise<Handed | null> {
    return new Promise((resolve) => {
      this.#queue.push({ t, out, resolve });
      this.#deal();
    });
  }

  /** Lets go of the pair and of frames not begun; the threads stay for a while. */
  release(): void {
    this.#giveUp();
    this.#tell({ kind: 'pair', pair: null });
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => void this.close(), this.#idleMs);
    this.#idle.unref();
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    clearTimeout(this.#idle);
    this.#giveUp();
    const ended = [...this.#threads].map(({ worker }) => worker.terminate());
    await Promise.all(ended);
  }

  #add(kernels: Uint8Array): void {
    let worker: Worker;
    try {
      worker = new Worker(this.#script, { workerData: { kernels } satisfies ThreadStart });
    } catch {
      this.#unusable = true;
      return;
    }
    const thread: Thread = { worker, state: 'starting' };
    this.#threads.add(thread);
    worker.on('message', (message: FromThread) => this.#hear(thread, message));
    // What it says is of no use here: `exit` follows, and its frame is made elsewhere.
    worker.on('error', () => undefined);
    worker.on('exit', (code) => {
      this.#threads.delete(thread);
      const { state } = thread;
      if (state === 'starting') {
        this.#unusable ||= code !== 0;
      } else if (state !== 'free') {
        state.resolve(null);
      }
      if (this.#threads.size === 0) {
        this.#giveUp();
      }
    });
  }

  #hear(thread: Thread, message: FromThread): void {
    const { state } = thread;
    thread.state = 'free';
    if (typeof state === 'object') {
      state.resolve(message.kind === 'made' ? message.out : null);
    }
    this.#deal();
  }

  #deal(): void {
    for (const thread of this.#threads) {
      const job = thread.state === 'free' ? this.#queue.shift() : undefined;
      if (job !== undefined) {
        thread.state = job;
        const message: ToThread = { kind: 'frame', t: job.t, out: job.out };
        thread.worker.postMessage(message, [job.out.buffer]);
      }
    }
    if (this.#threads.size === 0) {
      this.#giveUp();
    }
  }

  #tell(message: ToThread): void {
    for (const { worker } of this.#threads) {
      worker.postMessage(message);
    }
  }

  #giveUp(): void {
    for (const { resolve } of this.#queue.splice(0)) {
      resolve(null);
    }
  }
}
