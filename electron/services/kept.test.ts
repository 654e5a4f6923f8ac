import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CacheEntry } from '../generation/cache.ts';
import { createKept } from './kept.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'entracte-kept-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('one bound for all that is kept: what was used longest ago goes first, what is in use stays', async () => {
  await mkdir(path.join(folder, 'frames/ab'), { recursive: true });
  for (const [name, used] of [
    ['old', 1],
    ['new', 4],
  ] as const) {
    const file = path.join(folder, 'frames/ab', name);
    await writeFile(file, Buffer.alloc(100));
    await utimes(file, used, used);
  }
  const result = { engine: 'draft', frames: 1, bytes: 100, made: 0 };
  const results: readonly CacheEntry[] = [
    { ...result, key: 'pinned', used: 2000, pinned: true },
    { ...result, key: 'free', used: 3000, pinned: false },
  ];
  const removed: string[] = [];
  const kept = createKept(
    {
      list: () => Promise.resolve(results),
      remove: (key) => {
        removed.push(key);
        return Promise.resolve();
      },
    },
    { frames: path.join(folder, 'frames'), words: path.join(folder, 'nothing yet') },
  );
  const { files } = await kept.wouldDelete(200);
  expect(files.map(({ what, bytes }) => ({ what, bytes }))).toEqual([{ what: 'frames', bytes: 100 }]);
  expect(removed).toEqual([]);

  await kept.trim(200);
  expect(removed).toEqual(['free']);
  expect(await readdir(path.join(folder, 'frames/ab'))).toEqual(['new']);
});
