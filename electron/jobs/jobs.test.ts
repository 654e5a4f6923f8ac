import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Fault } from '../../shared/fault.ts';
import type { JobsEvent } from '../../shared/jobs/job.ts';
import { bundleForTest } from '../engines/testing/bundle.ts';
import { openRates, secondsLeft } from './eta.ts';
import { createJobs, type Work } from './jobs.ts';
import { openJournal } from './journal.ts';
import { isAlive, thisProcess } from './owner.ts';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'entracte-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

let ids = 0;
async function open(render: Work, now: () => number = Date.now) {
  const owner = await thisProcess();
  const rates = await openRates(path.join(dir, 'rates.json'));
  const journal = await openJournal(path.join(dir, 'jobs'), owner);
  const newId = () => `job${String(ids++)}`;
  return createJobs({ journal, owner, rates, work: { render }, sideBySide: 1, newId, now });
}
const order = { kind: 'render', title: 'Film', project: 'p', input: { film: 1 } } as const;

/** Work that ends when it is told to, or is cancelled. */
function gate() {
  let go: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    go = resolve;
  });
  const work: Work = async (_, { signal }) => {
    const cancelled = new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        reject(new Error('cancelled'));
      });
    });
    await Promise.race([opened, cancelled]);
    return null;
  };
  return { work, go };
}

describe('a job', () => {
  it('runs with its input, tells phases and counts, and ends with what it made', async () => {
    const result = { media: 'm1', name: 'film.mp4', bytes: 12 };
    const jobs = await open((input, context) => {
      expect(input).toEqual({ film: 1 });
      context.progress({ phase: 'rendering', done: 3, total: 9, unit: 'frames' });
      context.note('Batch 1 was tried again.');
      return Promise.resolve(result);
    });
    const { id } = await jobs.start(order);
    const done = await jobs.finished(id);
    expect(done).toMatchObject({ state: 'done', result, notes: ['Batch 1 was tried again.'] });
    expect(done.progress).toMatchObject({ phase: 'rendering', done: 3, total: 9, part: null });
  });

  it('that fails says why and what to do, and can be tried again', async () => {
    let tries = 0;
    const jobs = await open(() =>
      tries++ === 0
        ? Promise.reject(new Fault('disk-full', 'The disk is full.', 'Free space.'))
        : Promise.resolve(null),
    );
    const first = await jobs.finished((await jobs.start(order)).id);
    expect(first).toMatchObject({ state: 'failed', fault: { code: 'disk-full', remedy: 'Free space.' } });
    const second = await jobs.finished((await jobs.retry(first.id)).id);
    expect(second.state).toBe('done');
  });

  it('waits for the one before it, and can be cancelled while it waits and while it runs', async () => {
    const { work } = gate();
    const jobs = await open(work);
    const [first, second] = [await jobs.start(order), await jobs.start(order)];
    await jobs.cancel(second.id);
    await jobs.cancel(first.id);
    expect(jobs.list().map((job) => job.state)).toEqual(['cancelled', 'cancelled']);
    await jobs.dismiss(first.id);
    expect(jobs.list()).toHaveLength(1);
  });

  it('is mirrored by a snapshot and patches without gaps; a slow listener gets the newest only', async () => {
    const { work, go } = gate();
    const jobs = await open(async (input, context) => {
      await work(input, context);
      for (let done = 1; done <= 500; done++) {
        context.progress({ phase: 'rendering', done, total: 500, unit: 'frames' });
      }
      return null;
    });
    const stop = new AbortController();
    const watching = jobs.watch(stop.signal);
    const seen: JobsEvent[] = [(await watching.next()).value as JobsEvent];
    const { id } = await jobs.start(order);
    go();
    await jobs.finished(id);
    seen.push((await watching.next()).value as JobsEvent);
    stop.abort();
    expect(seen[0]).toEqual({ kind: 'snapshot', seq: 0, jobs: [] });
    expect(seen[1]).toMatchObject({ kind: 'job', seq: 1, job: { state: 'done', progress: { done: 500 } } });
    expect((await watching.next()).done).toBe(true);
  });
});

describe('after a crash', () => {
  it('a job of a killed program is adopted by exactly one of those that find it, and done once', async () => {
    const script = await bundleForTest('jobOwner');
    const child = spawn(process.execPath, [script, dir, 'start'], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    const early = await open(() => Promise.resolve(null));
    expect(await early.recover()).toHaveLength(0);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const finders = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const finder = spawn(process.execPath, [script, dir, 'adopt'], {
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        let said = '';
        finder.stdout.on('data', (text: Buffer) => {
          said += text.toString();
        });
        await once(finder, 'close');
        return said;
      }),
    );
    expect(finders.filter((said) => said.includes('adopted 1'))).toHaveLength(1);
    expect(finders.join('').match(/running/g)).toHaveLength(1);
    expect(await early.recover()).toHaveLength(0);
  });

  it('a job that ended the program three times is left alone and says so', async () => {
    const owner = await thisProcess();
    const journal = await openJournal(path.join(dir, 'jobs'), owner);
    const jobs = await open(gate().work);
    const job = await jobs.start(order);
    await jobs.close();
    const gone = { pid: 2 ** 22 + 1, start: '1' };
    expect(await isAlive(gone)).toBe(false);
    await journal.write({ job: { ...job, state: 'running' }, input: null, owner: gone, attempt: 3 });
    const later = await open(() => Promise.reject(new Error('must not run')));
    await later.recover();
    expect(later.list()).toMatchObject([{ state: 'failed', ended: expect.any(Number) as number }]);
    expect((await journal.ended())[0]?.job).toMatchObject({
      state: 'failed',
      fault: { code: 'job-crashes' },
    });
  });

  it('another process with the same number is not taken for the owner', async () => {
    const owner = await thisProcess();
    expect(await isAlive(owner)).toBe(true);
    if (owner.start !== '') {
      expect(await isAlive({ ...owner, start: `${owner.start}9` })).toBe(false);
    }
  });
});

describe('the time left', () => {
  it('begins with what earlier runs took and follows this one as it goes on', () => {
    expect(secondsLeft(0, 100, 0, null)).toBeNull();
    expect(secondsLeft(0, 100, 0, 2)).toBe(200);
    expect(secondsLeft(50, 100, 50, null)).toBe(50);
    const late = secondsLeft(90, 100, 90, 2) ?? 0;
    expect(late).toBeGreaterThan(10);
    expect(late).toBeLessThan(12);
  });

  it('is known at the start of the next job', async () => {
    let time = 0;
    const work: Work = (_, { progress }) => {
      progress({ phase: 'rendering', done: 0, total: 10, unit: 'frames' });
      time += 20_000;
      progress({ phase: 'rendering', done: 10, total: 10, unit: 'frames' });
      return Promise.resolve(null);
    };
    const jobs = await open(work, () => time);
    await jobs.finished((await jobs.start(order)).id);
    await jobs.close();
    const first = await open(
      (_, { progress }) => {
        progress({ phase: 'rendering', done: 0, total: 5, unit: 'frames' });
        return Promise.resolve(null);
      },
      () => time,
    );
    const { progress } = await first.finished((await first.start(order)).id);
    expect(progress?.left).toBe(10);
  });
});
