import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { UpscaleReport } from '../../shared/upscale/schema.ts';
import { createResults } from '../film/results.ts';
import { openRates } from '../jobs/eta.ts';
import { createJobs, type Jobs } from '../jobs/jobs.ts';
import { openJournal } from '../jobs/journal.ts';
import { thisProcess } from '../jobs/owner.ts';
import type { FilmRequest, Upscaling } from './upscale.ts';
import { createUpscaleJobs } from './upscaleJobs.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'entracte-upscale-jobs-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const at = (name: string) => path.join(folder, name);
const never = new AbortController().signal;
const of = { project: 'p', asset: 'a', name: 'holiday.mp4' };
const asked = {
  file: '/videos/holiday.mp4',
  scale: 2,
  model: 'esrgan-slim-2x',
  duplicates: 'exact',
} as const;

/** A program whose films hold what they are called; `delay` keeps the first from being done. */
async function program(delay: Promise<unknown> = Promise.resolve()) {
  const film = async ({ output }: FilmRequest): Promise<UpscaleReport> => {
    await delay;
    await writeFile(output, path.basename(output));
    const counts = { frames: 3, distinct: 2, inferred: 2, known: 0, seconds: 1, wrong: 0 };
    return { ...counts, width: 64, height: 48, bytes: 9, first: [] };
  };
  const source = { video: { width: 32, height: 24 }, times: [0, 4800, 9600] };
  const sourceOf = (() => Promise.resolve(source)) as unknown as Upscaling['sourceOf'];
  const results = createResults();
  const owner = await thisProcess();
  const upscaled = createUpscaleJobs({ film, sourceOf }, at('films'), (job) =>
    jobs.list().some(({ id, ended }) => id === job && ended === null),
  );
  let ids = 0;
  const jobs: Jobs = createJobs({
    ...{ owner, sideBySide: 1, now: Date.now, newId: () => `${String(Date.now())}-${String(ids++)}` },
    ...{ journal: await openJournal(at('jobs'), owner), rates: await openRates(null) },
    ...{ work: { upscale: upscaled.work(results.add) }, recall: upscaled.recall(results.add) },
  });
  return { jobs, upscaled, results };
}

test('two queued upscalings of one video have two names', async () => {
  let go: () => void = () => undefined;
  const { jobs, upscaled } = await program(new Promise<void>((resolve) => (go = resolve)));
  const started = await Promise.all([1, 2, 3].map(() => upscaled.start(jobs, asked, of)));
  const names = ['holiday 2x.mp4', 'holiday 2x 2.mp4', 'holiday 2x 3.mp4'];
  // Who asks first is served first; here they ask at once.
  const titles = started.map(({ title }) => title);
  expect(titles.toSorted()).toEqual(names.map((name) => `Upscale ${name}`).toSorted());
  go();
  const done = await Promise.all(started.map(({ id }) => jobs.finished(id)));
  expect(done.map(({ result }) => `Upscale ${result?.name ?? ''}`)).toEqual(titles);
});

test('one that is done once more takes no film away', async () => {
  const { jobs, upscaled } = await program();
  const first = await upscaled.start(jobs, asked, of);
  await jobs.finished(first.id);
  const again = await jobs.retry(first.id);
  expect((await jobs.finished(again.id)).result?.name).toBe('holiday 2x 2.mp4');
});

test('what was upscaled before the program ended is listed, served and compared again, until it is removed', async () => {
  const before = await program();
  const { id } = await before.upscaled.start(before.jobs, asked, of);
  await before.jobs.finished(id);
  const gone = await before.upscaled.start(before.jobs, asked, of);
  const lost = (await before.jobs.finished(gone.id)).result?.name ?? '';
  await before.jobs.close();
  await rm(path.join(at('films'), lost));

  const { jobs, upscaled, results } = await program();
  await jobs.recover();
  const [listed, ...others] = jobs.list();
  expect(others).toEqual([]);
  expect(listed).toMatchObject({ id, state: 'done', result: { name: 'holiday 2x.mp4' } });
  expect(results.find(listed?.result?.media ?? '')?.file).toBe(path.join(at('films'), 'holiday 2x.mp4'));
  expect(await upscaled.compared(id, never)).toMatchObject({ asset: 'a', width: 64, times: [0, 0.04, 0.08] });

  await jobs.dismiss(id);
  await jobs.close();
  const later = await program();
  await later.jobs.recover();
  expect(later.jobs.list()).toEqual([]);
});
