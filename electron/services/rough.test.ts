import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tinyInterpolator } from '../../scripts/tinyInterpolator.mjs';
import type { Rough } from '../../shared/media/rough.ts';
import { forkedChild } from '../inference/forkedChild.ts';
import { InferenceHost } from '../inference/host.ts';
import type { RoughInput } from '../inference/roughTenant.ts';
import { buildTestChild, kernelsFile } from '../inference/testing/child.ts';
import { squareScene, psnr } from '../interpolation/scenes.ts';
import { readImage, writePng } from '../media/images.ts';
import { openOwnModels, type FoundModel } from './ownModels.ts';
import { createRough, type RoughParts } from './rough.ts';

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

const open = (parts: Partial<RoughParts> = {}) =>
  createRough({
    host,
    kernels,
    ownModel: () => null,
    assetFile: (_, asset) => Promise.resolve(asset === 'gone' ? null : path.join(folder, `${asset}.png`)),
    ...parts,
  });
const placed = (asset: string) => ({ asset, fit: 'crop' as const, crop: null });
const between = (t: number): Rough => ({ a: placed('a'), b: placed('b'), size, t, model: null });
const never = new AbortController().signal;

test('a rough picture is small, moves what moves, and its pair is looked at once', async () => {
  const rough = open();
  const half = await rough('project', between(0.5), never);
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
  const all = await Promise.all(times.map((t) => rough('project', between(t), never)));
  expect(new Set(all.map((picture) => Buffer.from(picture?.bytes ?? []).toString('base64'))).size).toBe(8);
});

test('a keyframe whose file is gone has no rough picture, and a broken one is a fault', async () => {
  expect(await open()('project', { ...between(0.5), b: placed('gone') }, never)).toBeNull();
  await expect(open()('project', { ...between(0.5), b: placed('missing') }, never)).rejects.toMatchObject({
    name: 'Fault',
  });
});

test('while one is made, only those still wanted wait for it, the newest first, and each pair is read once', async () => {
  const asked: { readonly t: number; readonly pair: string }[] = [];
  let begin: () => void = () => undefined;
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const counting: RoughParts['host'] = {
    run: (call, input, options) => {
      begin();
      const { t, pair } = input as unknown as RoughInput;
      asked.push({ t, pair });
      return host.run(call, input, options);
    },
  };
  const rough = open({ host: counting });
  const scrubbed = new AbortController();
  const passed = [0.1, 0.2, 0.3, 0.4].map((t) => rough('project', between(t), scrubbed.signal));
  const stays = [0.6, 0.7].map((t) => rough('project', between(t), never));
  const codes = passed.map((each) =>
    each.then(
      () => 'made',
      ({ code }: { code?: string }) => code,
    ),
  );
  await begun;
  scrubbed.abort();
  expect(await Promise.all(codes)).toEqual(['made', 'superseded', 'superseded', 'superseded']);
  expect((await Promise.all(stays)).every((picture) => picture !== null)).toBe(true);
  expect(asked.map(({ t }) => t)).toEqual([0.1, 0.7, 0.6]);
  expect(new Set(asked.map(({ pair }) => pair)).size).toBe(1);
});

test('the model that will render makes the rough picture, unless it is slow or fails: then the draft engine does', async () => {
  const models = await openOwnModels({ folder: path.join(folder, 'own'), host, aside: host, kernels });
  const bytes = tinyInterpolator({ pictures: 7 });
  await models.add({ name: 'fader', fileName: 'fader.onnx', bytes: Readable.from([bytes]) }, never);
  const found = models.find('fader');
  if (found === null) {
    throw new Error('it was not kept');
  }
  const withModel = (change: Partial<FoundModel>) => open({ ownModel: () => ({ ...found, ...change }) });
  const shown = async (rough: ReturnType<typeof open>, model: string | null) => {
    const made = await rough('project', { ...between(0.5), model }, never);
    return Buffer.from(made?.bytes ?? []).toString('base64');
  };
  const drafted = await shown(open(), null);
  expect(await shown(open(), 'unknown')).toBe(drafted);
  // This one crossfades, which the draft engine does not do here.
  expect(await shown(withModel({}), 'fader')).not.toBe(drafted);
  const slow = { ...found.model, probe: { ...found.model.probe, seconds: 9 } };
  expect(await shown(withModel({ model: slow }), 'fader')).toBe(drafted);
  // The child keeps the model open that it has, so a broken one is another.
  const broken = { ...found.model, sha256: '0'.repeat(64) };
  expect(await shown(withModel({ model: broken }), 'fader')).toBe(drafted);
});
