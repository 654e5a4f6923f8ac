import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Fault } from '../../shared/fault.ts';
import type { RenderEvent } from '../../shared/generation/events.ts';
import { planFilm } from '../../shared/planner/plan.ts';
import type { Project } from '../../shared/project/schema.ts';
import { plainSegment } from '../../shared/project/schema.ts';
import { createTestEngine } from '../engines/testing/engine.ts';
import type { Faults } from '../engines/testing/faults.ts';
import { filmOf, openStudio } from '../engines/testing/film.ts';
import { pictureOf } from '../engines/testing/pictures.ts';
import type { GenerationRequest } from './engine.ts';
import { pixelHash } from './contentKey.ts';
import type { RenderOptions, RunnerParts } from './runner.ts';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'entracte-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

interface Shoot extends RenderOptions {
  readonly faults?: Partial<Faults>;
  readonly pace?: number;
  readonly parts?: Partial<RunnerParts>;
}

/** Renders with a fresh engine in the test's folder, and says what happened and what the film shows. */
async function shoot(project: Project, { faults = {}, pace = 0, parts = {}, ...options }: Shoot = {}) {
  const studio = await openStudio(dir, parts);
  const begun: GenerationRequest[] = [];
  const events: RenderEvent[] = [];
  const engine = createTestEngine({
    faults,
    pace,
    log: (what, request) => {
      if (what === 'begins') {
        begun.push(request);
      }
    },
  });
  const order = studio.order(project, engine);
  const report = await studio.runner.render(order, {
    ...options,
    events: (event) => {
      events.push(event);
      options.events?.(event);
    },
  });
  const film = async (unmade: 'placeholder' | 'missing' = 'missing') => {
    const open = await studio.runner.open(order);
    const frames: { film: number; hash: string; from: string }[] = [];
    for await (const { film: at, frame, from } of open.frames(report.results, unmade)) {
      frames.push({ film: at, hash: pixelHash(frame), from: from.kind });
    }
    return frames;
  };
  const of = <E extends RenderEvent['event']>(event: E) =>
    events.filter((one): one is Extract<RenderEvent, { event: E }> => one.event === event);
  return { studio, order, report, events, of, begun, film };
}

