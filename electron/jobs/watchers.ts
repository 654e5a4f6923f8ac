import type { Job, JobsEvent } from '../../shared/jobs/job.ts';

/** Hands changes of jobs to any number of listeners, each at its own pace. */
export interface Watchers {
  changed(job: Job): void;
  gone(id: string): void;
  /** A snapshot, then patches numbered without gaps, until `signal`. */
  watch(signal: AbortSignal | null): AsyncGenerator<JobsEvent, void>;
}

/**
 * A listener that falls behind gets only the newest state of a job: what waits for it is at most one patch a job,
 * however slow it is.
 */
export function createWatchers(snapshot: () => readonly Job[]): Watchers {
  interface Listener {
    readonly waiting: Map<string, Job | null>;
    wake: () => void;
  }
  const listeners = new Set<Listener>();
  const tell = (id: string, job: Job | null) => {
    for (const listener of listeners) {
      listener.waiting.set(id, job);
      listener.wake();
    }
  };

  async function* watch(signal: AbortSignal | null): AsyncGenerator<JobsEvent, void> {
    const listener: Listener = { waiting: new Map(), wake: () => undefined };
    const onAbort = () => {
      listener.wake();
    };
    listeners.add(listener);
    signal?.addEventListener('abort', onAbort);
    try {
      let seq = 0;
      yield { kind: 'snapshot', seq, jobs: [...snapshot()] };
      while (signal?.aborted !== true) {
        const next = listener.waiting.entries().next();
        if (next.done === true) {
          await new Promise<void>((resolve) => {
            listener.wake = resolve;
          });
          continue;
        }
        const [id, job] = next.value;
        listener.waiting.delete(id);
        seq += 1;
        yield job === null ? { kind: 'gone', seq, id } : { kind: 'job', seq, job };
      }
    } finally {
      listeners.delete(listener);
      signal?.removeEventListener('abort', onAbort);
    }
  }

  return {
    changed: (job) => {
      tell(job.id, job);
    },
    gone: (id) => {
      tell(id, null);
    },
    watch,
  };
}
