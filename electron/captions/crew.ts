import { Worker } from 'node:worker_threads';
import { faultFrom } from '../../shared/fault.ts';
import type { CaptionState } from '../../shared/captions/states.ts';
import type { CaptionJob, Done, FromWorker, Question, ToWorker, WorkerStart } from './protocol.ts';

/** What a worker is asked for: the pictures of states, or a question about the whole job. */
export interface Task {
  readonly job: number;
  readonly what: CaptionJob;
  readonly asks: readonly CaptionState[] | Question;
}

interface Open {
  readonly batch: number;
  readonly done: (done: Done) => void;
  readonly failed: (reason: Error) => void;
}

/** One worker thread and the batch it is at. Once it has ended it is never used again. */
export class CrewMember {
  readonly #worker: Worker;
  readonly #jobs = new Set<number>();
  readonly #silenceMs: number;
  #open: Open | null = null;
  #batches = 0;
  #ended = false;

  constructor(script: string, start: WorkerStart, silenceMs: number) {
    this.#silenceMs = silenceMs;
    this.#worker = new Worker(script, { workerData: start });
    this.#worker.on('message', (message: FromWorker) => this.#answer(message));
    this.#worker.on('error', (error) => this.#end(error));
    this.#worker.on('exit', (code) => this.#end(new Error(`the worker ended with code ${String(code)}`)));
    // Only a batch that is waited for keeps the program alive.
    this.#worker.unref();
  }

  get ended(): boolean {
    return this.#ended;
  }

  get threadId(): number {
    return this.#worker.threadId;
  }

  /** One task at a time. Rejects with the painter's Fault, or with the reason of the worker's end. */
  work({ job, what, asks }: Task): Promise<Done> {
    return new Promise((resolve, reject) => {
      if (this.#ended) {
        reject(new Error('the worker has ended'));
        return;
      }
      const silence = setTimeout(() => {
        this.#end(new Error(`the worker said nothing for ${String(this.#silenceMs / 1000)} s`));
        void this.#worker.terminate();
      }, this.#silenceMs);
      const over = () => {
        clearTimeout(silence);
        this.#open = null;
        this.#worker.unref();
      };
      this.#open = {
        batch: (this.#batches += 1),
        done: (done) => {
          over();
          resolve(done);
        },
        failed: (reason) => {
          over();
          reject(reason);
        },
      };
      this.#worker.ref();
      if (!this.#jobs.has(job)) {
        this.#jobs.add(job);
        this.#post({ kind: 'job', job, what });
      }
      const batch = this.#batches;
      this.#post(
        typeof asks === 'string' ? { kind: asks, job, batch } : { kind: 'paint', job, batch, states: asks },
      );
    });
  }

  forget(job: number): void {
    if (this.#jobs.delete(job) && !this.#ended) {
      this.#post({ kind: 'forget', job });
    }
  }

  async close(): Promise<void> {
    this.#end(new Error('the pool was closed'));
    await this.#worker.terminate();
  }

  #post(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  #answer(message: FromWorker): void {
    const open = this.#open;
    if (open === null || open.batch !== message.batch) {
      return;
    }
    if (message.kind === 'failed') {
      open.failed(faultFrom(message.fault));
    } else {
      open.done(message);
    }
  }

  #end(reason: Error): void {
    this.#ended = true;
    this.#open?.failed(reason);
  }
}
