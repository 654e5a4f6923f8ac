import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { bundleForTest } from '../engines/testing/bundle.ts';
import { filmOf } from '../engines/testing/film.ts';
import { pictureOf, rawFrameFiles } from '../engines/testing/pictures.ts';
import { thisProcess } from '../jobs/owner.ts';
import { openCache } from './cache.ts';
import { pixelHash } from './contentKey.ts';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'entracte-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

async function run(script: string, args: readonly string[]) {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (text: Buffer) => {
    output += text.toString();
  });
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  return { code, signal, lines: output.trim().split('\n') };
}

it('a film killed in the middle of each of its five batches is byte for byte the undisturbed one, no batch made twice', async () => {
  const script = await bundleForTest('killedRender');
  const film = JSON.stringify(filmOf([0, 60, 120, 180, 240, 300], { context: 5, strategy: 'separate' }));
  const undisturbed = await run(script, [path.join(dir, 'a'), film, path.join(dir, 'a.log'), '-1']);
  expect(undisturbed.lines).toHaveLength(1);
  const log = path.join(dir, 'b.log');
  for (let batch = 0; batch < 5; batch++) {
    const killed = await run(script, [path.join(dir, 'b'), film, log, String(batch)]);
    expect(killed.signal ?? killed.code).toBe('SIGKILL');
  }
  const finished = await run(script, [path.join(dir, 'b'), film, log, '-1']);
  expect(finished.lines).toEqual(['4 of 5 batches are kept.', undisturbed.lines[0]]);
  const ends = (await readFile(log, 'utf8')).split('\n').filter((line) => line.startsWith('ends'));
  expect(ends).toEqual(['ends 0', 'ends 1', 'ends 2', 'ends 3', 'ends 4']);
});

it('no result is torn by 100 kills while results are published', async () => {
  const script = await bundleForTest('publisher');
  const kill = async () => {
    const child = spawn(process.execPath, [script, dir], { stdio: ['ignore', 'pipe', 'inherit'] });
    for (let published = 0; published <= Math.random() * 3; published++) {
      await once(child.stdout, 'data');
    }
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 5));
    child.kill('SIGKILL');
    await once(child, 'close');
  };
  for (let round = 0; round < 25; round++) {
    await Promise.all([kill(), kill(), kill(), kill()]);
  }
  const cache = await openCache({ dir, owner: await thisProcess(), files: rawFrameFiles, now: Date.now });
  const entries = await cache.list();
  const folders = await readdir(path.join(dir, 'objects'), { recursive: true });
  expect(folders.filter((name) => /^..[\\/][0-9a-f]{64}$/.test(name))).toHaveLength(entries.length);
  expect(entries.length).toBeGreaterThanOrEqual(100);
  for (const { key } of entries) {
    const result = await cache.open(key);
    expect(result?.info.frames).toHaveLength(3);
    for (let at = 0; at < 3; at++) {
      const frame = await result?.frame(at);
      expect(frame && pixelHash(frame)).toBe(
        pixelHash(pictureOf(`${key}${String(at)}`, { width: 16, height: 16 })),
      );
    }
  }
  expect(await readdir(path.join(dir, 'tmp'))).toEqual([]);
}, 120_000);
