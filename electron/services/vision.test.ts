import { mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { VisionHappened } from '../../shared/analysis/vision/contract.ts';
import { plainVisionSettings } from '../../shared/analysis/vision/settings.ts';
import { setSegments, together } from '../../shared/project/edits.ts';
import { emptyProject, type Project } from '../../shared/project/schema.ts';
import { words } from '../analysis/vision/fakeAnswers.ts';
import { FakeVision } from '../analysis/vision/fakeServer.ts';
import { createLetterPainter } from '../analysis/vision/strip.ts';
import { Fonts } from '../captions/fonts.ts';
import { openRates } from '../jobs/eta.ts';
import { openJournal } from '../jobs/journal.ts';
import { createJobs, type Jobs } from '../jobs/jobs.ts';
import { thisProcess } from '../jobs/owner.ts';
import { greyFrame } from '../media/frame.ts';
import { writePng } from '../media/images.ts';
import { openVisionDesk, type VisionDesk } from './vision.ts';

const fonts = [path.resolve('resources/fonts')];
const letters = new Fonts(fonts);
const paint = createLetterPainter(() => letters.familiesFor('Inter', '').letters);
const key = 'sk-very-secret';

let home: string;
let fake: FakeVision;
let desk: VisionDesk;
let jobs: Jobs;

/** Stands in for the system's keychain: not readable at sight. */
const cipher = {
  encrypt: (text: string) => Buffer.from(text).toString('base64'),
  decrypt: (text: string) => Buffer.from(text, 'base64').toString(),
};

const open = async () => {
  const owner = await thisProcess();
  desk = await openVisionDesk({
    data: path.join(home, 'data'),
    cache: path.join(home, 'cache'),
    fonts,
    cipher,
    assetFile: (_, asset) => Promise.resolve(path.join(home, `${asset}.png`)),
    request: fetch,
  });
  jobs = createJobs({
    journal: await openJournal(path.join(home, 'jobs'), owner),
    owner,
    rates: await openRates(null),
    work: { describe: desk.work },
    sideBySide: 1,
    newId: () => String(jobs.list().length + 1),
    now: () => Date.now(),
  });
};

beforeEach(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'entracte-words-'));
  await mkdir(path.join(home, 'data'));
  fake = await new FakeVision(paint, { key }).start();
  await open();
});
afterEach(async () => {
  await jobs.close();
  await fake.close();
  await rm(home, { recursive: true, force: true });
});

const greys = [40, 80, 120, 160, 200];

async function film(): Promise<Project> {
  let project = emptyProject('p1', 'Dawn', { width: 320, height: 192 });
  for (const [n, grey] of greys.entries()) {
    const asset = `a${String(n)}`;
    await writePng(greyFrame(320, 192, grey), path.join(home, `${asset}.png`), { fast: true });
    const facts = {
      name: asset,
      kind: 'image' as const,
      file: `${asset}.png`,
      width: 320,
      height: 192,
      bytes: 1,
    };
    project = {
      ...project,
      assets: { ...project.assets, [asset]: { ...facts, seconds: null } },
      keyframes: [
        ...project.keyframes,
        { id: `k${String(n)}`, frame: n * 20, asset, fit: 'crop', crop: null, hold: 1 },
      ],
    };
  }
  return project;
}

const said = (grey: number) => words({ colour: [grey, grey, grey] });
const settings = () => ({ ...plainVisionSettings, url: fake.url, model: 'fake-vision' });
const ready = async () => {
  await desk.save(settings());
  await desk.setKey(fake.url, key);
};

