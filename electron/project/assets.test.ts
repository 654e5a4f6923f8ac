import { mkdir, mkdtemp, open, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { assetPath, copyAssets, importAsset, importedFile, limits, type Inspect } from './assets.ts';

let root = '';
let folder = '';
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'entracte-assets-'));
  folder = path.join(root, 'film.assets');
});
afterEach(() => rm(root, { recursive: true, force: true }));

const inspect: Inspect = async (file) => {
  const found = await sharp(file)
    .metadata()
    .catch(() => null);
  return found === null
    ? null
    : {
        kind: 'image',
        extension: found.format,
        width: found.width,
        height: found.height,
        seconds: null,
      };
};

const picture = () =>
  sharp({ create: { width: 32, height: 18, channels: 3, background: '#a43' } })
    .png()
    .toBuffer();

describe('a file taken in', () => {
  test('is named by its content and keeps its name for people', async () => {
    const png = await picture();
    const { id, asset } = await importAsset(folder, 'Ünï “a” 🎬.jpeg', png, inspect);
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(asset).toEqual({
      name: 'Ünï “a” 🎬.jpeg',
      kind: 'image',
      file: `${id}.png`,
      width: 32,
      height: 18,
      bytes: png.length,
      seconds: null,
    });
    expect(await readFile(path.join(folder, asset.file))).toEqual(png);
  });
  test('is the same asset when it is dropped twice, at once or from disk, in pieces or whole', async () => {
    const png = await picture();
    const onDisk = path.join(root, 'copy.png');
    await writeFile(onDisk, png);
    const pieces = Readable.from([png.subarray(0, 9), png.subarray(9)]);
    const imported = await Promise.all([
      importAsset(folder, 'a.png', pieces, inspect),
      importAsset(folder, 'a.png', new Uint8Array(png), inspect),
      importAsset(folder, 'a.png', { path: onDisk }, inspect),
    ]);
    expect(new Set(imported.map(({ id }) => id)).size).toBe(1);
    expect(await readdir(folder)).toEqual([imported[0].asset.file]);
  });
  test('replaces one that was torn', async () => {
    const png = await picture();
    const { asset } = await importAsset(folder, 'a.png', png, inspect);
    await writeFile(path.join(folder, asset.file), png.subarray(0, 20));
    await importAsset(folder, 'a.png', png, inspect);
    expect(await readFile(path.join(folder, asset.file))).toEqual(png);
  });
});

describe('a bad file is one sentence and leaves nothing', () => {
  const broken = () =>
    new Readable({
      read() {
        this.push('half');
        this.destroy(Object.assign(new Error('no space'), { code: 'ENOSPC' }));
      },
    });
  const sizes = (width: number, height: number): Inspect => {
    return () => Promise.resolve({ kind: 'image', extension: 'png', width, height, seconds: null });
  };
  test.each([
    ['0 bytes', () => new Uint8Array(), inspect, 'empty-file', /“x\.png” is empty/],
    ['text called .png', () => Buffer.from('hello'), inspect, 'not-media', /is not an image/],
    ['30,000 x 30,000', () => Buffer.from('x'), sizes(30_000, 30_000), 'too-large', /268 million pixels/],
    ['a full disk', broken, inspect, 'disk-full', /“x\.png” could not be added: the disk is full/],
    [
      'a file that is gone',
      () => ({ path: path.join(root, 'gone') }),
      inspect,
      'missing-file',
      /is not there/,
    ],
  ])('%s', async (_what, source, look, code, words) => {
    const work = importAsset(folder, 'x.png', source(), look);
    await expect(work).rejects.toMatchObject({
      name: 'Fault',
      code,
      message: expect.stringMatching(words) as string,
    });
    expect(await readdir(folder)).toEqual([]);
  });
  test('an image of more than 200 MB', async () => {
    const big = path.join(root, 'big.png');
    const handle = await open(big, 'w');
    await handle.truncate(limits.imageBytes + 1);
    await handle.close();
    const work = importAsset(folder, 'big.png', { path: big }, sizes(10, 10));
    await expect(work).rejects.toMatchObject({ code: 'too-large' });
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('the path of an asset', () => {
  test('is a file in the folder', async () => {
    const { id, asset } = await importAsset(folder, 'a.png', await picture(), inspect);
    expect(await assetPath(folder, asset.file)).toMatch(new RegExp(`${id}\\.png$`));
    expect(await importedFile(folder, id)).toBe(asset.file);
  });
  test('is none for names that lead out of it', async () => {
    await mkdir(path.join(folder, 'inner'), { recursive: true });
    await writeFile(path.join(root, 'secret.png'), 'secret');
    await writeFile(path.join(folder, 'inner', 'a.png'), 'x');
    await symlink(path.join(root, 'secret.png'), path.join(folder, 'out.png'));
    await symlink(root, path.join(folder, 'up'));
    await symlink(path.join(folder, 'loop.png'), path.join(folder, 'loop.png'));
    const names = ['../secret.png', '..', '.', '', 'inner', 'inner/a.png', 'out.png', 'up', 'up/secret.png'];
    names.push('loop.png', path.join(root, 'secret.png'), 'C:\\secret.png', 'a\u0000.png', 'none.png');
    for (const name of names) {
      expect(await assetPath(folder, name), name).toBe(null);
    }
    expect(await importedFile(folder, '../'.padEnd(32, '0'))).toBe(null);
  });
});

test('assets come along into another folder, without what was left half way', async () => {
  const { asset } = await importAsset(folder, 'a.png', await picture(), inspect);
  await writeFile(path.join(folder, '.entracte-00.part'), 'half');
  for (const copies of [false, true]) {
    const to = path.join(root, `to-${String(copies)}`);
    await copyAssets(folder, to, copies);
    expect(await readdir(to)).toEqual([asset.file]);
  }
});
