import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openFindings } from './findings.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'entracte-findings-'));
  await writeFile(path.join(folder, 'film.mp4'), 'a film');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const at = (name: string) => path.join(folder, name);

/** A program that was started anew, and how often it had to find something out. */
function asked(question = 'source') {
  const made: string[] = [];
  const about = (file: string) =>
    openFindings(at('kept')).about(at(file), question, () => {
      made.push(question);
      return Promise.resolve({ question, times: [0, 40] });
    });
  return { made, about };
}

test('what was found out about a film is known to the next program', async () => {
  const answer = await asked().about('film.mp4');
  const { made, about } = asked();
  expect(await about('film.mp4')).toEqual(answer);
  expect(made).toEqual([]);
});

test('another question, a file that changed and a damaged note are found out anew', async () => {
  await asked().about('film.mp4');
  const other = asked('repeats near');
  await other.about('film.mp4');
  expect(other.made).toHaveLength(1);

  await utimes(at('film.mp4'), new Date(), new Date(Date.now() + 5000));
  const changed = asked();
  await changed.about('film.mp4');
  expect(changed.made).toHaveLength(1);

  for (const name of await readdir(at('kept'))) {
    await writeFile(path.join(at('kept'), name), '{"times": [0, ');
  }
  const damaged = asked();
  expect(await damaged.about('film.mp4')).toEqual({ question: 'source', times: [0, 40] });
  expect(damaged.made).toHaveLength(1);
});

test('a finding that failed is not kept', async () => {
  const fails = () => Promise.reject(new Error('cut off'));
  await expect(openFindings(at('kept')).about(at('film.mp4'), 'source', fails)).rejects.toThrow('cut off');
  const { made, about } = asked();
  await about('film.mp4');
  expect(made).toHaveLength(1);
});
