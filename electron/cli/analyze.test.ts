import { execFile } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseProject } from '../../shared/project/parse.ts';
import { makeClip, seen, world } from '../analysis/testing/clips.ts';
import { testFfmpeg } from '../export/testing/films.ts';

const cli = path.resolve('dist/node/cli.js');
let folder = '';
let video = '';

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'entracte-analyze-'));
  video = path.join(folder, 'two.mp4');
  const { ffmpeg } = await testFfmpeg();
  const [street, field] = [world(1), world(2)];
  await makeClip(ffmpeg, video, [
    { frames: 30, join: 'cut', shown: (n) => seen(street, { x: 0.3 + n * 0.01, y: 0.5, zoom: 1 }) },
    { frames: 20, join: 'cut', shown: () => seen(field, { x: 0.5, y: 0.5, zoom: 1 }) },
  ]);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function entracte(...args: string[]) {
  return new Promise<{ code: number; out: string; err: string }>((resolve) => {
    const env = { ...process.env, ENTRACTE_HOME: path.join(folder, 'home') };
    execFile(process.execPath, [cli, 'analyze', ...args], { env, cwd: folder }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? -1), out, err });
    });
  });
}

it('lists shots, and makes a project whose keyframes lie where an engine likes them', async () => {
  const { code, out } = await entracte(video, '--to', 'film');
  expect(code).toBe(0);
  expect(out).toMatch(/two\.mp4: 50 frames, 2\.0 s, 192x108 at 25 a second\n2 shots, \d keyframes proposed/);
  const { project } = parseProject(await readFile(path.join(folder, 'film.entracte'), 'utf8'), 'film');
  expect(project).toMatchObject({
    size: { width: 192, height: 108 },
    fps: { num: 25, den: 1 },
    name: 'film',
  });
  expect(project.keyframes.length).toBeGreaterThan(2);
  project.keyframes.forEach(({ frame }) => {
    expect(frame % 4).toBe(0);
  });
  const files = await readdir(path.join(folder, 'film.assets'));
  expect(files.sort()).toEqual(
    Object.values(project.assets)
      .map(({ file }) => file)
      .sort(),
  );
  const again = await entracte(video, '--to', 'film');
  expect(again.code).toBe(2);
}, 90_000);

it('tells where a film’s keyframes have little in common', async () => {
  const film = await entracte('film.entracte', '--json');
  const { warnings } = JSON.parse(film.out) as { warnings: { kind: string }[] };
  expect(warnings.map(({ kind }) => kind)).toContain('unrelated');
}, 60_000);

it('speaks JSON to programs', async () => {
  const { out } = await entracte(video, '--json');
  expect(JSON.parse(out)).toMatchObject({
    project: null,
    shots: [
      { from: 0, to: 30 },
      { from: 30, to: 50, start: 1.2, join: 'cut' },
    ],
  });
});

it('tells what is no video in two sentences', async () => {
  const { code, err } = await entracte('nowhere.mp4');
  expect(code).toBe(1);
  expect(err.trim().split('\n')).toHaveLength(2);
});
