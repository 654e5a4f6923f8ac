import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Job, JobsEvent } from '../../shared/jobs/job.ts';

export interface JobsState {
  /** The number of the last patch; null until a snapshot came. */
  readonly seq: number | null;
  readonly jobs: readonly Job[];
}

/** The mirror after an event, or null where patches are missing and a snapshot must be asked for. */
export function mirrored(state: JobsState, event: JobsEvent): JobsState | null {
  if (event.kind === 'snapshot') {
    return { seq: event.seq, jobs: event.jobs };
  }
  if (state.seq === null || event.seq > state.seq + 1) {
    return null;
  }
  if (event.seq <= state.seq) {
    return state;
  }
  if (event.kind === 'gone') {
    return { seq: event.seq, jobs: state.jobs.filter(({ id }) => id !== event.id) };
  }
  const index = state.jobs.findIndex(({ id }) => id === event.job.id);
  const jobs = index < 0 ? [...state.jobs, event.job] : state.jobs.with(index, event.job);
  return { seq: event.seq, jobs };
}

export function createJobs(): StoreApi<JobsState> {
  return createStore<JobsState>(() => ({ seq: null, jobs: [] }));
}

export const isLive = (job: Job): boolean => job.state === 'queued' || job.state === 'running';

/** The job a person waits for: the running one, else the first in the queue. */
export function foremost(jobs: readonly Job[]): Job | null {
  return (
    jobs.find(({ state }) => state === 'running') ?? jobs.find(({ state }) => state === 'queued') ?? null
  );
}

/**
 * The job the status bar is about: the one a person waits for, else the one that ended last since this screen was opened
 * (`opened`, milliseconds of the epoch). One of before is only listed, unless it failed and nobody may have seen it.
 */
export function latest(jobs: readonly Job[], opened: number): Job | null {
  const ended = jobs.filter(
    (job) => !isLive(job) && (job.state === 'failed' || (job.ended ?? opened) >= opened),
  );
  return foremost(jobs) ?? ended.toSorted((a, b) => (b.ended ?? 0) - (a.ended ?? 0))[0] ?? null;
}
