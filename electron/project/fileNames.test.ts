import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { freeProjectFile, safeStem, shortFolder } from './fileNames.ts';

test.each([
  ['The morning train', 'The morning train'],
  ['a/b\\c: "d"?', 'a b c d'],
  ['../../etc/passwd', 'etc passwd'],
  ['con', '_con'],
  ['Aux.film', '_Aux.film'],
  ['COM¹', '_COM¹'],
  ['comet', 'comet'],
  ['film. . .', 'film'],
  ['.hidden', 'hidden'],
  ['film.entracte', 'film'],
  ['line\nbreak\u0000', 'line break'],
  ['Ünï 🎬', 'Ünï 🎬'],
  ['é', 'é'],
  ['  ', 'Untitled'],
  ['???', 'Untitled'],
])('%j is saved as %j', (name, stem) => {
  expect(safeStem(name)).toBe(stem);
});

test('a long name is cut between characters and fits every system', () => {
  const stem = safeStem('👩‍👩‍👧'.repeat(40));
  expect(Buffer.byteLength(stem)).toBeLessThanOrEqual(150);
  expect(stem.replaceAll('👩‍👩‍👧', '')).toBe('');
});

test('a name that is taken, by a project or by its assets, gets a number', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'entracte-names-'));
  try {
    expect(path.basename(await freeProjectFile(folder, 'Film'))).toBe('Film.entracte');
    await writeFile(path.join(folder, 'Film.entracte'), '');
    await mkdir(path.join(folder, 'Film 2.assets'));
    expect(path.basename(await freeProjectFile(folder, 'Film'))).toBe('Film 3.entracte');
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a folder is shown as people know it', () => {
  const home = path.resolve('/home/ada');
  expect(shortFolder(path.join(home, 'Documents', 'Entracte'), home)).toBe('~/Documents/Entracte');
  expect(shortFolder(home, home)).toBe('~');
  expect(shortFolder(path.resolve('/home/adam'), home)).toBe(path.resolve('/home/adam'));
});
