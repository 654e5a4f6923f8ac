import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { beginPartial } from './partialFilm.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'entracte-partial-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('what a program that was killed left of a film goes with the next run; all else stays', async () => {
  const gone = spawn(process.execPath, ['-e', '']);
  await once(gone, 'close');
  const mine = await beginPartial(path.join(folder, 'out.mp4'));
  const left = path.basename(mine).replace(`.${String(process.pid)}-`, `.${String(gone.pid)}-`);
  const other = path
    .basename(await beginPartial(path.join(folder, 'other.mp4')))
    .replace(`.${String(process.pid)}-`, `.${String(gone.pid)}-`);
  const kept = [path.basename(mine), other, '.entracte-0123456789abcdef.part', 'out.mp4'];
  for (const name of [left, ...kept]) {
    await writeFile(path.join(folder, name), 'half a film');
  }
  const next = await beginPartial(path.join(folder, 'out.mp4'));
  expect((await readdir(folder)).sort()).toEqual([...kept].sort());
  expect(next).not.toBe(mine);
});
