import { Fault, faultData } from '../../shared/fault.ts';
import type { Job, JobsEvent, Progress } from '../../shared/jobs/job.ts';
import type { Rates } from './eta.ts';
import type { Journal, JobRecord } from './journal.ts';
import type { Owner } from './owner.ts';
import { createPaces } from './paces.ts';
import { createTurns } from './turns.ts';
import { createWatchers } from './watchers.ts';

/** Progress as work tells it; `left` null leaves the estimate to the rates of earlier runs. */
export type Step = Omit<Progress, 'left' | 'part'> & Partial<Pick<Progress, 'left' | 'part'>>;

export interface JobContext {
  readonly id: string;
  readonly signal: AbortSignal;
  /** 1 the first time, more after a crash. */
  readonly attempt: number;
  readonly progress: (step: Step) => void;
  /** What happened on the way, in words for the creator. */
  readonly note: (text: string) => void;
}

/** Does one kind of job. `input` is the plain JSON it was started with: after a crash it is called with it again. */
export type Work = (input: unknown, context: JobContext) => Promise<Job['result']>;

export interface Order {
  readonly kind: Job['kind'];
  readonly title: string;
  readonly project: string | null;
  readonly input: unknown;
}

export interface Jobs {
  start(order: Order): Promise<Job>;
  /** Resolves when the work has ended. */
  cancel(id: string): Promise<void>;
  /** The same order again, as a new job; Fault `job-unknown`. */
  retry(id: string): Promise<Job>;
  /** Forgets a job that ended. */
  dismiss(id: string): Promise<void>;
  list(): readonly Job[];
  /** The job when it has ended. */
  finished(id: string): Promise<Job>;
  watch(signal?: AbortSignal): AsyncGenerator<JobsEvent, void>;
  /** Takes over what a program that ended left unfinished, begins it again, and lists what `recall` says. Call once at the start. */
  recover(): Promise<readonly Job[]>;
  /** Cancels everything and waits for it. */
  close(): Promise<void>;
}

export interface JobsParts {
  readonly journal: Journal;
  readonly owner: Owner;
  readonly rates: Rates;
  readonly work: Readonly<Partial<Record<Job['kind'], Work>>>;
  /** Jobs of one kind side by side. */
  readonly sideBySide: number;
  readonly newId: () => string;
  readonly now: () => number;
  /** A job that ended in an earlier run of the program, as it is listed again; null is not. */
  readonly recall?: (record: JobRecord) => Promise<Job | null>;
}

interface Entry {
  record: JobRecord;
  readonly cancel: AbortController;
  readonly ended: Promise<void>;
}

/** Ended jobs kept on disk, for someone who looks what happened. */
const mostEnded = 50;

/** Begun this often, a job that always takes the program down with it is left alone. */
const mostAttempts = 3;