describe('a render', () => {
  it('makes every batch once and shows the given pictures at their frames', async () => {
    const project = filmOf([0, 40, 80, 130, 150]);
    const { report, film, begun, order, of } = await shoot(project);
    expect(report.state).toBe('done');
    expect(begun).toHaveLength(order.plan.batches.length);
    const frames = await film();
    expect(frames.map((one) => one.film)).toEqual(Array.from({ length: 151 }, (_, i) => i));
    for (const { frame, asset } of project.keyframes) {
      expect(frames[frame]).toEqual({
        film: frame,
        hash: pixelHash(pictureOf(asset, project.size)),
        from: 'keyframe',
      });
    }
    const told = of('frame').flatMap((event) => event.film ?? []);
    expect(new Set(told).size).toBe(151);
  });

  it('makes nothing again, and a film moved, renamed or cut out of another makes nothing either', async () => {
    const project = filmOf([0, 40, 80, 130]);
    const first = await shoot(project);
    const again = await shoot(project);
    expect(again.begun).toHaveLength(0);
    expect(again.report.notes[0]).toBe('2 of 2 batches are kept.');
    const keyframes = project.keyframes.map((one) => ({
      ...one,
      id: `other${one.id}`,
      frame: one.frame + 10,
    }));
    const moved = await shoot({ ...project, id: 'other', name: 'Other', keyframes });
    expect(moved.begun).toHaveLength(0);
    expect((await moved.film()).map((one) => one.hash)).toEqual((await first.film()).map((one) => one.hash));
  });

  it('announces first what it will do, and makes only what a moved keyframe changes', async () => {
    const project = filmOf(Array.from({ length: 40 }, (_, i) => i * 20));
    const before = await shoot(project);
    const keyframes = project.keyframes.map((one, i) => (i === 7 ? { ...one, frame: one.frame + 3 } : one));
    const { begun, of, order } = await shoot({ ...project, keyframes });
    const plan = of('plan')[0];
    expect(plan?.run).toBe(begun.length);
    expect(plan?.kept).toBe(order.plan.batches.length - begun.length);
    expect(before.begun.length).toBeGreaterThan(5);
    expect(begun.map(({ batch }) => batch.from <= 143 && batch.to >= 140)).not.toContain(false);
    expect(begun.length).toBeLessThanOrEqual(2);
  });

  it('keeps what is made when the seed, the strategy or an unread field of others changes', async () => {
    const project = filmOf([0, 20, 40, 60]);
    await shoot(project);
    const separate = await shoot({ ...project, planning: { ...project.planning, strategy: 'separate' } });
    expect(separate.begun).toHaveLength(0);
    const prompt = { 'k1>k2': { ...plainSegment, prompt: 'a train' } };
    const one = await shoot({ ...project, segments: prompt });
    expect(one.begun.map(({ batch }) => batch.segments)).toEqual([['k1>k2']]);
    await expect(one.film()).resolves.toHaveLength(61);
  });

  it('hands a batch with context the frames the film shows before it, and makes it again when those change', async () => {
    const project = filmOf([0, 40, 80, 120], { context: 5, strategy: 'separate' });
    const first = await shoot(project);
    const second = first.begun[1];
    const shown = await first.film();
    for (let at = 0; at < 4; at++) {
      const given = await second?.guide(at);
      expect(given && pixelHash(given)).toBe(shown[36 + at]?.hash);
    }
    const reseeded = { ...project, segments: { 'k0>k1': { ...plainSegment, seed: 9 } } };
    expect((await shoot(reseeded)).begun.map(({ batch }) => batch.index)).toEqual([0, 1, 2]);
    expect((await shoot(project)).begun).toHaveLength(0);
  });

  it('makes windows of a gap that is too long, and an open end', async () => {
    const { film, begun, report } = await shoot(filmOf([5, 205], {}, 215));
    expect(report.state).toBe('done');
    expect(begun.length).toBeGreaterThan(2);
    expect((await film()).map((one) => one.film)).toEqual(Array.from({ length: 211 }, (_, i) => i + 5));
  });

  it('makes only the segments named, and says which frames are missing', async () => {
    const { begun, film } = await shoot(filmOf([0, 60, 120, 180]), { only: [1] });
    expect(begun.map(({ batch }) => batch.segments)).toEqual([['k1>k2']]);
    await expect(film()).rejects.toThrow('118 frames are missing (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, …)');
    await expect(film('placeholder')).resolves.toHaveLength(181);
  });

  it('needs no engine for a film of one picture, and holds nothing back of one with an end', async () => {
    const still = await shoot(filmOf([7]));
    expect(still.begun).toHaveLength(0);
    expect((await still.film()).map((one) => one.film)).toEqual([7]);
    const open = await shoot(filmOf([0], {}, 6));
    expect(open.begun[0]?.batch).toMatchObject({ wanted: 7, generated: 9 });
    expect(await open.film()).toHaveLength(7);
  });

  it('makes a transition that comes twice in a film once', async () => {
    const plain = filmOf([0, 20, 40, 60], { strategy: 'separate' });
    const keyframes = plain.keyframes.map((one, i) => ({ ...one, asset: `a${String(i % 2)}` }));
    const { begun, film } = await shoot({ ...plain, keyframes });
    expect(begun.map(({ batch }) => batch.index)).toEqual([0, 1]);
    const frames = await film();
    expect(frames[50]?.hash).toBe(frames[10]?.hash);
  });

  it('works on independent batches side by side as far as the engine allows', async () => {
    const project = filmOf([0, 60, 120, 180]);
    const studio = await openStudio(dir);
    let now = 0;
    let most = 0;
    const engine = createTestEngine({
      pace: 1,
      profile: { parallel: 3 },
      log: (what) => {
        now += what === 'begins' ? 1 : -1;
        most = Math.max(most, now);
      },
    });
    await studio.runner.render(studio.order(project, engine, planFilm(project, await engine.profile())));
    expect(most).toBe(3);
  });

  it('sizes the guide up to the engine and the film back, without scaling', async () => {
    const studio = await openStudio(dir);
    const project = { ...filmOf([0, 8]), size: { width: 34, height: 18 } };
    const engine = createTestEngine({ profile: { multiple: 16 } });
    const order = studio.order(project, engine, planFilm(project, await engine.profile()));
    const { results } = await studio.runner.render(order);
    const open = await studio.runner.open(order);
    const guide = await open.guideFrame(0, 0);
    expect([guide.width, guide.height]).toEqual([48, 32]);
    for await (const { frame } of open.frames(results, 'missing')) {
      expect([frame.width, frame.height]).toEqual([34, 18]);
    }
  });
});

