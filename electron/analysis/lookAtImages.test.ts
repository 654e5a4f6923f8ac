import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { warningsOf } from '../../shared/analysis/warnings.ts';
import { ofFrame } from '../media/images.ts';
import { lookAtImage } from './lookAtImages.ts';
import { seen, world } from './testing/clips.ts';
import { testEye } from './testing/eye.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'entracte-looks-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('neighbours nearly the same, of different places or of another brightness, and blurred ones are warned of', async () => {
  const place = world(3);
  const view = (x: number) => ofFrame(seen(place, { x, y: 0.5, zoom: 1 })).removeAlpha();
  const elsewhere = () => ofFrame(seen(world(8), { x: 0.5, y: 0.5, zoom: 1 })).removeAlpha();
  const pictures = {
    start: view(0.4),
    moved: view(0.5),
    again: view(0.5).jpeg({ quality: 80 }),
    dark: view(0.55).linear(0.35, 0),
    other: elsewhere(),
    soft: elsewhere().blur(6),
  };
  const eye = await testEye();
  const looks = [];
  for (const [id, picture] of Object.entries(pictures)) {
    const file = path.join(folder, `${id}.png`);
    await sharp(
      await picture.toBuffer(),
      id === 'again' ? {} : { raw: { width: 192, height: 108, channels: 3 } },
    )
      .png()
      .toFile(file);
    looks.push(await lookAtImage(eye, id, file));
  }
  const told = warningsOf(looks).map(({ kind, keyframes, segment }) => [kind, keyframes.join(' '), segment]);
  expect(told).toEqual([
    ['same', 'moved again', 'moved>again'],
    ['brightness', 'again dark', 'again>dark'],
    ['unrelated', 'dark other', 'dark>other'],
    ['blurred', 'soft', null],
  ]);
});