/** The queue of this machine. Jobs of one kind wait for each other; kinds do not. */
export function createJobs(parts: JobsParts): Jobs {
  const entries = new Map<string, Entry>();
  const turns = createTurns<Job['kind']>(parts.sideBySide);
  const list = () => [...entries.values()].map((entry) => entry.record.job);
  const watchers = createWatchers(list);

  const change = (entry: Entry, job: Partial<Job>) => {
    entry.record = { ...entry.record, job: { ...entry.record.job, ...job } };
    watchers.changed(entry.record.job);
  };

  const perform = async (entry: Entry) => {
    const { kind } = entry.record.job;
    const { signal } = entry.cancel;
    await turns.take(kind, signal);
    const paces = createPaces(kind, parts.rates, parts.now);
    try {
      if (signal.aborted) {
        change(entry, { state: 'cancelled' });
        return;
      }
      const work = parts.work[kind];
      if (work === undefined) {
        throw new Fault('job-kind', `Nothing here does "${kind}" jobs.`, 'Update Entracte.');
      }
      change(entry, { state: 'running' });
      await parts.journal.write(entry.record);
      const result = await work(entry.record.input, {
        id: entry.record.job.id,
        signal,
        attempt: entry.record.attempt,
        progress: (step) => {
          change(entry, { progress: { part: null, ...step, left: step.left ?? paces.left(step) } });
        },
        note: (text) => {
          change(entry, { notes: [...entry.record.job.notes, text] });
        },
      });
      paces.end();
      change(entry, signal.aborted ? { state: 'cancelled', result } : { state: 'done', result });
    } catch (error) {
      change(entry, signal.aborted ? { state: 'cancelled' } : { state: 'failed', fault: faultData(error) });
    } finally {
      turns.give(kind);
      change(entry, { ended: parts.now() });
      // With a full disk the job is over all the same; at the next start it is found unfinished and begun again.
      await parts.journal.write(entry.record).catch(() => undefined);
    }
  };

  const enter = (record: JobRecord): Entry => {
    let begin: () => void = () => undefined;
    const started = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const cancel = new AbortController();
    const entry: Entry = { record, cancel, ended: started.then(() => perform(entry)) };
    entries.set(record.job.id, entry);
    watchers.changed(record.job);
    begin();
    return entry;
  };

  const find = (id: string): Entry => {
    const entry = entries.get(id);
    if (entry === undefined) {
      throw new Fault('job-unknown', `There is no job ${id} here.`, 'Look at the list of jobs again.');
    }
    return entry;
  };

  const enterEnded = (record: JobRecord) => {
    entries.set(record.job.id, { record, cancel: new AbortController(), ended: Promise.resolve() });
    watchers.changed(record.job);
  };

  const start = async (order: Order) => {
    const { input, ...shown } = order;
    const job: Job = {
      ...shown,
      id: parts.newId(),
      state: 'queued',
      progress: null,
      notes: [],
      fault: null,
      result: null,
      started: parts.now(),
      ended: null,
    };
    const record = { job, input, owner: parts.owner, attempt: 1 };
    await parts.journal.write(record);
    return enter(record).record.job;
  };

  return {
    start,
    list,
    watch: (signal) => watchers.watch(signal ?? null),
    cancel: async (id) => {
      const entry = find(id);
      entry.cancel.abort();
      await entry.ended;
    },
    retry: (id) => {
      const { job, input } = find(id).record;
      return start({ kind: job.kind, title: job.title, project: job.project, input });
    },
    dismiss: async (id) => {
      if (find(id).record.job.ended !== null) {
        entries.delete(id);
        await parts.journal.remove(id);
        watchers.gone(id);
      }
    },
    finished: async (id) => {
      const entry = find(id);
      await entry.ended;
      return entry.record.job;
    },
    recover: async () => {
      const adopted = await parts.journal.adopt();
      for (const record of adopted) {
        if (record.attempt > mostAttempts) {
          const over = givenUp(record, parts.now());
          await parts.journal.write(over);
          enterEnded(over);
          continue;
        }
        const note =
          'The program ended while this ran; it was started again, and what was finished is not made twice.';
        const notes = [...record.job.notes, note];
        enter({ ...record, job: { ...record.job, state: 'queued', notes } });
      }
      const ended = await parts.journal.ended();
      for (const record of ended.slice(0, mostEnded).reverse()) {
        const job = entries.has(record.job.id) ? null : await parts.recall?.(record);
        if (job !== null && job !== undefined) {
          enterEnded({ ...record, job });
        }
      }
      for (const old of ended.slice(mostEnded)) {
        await parts.journal.remove(old.job.id);
      }
      return adopted.map((record) => record.job);
    },
    close: async () => {
      for (const entry of entries.values()) {
        entry.cancel.abort();
      }
      await Promise.all([...entries.values()].map((entry) => entry.ended));
      await parts.rates.close();
    },
  };
}

function givenUp(record: JobRecord, now: number): JobRecord {
  const fault = {
    code: 'job-crashes',
    message: `"${record.job.title}" ended the program ${String(record.attempt - 1)} times and was not begun again.`,
    remedy: 'Start it again by hand; if it ends the program once more, report it with the log.',
  };
  return { ...record, job: { ...record.job, state: 'failed', fault, ended: now } };
}
