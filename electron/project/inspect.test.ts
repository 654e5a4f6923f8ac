import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Children } from '../media/children.ts';
import { Ffmpeg } from '../media/ffmpeg.ts';
import { ffmpegPlaces } from '../media/ffmpegPlaces.ts';
import { findFfmpeg } from '../media/findFfmpeg.ts';
import { probe } from '../media/probe.ts';
import { importAsset } from './assets.ts';
import { createInspect } from './inspect.ts';

const setting = process.env['ENTRACTE_TEST_FFMPEG'] ?? null;
const found = await findFfmpeg(ffmpegPlaces({ setting, resources: null, path: '' }));
const ffmpeg = new Ffmpeg(found, new Children());
const inspect = createInspect((file) => probe(ffmpeg, file));

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'entracte-inspect-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const picture = () => sharp({ create: { width: 40, height: 20, channels: 3, background: '#396' } });

/** A tenth of a second of silence: 8 kHz, 16 bit, mono. */
function wav(): Buffer {
  const head = Buffer.from(
    'RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\0\0\0\0\0\0\0\0\x02\0\x10\0data\0\0\0\0',
    'latin1',
  );
  head.writeUInt32LE(36 + 1600, 4);
  head.writeUInt32LE(8000, 24);
  head.writeUInt32LE(16_000, 28);
  head.writeUInt32LE(1600, 40);
  return Buffer.concat([head, Buffer.alloc(1600)]);
}

test('a picture is known by its content and measured as it is seen', async () => {
  const turned = await picture().jpeg().withMetadata({ orientation: 6 }).toBuffer();
  const { asset } = await importAsset(folder, 'photo.png', turned, inspect);
  expect(asset).toMatchObject({ kind: 'image', width: 20, height: 40 });
  expect(asset.file).toMatch(/\.jpeg$/);
});

test('a sound is one, and under another extension it is the same asset', async () => {
  const first = await importAsset(folder, 'a.wav', wav(), inspect);
  const second = await importAsset(folder, 'b.bin', wav(), inspect);
  expect(first.asset).toMatchObject({ kind: 'audio', width: 0, height: 0, seconds: 0.1 });
  expect(second.asset.file).toBe(first.asset.file);
  expect(await readdir(folder)).toEqual([first.asset.file]);
});

test('a bad file is told by the name the person gave it, and nothing is left', async () => {
  const png = await picture().png().toBuffer();
  const bad: [string, Buffer, string][] = [
    ['notes “1” 🎬.png', Buffer.from('just some text\n'.repeat(20)), 'not-media'],
    ['half.png', png.subarray(0, png.length - 30), 'broken-image'],
    [
      'drawing.svg',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
      'not-media',
    ],
    ['film.mp4', Buffer.from('not a film'), 'broken-media'],
  ];
  for (const [name, bytes, code] of bad) {
    const file = path.join(folder, 'source');
    await writeFile(file, bytes);
    const fault = await importAsset(folder, name, { path: file }, inspect).catch((error: unknown) => error);
    expect(fault, name).toMatchObject({ name: 'Fault', code });
    expect(String(fault)).toContain(name);
    expect(await readdir(folder)).toEqual(['source']);
  }
});