describe('words for a film', () => {
  it('says what would be sent and where to, sends exactly that, and suggests words for keyframes and segments', async () => {
    await ready();
    const project = await film();
    const chosen = { project, only: null, between: true };
    const before = await desk.preview(chosen);
    expect(before).toMatchObject({
      address: fake.url,
      local: true,
      frames: 5,
      cached: 0,
      pictures: 6,
      calls: 2,
    });
    expect(fake.calls).toHaveLength(0);
    const happened: VisionHappened['happened'][] = [];
    const watching = new AbortController();
    const watch = (async () => {
      for await (const { happened: one } of desk.watch(watching.signal)) {
        happened.push(one);
      }
    })();
    const { job } = await desk.start({ ...chosen, again: false }, jobs);
    expect(jobs.list().find(({ id }) => id === job)?.kind).toBe('describe');
    expect(await jobs.finished(job)).toMatchObject({
      state: 'done',
      progress: { done: 5, total: 5, unit: 'frames' },
      fault: null,
    });
    watching.abort();
    await watch;
    expect(fake.calls.map(({ pictures }) => pictures.length)).toEqual([3, 3]);
    expect(happened.at(-1)).toMatchObject({ kind: 'ended', stopped: null });
    expect(happened.filter(({ kind }) => kind === 'suggestion')).toHaveLength(9);

    // Another start of the program still knows them.
    await open();
    const suggestions = await desk.suggestions(project);
    expect(suggestions.filter(({ about }) => about.kind === 'frame').map(({ text }) => text)).toEqual(
      greys.map(said),
    );
    expect(suggestions.filter(({ about }) => about.kind === 'segment')).toHaveLength(4);
    expect(suggestions.find(({ about }) => about.kind === 'segment' && about.key === 'k1>k2')).toMatchObject({
      text: `It changes to ${said(120)}`,
      model: 'fake-vision',
      seen: 'both',
    });
    expect(await desk.preview(chosen)).toMatchObject({ cached: 5, calls: 0, pictures: 0 });
  });

  it('keeps the key to itself: not in settings, jobs, suggestions or what is shown', async () => {
    await ready();
    const project = await film();
    const { job } = await desk.start({ project, only: ['k0', 'k1'], between: false, again: false }, jobs);
    await jobs.finished(job);
    expect(JSON.stringify([desk.state(), jobs.list(), await desk.suggestions(project)])).not.toContain(key);
    for (const name of await readdir(home, { recursive: true, withFileTypes: true })) {
      if (name.isFile()) {
        expect((await readFile(path.join(name.parentPath, name.name))).includes(key)).toBe(false);
      }
    }
    await open();
    expect(desk.state()).toMatchObject({ hasKey: true, keepsKeys: true });
    await desk.setKey(fake.url, null);
    expect(desk.state().hasKey).toBe(false);
  });

  it('a suggestion goes when its picture is replaced, and stays when it moves', async () => {
    await ready();
    const project = await film();
    await jobs.finished((await desk.start({ project, only: null, between: true, again: false }, jobs)).job);
    const changed: Project = {
      ...project,
      keyframes: project.keyframes.map((one) =>
        one.id === 'k2' ? { ...one, asset: 'a0' } : { ...one, frame: one.frame * 2 },
      ),
    };
    const about = (await desk.suggestions(changed)).map(({ about: one }) =>
      one.kind === 'frame' ? one.keyframe : one.key,
    );
    expect(about).toEqual(['k0', 'k0>k1', 'k1', 'k3', 'k3>k4', 'k4'].sort((a, b) => order(a) - order(b)));
    // Accepting all of them is one edit.
    const accepted = (await desk.suggestions(project)).flatMap(({ about: one, text }) =>
      one.kind === 'segment' ? [setSegments([one.key], { prompt: text })] : [],
    );
    const { segments } = together('Accept suggestions', accepted).apply(project);
    expect(segments['k2>k3']?.prompt).toBe(`It changes to ${said(160)}`);
  });

  it('tests an endpoint before anything is saved, and says what is wrong in a sentence', async () => {
    expect(await desk.test({ settings: settings(), key })).toEqual({
      address: fake.url,
      models: ['fake-vision'],
      sight: 'reads',
      takes: 0,
    });
    await expect(desk.test({ settings: settings(), key: 'wrong' })).rejects.toMatchObject({
      code: 'vision-key',
    });
    const remote = { ...settings(), url: 'https://api.example.com/v1' };
    await expect(desk.test({ settings: remote, key })).rejects.toMatchObject({ code: 'vision-remote' });
    const plain = { ...settings(), url: 'http://example.com/v1', allowRemote: true };
    await expect(desk.test({ settings: plain, key })).rejects.toMatchObject({ code: 'vision-plain-key' });
    const gone = settings();
    await fake.close();
    await expect(desk.test({ settings: gone, key })).rejects.toMatchObject({
      code: 'vision-unreachable',
    });
  });
});

const order = (name: string) => Number(/\d/.exec(name)?.[0]) + (name.includes('>') ? 0.5 : 0);
