import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { planFilm } from '../../shared/planner/plan.ts';
import { draftProfile, wanProfile } from '../../shared/planner/profiles.ts';
import { serialiseProject } from '../../shared/project/serialise.ts';
import { segmentsOf } from '../../shared/project/timeline.ts';
import { readProject } from './projectFile.ts';

const file = path.resolve('resources/sample/sample.entracte');

test('the sample is as the program itself would write it', async () => {
  const { project, repairs } = await readProject(file);
  expect(repairs).toEqual([]);
  expect(serialiseProject(project)).toBe(await readFile(file, 'utf8'));
});

test('the sample has five pictures of its size, named by their content', async () => {
  const { project } = await readProject(file);
  expect(project.keyframes.map(({ frame }) => frame)).toEqual([0, 25, 54, 80, 110]);
  expect([project.size, project.fps, project.engine]).toEqual([
    { width: 640, height: 360 },
    { num: 16, den: 1 },
    'draft',
  ]);
  for (const { asset } of project.keyframes) {
    const found = project.assets[asset];
    const bytes = await readFile(path.resolve('resources/sample/sample.assets', found?.file ?? ''));
    expect(createHash('sha256').update(bytes).digest('hex').slice(0, 32)).toBe(asset);
    expect(found).toMatchObject({ bytes: bytes.length, ...project.size, kind: 'image' });
  }
});

test('every segment of the sample says what happens in it', async () => {
  const { project } = await readProject(file);
  expect(segmentsOf(project).map(({ settings }) => (settings.prompt ?? '').length > 40)).toEqual([
    true,
    true,
    true,
    true,
  ]);
});

test.each([draftProfile, wanProfile])('the sample is two batches for the engine $engine', async (profile) => {
  const { project } = await readProject(file);
  const plan = planFilm(project, profile);
  expect(profile.largest).toBe(81);
  expect(plan.film.frames).toBe(111);
  expect(plan.batches.map(({ from, to, generated }) => [from, to, generated])).toEqual([
    [0, 54, 57],
    [54, 110, 57],
  ]);
});
