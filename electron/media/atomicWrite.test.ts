import { existsSync } from 'node:fs';
import { mkdtemp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeAtomically } from './atomicWrite.ts';
import { fileFault } from './fileFault.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'entracte-atomic-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('a file is written whole and nothing else is left in the folder', async () => {
  const file = path.join(folder, "Ünï 🎬 'quoted'.json");
  await writeAtomically(file, 'one');
  await writeAtomically(file, 'two');
  expect(await readFile(file, 'utf8')).toBe('two');
  expect(await readdir(folder)).toEqual([path.basename(file)]);
});

test('a name of the greatest length the system allows can be written', async () => {
  const file = path.join(folder, 'n'.repeat(255));
  await writeAtomically(file, new Uint8Array([1, 2, 3]));
  expect(await readFile(file)).toHaveLength(3);
});

test('a missing folder is one sentence and creates nothing', async () => {
  const file = path.join(folder, 'gone', 'a.json');
  await expect(writeAtomically(file, 'x')).rejects.toMatchObject({ name: 'Fault', code: 'missing-file' });
  expect(await readdir(folder)).toEqual([]);
});

test('a write that cannot be published leaves the old file and no temp file', async () => {
  const taken = path.join(folder, 'taken');
  await mkdir(taken);
  await writeFile(path.join(taken, 'inside'), 'kept');
  await expect(writeAtomically(taken, 'x')).rejects.toMatchObject({ name: 'Fault' });
  expect(await readdir(folder)).toEqual(['taken']);
  expect(existsSync(path.join(taken, 'inside'))).toBe(true);
});

test.each([
  ['ENOSPC', 'disk-full'],
  ['EDQUOT', 'disk-full'],
  ['EACCES', 'not-permitted'],
  ['EROFS', 'not-permitted'],
  ['ENOENT', 'missing-file'],
  ['EIO', 'file-failed'],
])('the system error %s is told as %s', (code, expected) => {
  const fault = fileFault('It could not be saved', '/a/b.json', Object.assign(new Error('no'), { code }));
  expect(fault.code).toBe(expected);
  expect(fault.message).toMatch(/^It could not be saved: .*\.$/);
  expect(fault.remedy).not.toBe('');
});
