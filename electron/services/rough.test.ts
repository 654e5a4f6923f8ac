import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Rough } from '../../shared/media/rough.ts';
import { forkedChild } from '../inference/forkedChild.ts';
import { InferenceHost } from '../inference/host.ts';
import { buildTestChild, kernelsFile } from '../inference/testing/child.ts';
import { squareScene, psnr } from '../interpolation/scenes.ts';
import { readImage, writePng } from '../media/images.ts';
import { createRough } from './rough.ts';

let host: InferenceHost;
let folder = '';
let kernels = '';
const size = { width: 960, height: 544 };
const scene = squareScene(size.width, size.height, 1);
beforeAll(async () => {
  host = new InferenceHost({ script: await buildTestChild('rough'), spawn: forkedChild });
  folder = await mkdtemp(path.join(tmpdir(), 'entracte-rough-'));
  kernels = await kernelsFile();
  for (const [name, share] of [
    ['a', 0],
    ['b', 1],
  ] as const) {
    await writePng({ ...size, data: new Uint8Array(scene.at(share)) }, path.join(folder, `${name}.png`));
  }
});
afterAll(async () => {
  await host.close();
  await rm(folder, { recursive: true, force: true });
});

const open = () =>
  createRough({
    host,
    kernels,
    assetFile: (_, asset) => Promise.resolve(asset === 'gone' ? null : path.join(folder, `${asset}.png`)),
  });
const placed = (asset: string) => ({ asset, fit: 'crop' as const, crop: null });
const between = (t: number): Rough => ({ a: placed('a'), b: placed('b'), size, t });

test('a rough picture is small, moves what moves, and its pair is looked at once', async () => {
  const rough = open();
  const half = await rough('project', between(0.5));
  const seen = await readImage(half?.bytes ?? new Uint8Array(), { width: 480, height: 272, fit: 'fit' });
  const full = { ...size, data: new Uint8Array(scene.at(0.5)) };
  const file = path.join(folder, 'truth.png');
  await writePng(full, file);
  const truth = await readImage(file, { width: 480, height: 272, fit: 'fit' });
  const ends = await Promise.all(
    ['a', 'b'].map((name) =>
      readImage(path.join(folder, `${name}.png`), { width: 480, height: 272, fit: 'fit' }),
    ),
  );
  const mixed = truth.data.map((_, i) => ((ends[0]?.data[i] ?? 0) + (ends[1]?.data[i] ?? 0)) / 2);
  const near = (data: Uint8Array) => psnr(new Uint8ClampedArray(truth.data), new Uint8ClampedArray(data));
  expect(near(seen.data)).toBeGreaterThan(near(mixed) + 2);
  const times = Array.from({ length: 8 }, (_, i) => (i + 1) / 9);
  const all = await Promise.all(times.map((t) => rough('project', between(t))));
  expect(new Set(all.map((picture) => Buffer.from(picture?.bytes ?? []).toString('base64'))).size).toBe(8);
});

test('a keyframe whose file is gone has no rough picture, and a broken one is a fault', async () => {
  expect(await open()('project', { ...between(0.5), b: placed('gone') })).toBeNull();
  await expect(open()('project', { ...between(0.5), b: placed('missing') })).rejects.toMatchObject({
    name: 'Fault',
  });
});
