import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pictureOf, rawFrameFiles } from '../engines/testing/pictures.ts';
import { thisProcess } from '../jobs/owner.ts';
import { openCache } from './cache.ts';
import { canonicalJson, contentKey, pixelHash } from './contentKey.ts';

let dir = '';
let time = 1_700_000_000_000;
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'entracte-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const open = async () =>
  openCache({ dir, owner: await thisProcess(), files: rawFrameFiles, now: () => (time += 1000) });
const size = { width: 16, height: 16 };
const about = { engine: 'testing', label: 'Test engine', seconds: 1 };
type Cache = Awaited<ReturnType<typeof open>>;

async function publish(cache: Cache, name: string, frames = 2) {
  const key = contentKey(name);
  const result = await cache.begin(key);
  for (let at = 0; at < frames; at++) {
    await result.write(at, pictureOf(`${name}${String(at)}`, size));
  }
  await result.publish({ ...about, frames });
  await cache.open(key);
  return key;
}

describe('the cache', () => {
  it('gives back the pixels it was given, and nothing before they are published', async () => {
    const cache = await open();
    const key = contentKey('x');
    const result = await cache.begin(key);
    await result.write(0, pictureOf('x', size));
    expect(await cache.open(key)).toBeNull();
    await result.publish({ ...about, frames: 1 });
    const stored = await (await open()).open(key);
    expect(await stored?.frame(0)).toEqual(pictureOf('x', size));
    expect(stored?.info.frames[0]?.pixels).toBe(pixelHash(pictureOf('x', size)));
  });

  it('refuses to publish a result with a hole', async () => {
    const result = await (await open()).begin(contentKey('x'));
    await result.write(1, pictureOf('x', size));
    await expect(result.publish({ ...about, frames: 2 })).rejects.toThrow('frame 0 of 2');
  });

  it('keeps one of two results published under one key', async () => {
    const cache = await open();
    await publish(cache, 'x');
    await publish(cache, 'x');
    expect(await cache.list()).toHaveLength(1);
    expect(await readdir(path.join(dir, 'tmp'))).toEqual([]);
  });

  it('trims the least recently used first, says before what would go, and spares what is pinned', async () => {
    const cache = await open();
    const [a, b, c, d] = [
      await publish(cache, 'a'),
      await publish(cache, 'b'),
      await publish(cache, 'c'),
      await publish(cache, 'd'),
    ];
    await cache.open(b);
    const bytes = (await cache.list())[0]?.bytes ?? 0;
    const unpin = await cache.pin([a]);
    const other = await open();
    expect((await other.wouldDelete(bytes * 2)).map((entry) => entry.key)).toEqual([c, d]);
    expect(await cache.list()).toHaveLength(4);
    expect((await other.trim(bytes * 2)).map((entry) => entry.key)).toEqual([c, d]);
    expect((await cache.list()).map((entry) => [entry.key, entry.pinned])).toEqual([
      [a, true],
      [b, false],
    ]);
    await unpin();
    expect((await cache.trim(0)).map((entry) => entry.key)).toEqual([a, b]);
  });

  it('names a frame that cannot be read, and forgets its result so that it is made anew', async () => {
    const cache = await open();
    const key = await publish(cache, 'x');
    await writeFile(path.join(dir, 'objects', key.slice(0, 2), key, '00001.raw'), 'torn');
    const stored = await cache.open(key);
    await expect(stored?.frame(1)).rejects.toMatchObject({ code: 'result-frame' });
    expect(await cache.has(key)).toBe(false);
  });
});

describe('a content key', () => {
  it('does not depend on the order in which things were said', () => {
    expect(contentKey({ a: 1, b: [{ d: 1, c: null }] })).toBe(contentKey({ b: [{ c: null, d: 1 }], a: 1 }));
    expect(contentKey([1, 2])).not.toBe(contentKey([2, 1]));
  });

  it('is never made of what JSON would leave out', () => {
    expect(() => canonicalJson({ a: NaN })).toThrow('cannot be made of NaN');
    expect(() => canonicalJson([() => 1])).toThrow();
  });

  it('tells pictures with the same bytes in another shape apart', () => {
    const { data } = pictureOf('x', size);
    expect(pixelHash({ width: 16, height: 16, data })).not.toBe(pixelHash({ width: 8, height: 32, data }));
  });
});