describe('what fails on the way', () => {
  const five = [0, 39, 81, 120];

  it('costs one segment, not the film, when one segment always fails', async () => {
    const failing = { segment: { key: 'k1>k2', kind: 'transient' } } as const;
    const { report, film, of } = await shoot(filmOf(five, { strategy: 'fill' }), {
      faults: failing,
      parts: {},
    });
    expect(report.state).toBe('failed');
    expect(report.lost).toBe(41);
    expect(of('failed')).toMatchObject([{ segment: 'k1>k2', from: 40, to: 80, frames: 41 }]);
    const frames = await film();
    expect(frames).toHaveLength(121);
    const placeholders = frames.filter((one) => one.from === 'placeholder').map((one) => one.film);
    expect(placeholders).toEqual(Array.from({ length: 41 }, (_, i) => 40 + i));
    const mended = await shoot(filmOf(five, { strategy: 'fill' }));
    expect(mended.begun.map(({ batch }) => batch.segments)).toEqual([['k1>k2']]);
    expect(mended.report.state).toBe('done');
  });

  it('finds the failing segment inside a batch of several', async () => {
    const { report, begun } = await shoot(filmOf([0, 16, 32, 48, 64]), {
      faults: { segment: { key: 'k2>k3', kind: 'transient' } },
    });
    expect(report.failed.map(({ segment }) => segment)).toEqual(['k2>k3']);
    expect(report.lost).toBe(15);
    expect(begun.length).toBeLessThan(12);
  });

  it('stops a refused batch at once and says why', async () => {
    const { report, begun } = await shoot(filmOf([0, 60, 120]), {
      faults: { segment: { key: 'k0>k1', kind: 'refused' } },
    });
    expect(begun).toHaveLength(2);
    expect(report.failed).toMatchObject([{ segment: 'k0>k1', reason: 'This segment always fails.' }]);
  });

  it('loses no frame to an engine that runs out of memory above 50 frames, and does not try that size again', async () => {
    const project = filmOf([0, 20, 40, 60, 80, 150]);
    const faults = { memoryAbove: 50 };
    const { report, begun, of, film } = await shoot(project, { faults });
    expect(report.lost).toBe(0);
    expect(report.state).toBe('done');
    expect(of('split').length).toBeGreaterThan(1);
    const sizes = begun.map(({ batch }) => JSON.stringify([batch.from, batch.to, batch.context]));
    expect(new Set(sizes).size).toBe(sizes.length);
    expect(await film()).toHaveLength(151);
    expect((await shoot(project, { faults })).begun).toHaveLength(0);
  });

  it.each([
    ['too many frames', { count: { generation: 0, surplus: 1 } }],
    ['too few frames', { count: { generation: 0, surplus: -2 } }],
    ['a black frame', { black: { generation: 0, frame: 5 } }],
    ['an engine that is lost', { crash: { generation: 0, frame: 5, hard: false } }],
    ['an engine that hangs', { hang: { generation: 0, frame: 5 } }],
  ] satisfies [string, Partial<Faults>][])('tries again after %s', async (_, faults) => {
    const patience = { patience: 0.3, grace: 0.1, waits: [0, 0] };
    const { report, begun, of, film } = await shoot(filmOf([0, 20]), { faults, parts: { patience } });
    expect(of('retry')).toHaveLength(1);
    expect(begun).toHaveLength(2);
    expect(report).toMatchObject({ state: 'done', lost: 0 });
    expect(await film()).toHaveLength(21);
  });

  it('goes on from a keyframe alone when the batch before failed, and makes that part again later', async () => {
    const project = filmOf([0, 40, 80], { context: 5, strategy: 'separate' });
    const { report, begun } = await shoot(project, {
      faults: { segment: { key: 'k0>k1', kind: 'refused' } },
    });
    expect(report.lost).toBe(39);
    expect(begun.map(({ batch }) => batch.context)).toEqual([1, 1]);
    expect((await shoot(project)).begun.map(({ batch }) => batch.context)).toEqual([1, 5]);
  });

  it('says that the disk is full, and does not ask the engine again for that', async () => {
    const studio = await openStudio(dir);
    const full = Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
    const cache = {
      ...studio.cache,
      begin: async (key: string) => ({
        ...(await studio.cache.begin(key)),
        write: () => Promise.reject(full),
      }),
    };
    const { report, begun } = await shoot(filmOf([0, 20]), { parts: { cache } });
    expect(begun).toHaveLength(1);
    expect(report.failed[0]?.reason).toContain('the disk is full');
  });

  it('names a picture that cannot be read, and renders the rest', async () => {
    const project = filmOf([0, 60, 120, 180]);
    const readPicture: RunnerParts['readPicture'] = (file, _, size) =>
      file === 'a3'
        ? Promise.reject(new Fault('missing-file', '“a3.png” is not there.', 'Choose it again.'))
        : Promise.resolve(pictureOf(file, size));
    const { report } = await shoot(project, { parts: { readPicture } });
    expect(report.failed).toMatchObject([{ segment: 'k2>k3', reason: '“a3.png” is not there.' }]);
  });
});

