import { describe, expect, it } from 'vitest';
import { planFilm } from '../../shared/planner/plan.ts';
import { plainSegment } from '../../shared/project/schema.ts';
import { createTestEngine } from '../engines/testing/engine.ts';
import { filmOf } from '../engines/testing/film.ts';
import { pictureOf } from '../engines/testing/pictures.ts';
import { stage } from '../engines/testing/shoot.ts';
import { pixelHash } from './contentKey.ts';

const { openStudio, shoot } = stage();

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
    const studio = await openStudio();
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
    const studio = await openStudio();
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
