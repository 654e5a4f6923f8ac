import { describe, expect, it } from 'vitest';
import { plainSegment } from '../../shared/project/schema.ts';
import { createTestEngine } from '../engines/testing/engine.ts';
import { filmOf } from '../engines/testing/film.ts';
import { stage } from '../engines/testing/shoot.ts';
import { pixelHash } from './contentKey.ts';

const { openStudio, shoot } = stage();

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
    const studio = await openStudio();
    const engine = { ...createTestEngine(), identity: () => Promise.resolve({ reads: ['prompt'] }) };
    const order = studio.order(project, engine);
    await studio.runner.render(order);
    await studio.runner.render(order, { take: 'new', only: [0] });
    const again = await studio.runner.render(order, { take: 'new', only: [0] });
    expect(again.notes.at(-1)).toContain('the same frames for every seed');
  });
});