describe('cancelling', () => {
  it('ends within a second, keeps finished batches, and a later render goes on', async () => {
    const project = filmOf([0, 60, 120, 180, 240, 300]);
    const cancel = new AbortController();
    let cancelled = 0;
    const first = await shoot(project, {
      pace: 1,
      signal: cancel.signal,
      events: (event) => {
        if (event.event === 'frame' && event.batch === 3) {
          cancelled = Date.now();
          cancel.abort();
        }
      },
    });
    expect(Date.now() - cancelled).toBeLessThan(5_000);
    expect(first.report.state).toBe('cancelled');
    const { report, begun } = await shoot(project);
    expect(report.notes[0]).toBe('3 of 5 batches are kept.');
    expect(begun).toHaveLength(2);
  });
});

describe('takes', () => {
  it('adds a take with another seed, made alone from its real neighbours, and shows it', async () => {
    const project = filmOf([0, 20, 40, 60]);
    const first = await shoot(project);
    const before = await first.film();
    const retake = await shoot(project, { only: ['k1>k2'], take: 'new' });
    expect(retake.begun).toHaveLength(1);
    expect(retake.begun[0]?.batch).toMatchObject({ from: 20, to: 40, context: 5 });
    expect(retake.begun[0]?.parameters.seed).toBe(1);
    const given = await retake.begun[0]?.guide(1);
    expect(given && pixelHash(given)).toBe(before[17]?.hash);
    const after = await retake.film();
    const changed = after.flatMap((one, i) => (one.hash === before[i]?.hash ? [] : [one.film]));
    expect(changed).toEqual(Array.from({ length: 19 }, (_, i) => 21 + i));
    const later = await shoot(project);
    expect(later.begun).toHaveLength(0);
    expect((await later.film()).map((one) => one.hash)).toEqual(after.map((one) => one.hash));
    const survey = (await later.studio.runner.open(later.order)).survey();
    expect(survey.segments[1]?.takes).toHaveLength(2);
  });

  it('shows a pinned take whatever else is made, and the other again when it is let go', async () => {
    const project = filmOf([0, 20, 40, 60]);
    const first = await shoot(project);
    const key = (await first.studio.runner.open(first.order)).survey().segments[1]?.current ?? null;
    await shoot(project, { only: [1], take: 'new' });
    const pinned = { ...project, segments: { 'k1>k2': { ...plainSegment, take: key, prompt: 'else' } } };
    const shown = await shoot(pinned);
    expect(shown.begun).toHaveLength(0);
    expect((await shown.film()).map((one) => one.hash)).toEqual((await first.film()).map((one) => one.hash));
  });

  it('says so when an engine gives the same for every seed', async () => {
    const project = filmOf([0, 20]);
    const studio = await openStudio(dir);
    const engine = { ...createTestEngine(), identity: () => Promise.resolve({ reads: ['prompt'] }) };
    const order = studio.order(project, engine);
    await studio.runner.render(order);
    await studio.runner.render(order, { take: 'new', only: [0] });
    const again = await studio.runner.render(order, { take: 'new', only: [0] });
    expect(again.notes.at(-1)).toContain('the same frames for every seed');
  });
});
