import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseProject } from '../../shared/project/parse.ts';
import { filmActions } from '../../shared/project/filmActions.ts';
import { segmentsOf } from '../../shared/project/timeline.ts';

const cli = path.resolve('dist/node/cli.js');
let folder: string;
let film: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'entracte-edit-'));
  await cp(path.resolve('resources/sample'), folder, { recursive: true });
  film = path.join(folder, 'sample.entracte');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function edit(...args: readonly string[]) {
  return new Promise<{ code: number; out: string; err: string }>((resolve) => {
    const env = { ...process.env, ENTRACTE_HOME: path.join(folder, 'home') };
    execFile(process.execPath, [cli, 'edit', ...args], { env }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? -1), out, err });
    });
  });
}

const read = async (file = film) => parseProject(await readFile(file, 'utf8'), 'film').project;
const framesIn = async (file = film) => (await read(file)).keyframes.map(({ frame }) => frame);

describe('entracte edit', () => {
  it('changes the film in its place and keeps the old one', async () => {
    expect(await framesIn()).toEqual([0, 25, 54, 80, 110]);
    const { code, out } = await edit(film, 'move', '--frames', '25,54', '--by', '4');
    expect([code, out.trim()]).toEqual([0, 'Move 2 keyframes. Keyframes are at 0, 29, 58, 80, 110.']);
    expect(await framesIn()).toEqual([0, 29, 58, 80, 110]);
    const [backup] = await readdir(path.join(folder, 'sample.backups'));
    expect(await framesIn(path.join(folder, 'sample.backups', backup ?? ''))).toEqual([0, 25, 54, 80, 110]);
  });

  it('writes another film with its pictures and leaves the first', async () => {
    const other = path.join(folder, 'elsewhere.entracte');
    expect((await edit(film, 'fit-gaps', '--step', '8', '-o', other)).code).toBe(0);
    const frames = await framesIn(other);
    expect(frames.every((frame) => frame % 8 === 0)).toBe(true);
    expect(await framesIn()).toEqual([0, 25, 54, 80, 110]);
    const pictures = Object.values((await read(other)).assets).map(({ file }) => file);
    expect(await readdir(path.join(folder, 'elsewhere.assets'))).toEqual(expect.arrayContaining(pictures));
  });

  it('writes a prompt for the segments that begin at the frames that are named, or for all', async () => {
    await edit(film, 'prompt', '--text', 'fog');
    await edit(film, 'prompt', '--frames', '25', '--text', 'sun');
    const prompts = segmentsOf(await read()).map(({ settings }) => settings.prompt);
    expect(prompts).toEqual(['fog', 'sun', 'fog', 'fog']);
  });

  it.each([
    [['frobnicate'], /no action “frobnicate”.*\nThere are move, nudge/],
    [['move', '--frames', '25'], /move needs --by/],
    [['reverse', '--by', '4'], /reverse has no use for --by/],
    [['remove', '--frames', '26'], /no keyframe at 26.*\nThey are at 0, 25, 54, 80, 110/],
    [['nudge', '--frames', '25', '--by', 'left'], /--by left is not a whole number/],
  ])('refuses %j in two sentences', async (args, words) => {
    const before = await readFile(film, 'utf8');
    const { code, err } = await edit(film, ...args);
    expect(code).toBe(2);
    expect(err).toMatch(words);
    expect(await readFile(film, 'utf8')).toBe(before);
  });

  it('changes no film of a newer program', async () => {
    const newer = (await readFile(film, 'utf8')).replace(/"version": (\d+)/, '"version": 999');
    await writeFile(film, newer);
    const { code, err } = await edit(film, 'reverse');
    expect([code, err]).toEqual([1, expect.stringContaining('newer Entracte')]);
    expect(await readFile(film, 'utf8')).toBe(newer);
  });

  it('lists every action in its help, under the name it has in the editor', async () => {
    const { out } = await edit('--help');
    for (const { label } of Object.values(filmActions)) {
      expect(out).toContain(label);
    }
  });
});
