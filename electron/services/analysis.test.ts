import { mkdtemp, readFile, rm, utimes } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { templates } from '../../shared/project/templates.ts';
import { testEye } from '../analysis/testing/eye.ts';
import { testFfmpeg } from '../export/testing/films.ts';
import { openRates } from '../jobs/eta.ts';
import { openJournal } from '../jobs/journal.ts';
import { createJobs, type Jobs } from '../jobs/jobs.ts';
import { thisProcess } from '../jobs/owner.ts';
import { probe } from '../media/probe.ts';
import { createInspect } from '../project/inspect.ts';
import { createProjectStore, type ProjectStore } from '../project/store.ts';
import { createAnalysis, type AnalysisService } from './analysis.ts';

const { ffmpeg, children } = await testFfmpeg();

let home: string;
let projects: ProjectStore;
let analysis: AnalysisService;
let jobs: Jobs;
let ids = 0;
/** ffmpeg commands that decode for statistics, as they were asked. */
const measured = () => ffmpeg.log.filter((line) => line.includes('scale=320:180')).length;

/** The program as after a start: nothing is remembered but what is on disk. */
async function open() {
  projects = createProjectStore({
    folders: {
      data: path.join(home, 'data'),
      documents: path.join(home, 'documents'),
      sample: path.resolve('resources/sample'),
      home: null,
    },
    templates: [...templates],
    inspect: createInspect((file) => probe(ffmpeg, file)),
    newId: () => `id${String(++ids)}`,
    now: () => Date.now(),
    repaired: () => undefined,
  });
  analysis = createAnalysis({
    ffmpeg: () => Promise.resolve(ffmpeg),
    eye: testEye,
    projects,
    folder: path.join(home, 'analyses'),
  });
  const owner = await thisProcess();
  jobs = createJobs({
    journal: await openJournal(path.join(home, 'jobs'), owner),
    owner,
    rates: await openRates(null),
    work: { analyse: analysis.work },
    sideBySide: 1,
    newId: () => `job${String(++ids)}`,
    now: () => Date.now(),
  });
}

beforeEach(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'entracte-analysis-'));
  await open();
});
afterEach(async () => {
  await jobs.close();
  await children.endAll();
  await rm(home, { recursive: true, force: true });
});

/** A project with a video of so many frames, whose colours turn around in the middle. */
async function film(frames: number) {
  const file = path.join(home, 'clip.mp4');
  const seconds = frames / 25;
  await ffmpeg.run({
    step: 'The test film could not be made',
    command: {
      inputs: [
        {
          source: { generated: `testsrc2=size=192x108:rate=25:duration=${String(seconds)}` },
          options: ['-f', 'lavfi'],
        },
      ],
      videoFilters: [`negate=enable=gte(t\\,${String(seconds / 2)})`],
      audioFilters: [],
      output: {
        target: { file },
        options: ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'],
      },
    },
    signal: null,
    progress: null,
  });
  const { project } = await projects.create('Film', 'wide');
  const { id } = await projects.importAsset(project.id, 'clip.mp4', await readFile(file));
  return { video: { project: project.id, asset: id, name: 'clip.mp4' }, project };
}

it('measures a video as one job however often it is asked for, keeps the result, and takes frames from it', async () => {
  const { video, project } = await film(60);
  const { job } = await analysis.start(video, jobs);
  expect((await analysis.start(video, jobs)).job).toBe(job);
  expect(await jobs.finished(job)).toMatchObject({
    state: 'done',
    progress: { done: 60, total: 60, unit: 'frames' },
  });
  const result = await analysis.result(job);
  expect(result.video).toMatchObject({ frames: 60, width: 192, height: 108 });
  expect(result.shots.map(({ from, to }) => [from, to])).toEqual([
    [0, 30],
    [30, 60],
  ]);
  const seconds = result.proposals.map((one) => one.seconds);
  expect(new Set(result.proposals.map(({ shot }) => shot)).size).toBe(2);
  const taken = await analysis.take({ ...video, seconds });
  for (const { id } of taken) {
    const file = await projects.assetPath(project.id, id);
    expect(await sharp(file ?? '').metadata()).toMatchObject({ width: 192, height: 108, format: 'png' });
  }
  const made = measured();
  // After another start of the program the file is not decoded again, until it changes.
  await open();
  const second = await analysis.start(video, jobs);
  expect(await jobs.finished(second.job)).toMatchObject({ state: 'done' });
  expect(await analysis.result(second.job)).toEqual(result);
  expect(measured()).toBe(made);
  const kept = (await projects.assetPath(project.id, video.asset)) ?? '';
  await utimes(kept, new Date(), new Date(Date.now() + 60_000));
  await open();
  const third = await analysis.start(video, jobs);
  await jobs.finished(third.job);
  expect(measured()).toBe(made + 1);
});

it('a cancelled job ends its ffmpeg and keeps nothing; the next one measures all of it', async () => {
  const { video } = await film(300);
  const { job } = await analysis.start(video, jobs);
  await expect
    .poll(() => jobs.list().find(({ id }) => id === job)?.progress?.done ?? 0, {
      timeout: 20_000,
      interval: 5,
    })
    .toBeGreaterThan(0);
  await jobs.cancel(job);
  expect(await jobs.finished(job)).toMatchObject({ state: 'cancelled' });
  await expect(analysis.result(job)).rejects.toMatchObject({ code: 'no-analysis' });
  const next = await analysis.start(video, jobs);
  expect(next.job).not.toBe(job);
  expect(await jobs.finished(next.job)).toMatchObject({ state: 'done' });
  expect((await analysis.result(next.job)).video.frames).toBe(300);
});

it('says that a video is not there', async () => {
  const { project } = await projects.create('Film', 'wide');
  await expect(
    analysis.start({ project: project.id, asset: 'gone', name: 'gone.mp4' }, jobs),
  ).rejects.toMatchObject({ code: 'no-file' });
  await expect(analysis.result('never')).rejects.toMatchObject({ code: 'no-analysis' });
});
