import { describe, expect, it } from 'vitest';
import type { Job } from '../../shared/jobs/job.ts';
import { foremost, latest, mirrored, type JobsState } from './jobs.ts';

const job = (id: string, state: Job['state']): Job => ({
  id,
  kind: 'render',
  project: null,
  title: id,
  state,
  progress: null,
  notes: [],
  fault: null,
  result: null,
  started: 0,
  ended: null,
});
const start: JobsState = { seq: 4, jobs: [job('a', 'running')] };

describe('the mirror of the jobs', () => {
  it('takes patches in order', () => {
    const next = mirrored(start, { kind: 'job', seq: 5, job: job('a', 'done') });
    expect(next?.jobs[0]?.state).toBe('done');
    expect(mirrored(start, { kind: 'gone', seq: 5, id: 'a' })?.jobs).toEqual([]);
  });

  it('asks again when a patch is missing', () => {
    expect(mirrored(start, { kind: 'job', seq: 7, job: job('b', 'queued') })).toBeNull();
    expect(mirrored({ seq: null, jobs: [] }, { kind: 'gone', seq: 1, id: 'a' })).toBeNull();
  });

  it('ignores a patch it has seen', () => {
    expect(mirrored(start, { kind: 'gone', seq: 4, id: 'a' })).toBe(start);
  });

  it('shows the running job before the waiting ones', () => {
    expect(foremost([job('a', 'done'), job('b', 'queued'), job('c', 'running')])?.id).toBe('c');
    expect(foremost([job('a', 'done')])).toBeNull();
  });

  it('tells how the last one ended, but of those before the screen was opened only that one failed', () => {
    const ended = (id: string, state: Job['state'], at: number) => ({ ...job(id, state), ended: at });
    const recalled = ended('recalled', 'done', 90);
    expect(latest([recalled], 100)).toBeNull();
    expect(latest([recalled, ended('a', 'done', 110), ended('b', 'cancelled', 120)], 100)?.id).toBe('b');
    expect(latest([recalled, ended('c', 'failed', 80)], 100)?.id).toBe('c');
    expect(latest([ended('a', 'done', 110), job('d', 'running')], 100)?.id).toBe('d');
  });
});
