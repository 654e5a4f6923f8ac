import { describe, expect, it } from 'vitest';
import { Fault } from '../../shared/fault.ts';
import type { Faults } from '../engines/testing/faults.ts';
import { filmOf } from '../engines/testing/film.ts';
import { pictureOf } from '../engines/testing/pictures.ts';
import { stage } from '../engines/testing/shoot.ts';
import type { RunnerParts } from './runner.ts';

const { openStudio, shoot } = stage();

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
    const studio = await openStudio();
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
