import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildUpscaler, originalFolder } from '../../scripts/buildUpscaler.mjs';
import { tinyUpscaler } from '../../scripts/tinyUpscaler.mjs';
import { upscale, type UpscaleInput, type UpscaleModel } from './calls.ts';
import { forkedChild } from './forkedChild.ts';
import { InferenceHost } from './host.ts';
import { buildTestChild } from './testing/child.ts';

let host: InferenceHost;
let folder = '';
let real: UpscaleModel;
beforeAll(async () => {
  host = new InferenceHost({ script: await buildTestChild('upscaler'), spawn: forkedChild });
  folder = await mkdtemp(path.join(tmpdir(), 'entracte-upscaler-'));
  const manifest = await buildUpscaler(folder);
  const described = JSON.parse(await readFile(manifest, 'utf8')) as UpscaleModel & { file: string };
  real = { ...described, path: path.join(folder, described.file) };
});
afterAll(async () => {
  await host.close();
  await rm(folder, { recursive: true, force: true });
});

/** Slopes, edges and fine lines; `alpha` of the lower half. */
function picture(width: number, height: number, alpha = 255): Uint8Array {
  const data = new Uint8Array(width * height * 4);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) {
      data[at] = (x * 5 + y * 3) % 256;
      data[at + 1] = (x >> 2) % 2 === 0 ? 220 : 30 + y;
      data[at + 2] = 128 + 100 * Math.sin(x / 3) * Math.cos(y / 5);
      data[at + 3] = y < height / 2 ? 255 : alpha;
    }
  }
  return data;
}

async function enlarge(model: UpscaleModel, change: Partial<UpscaleInput>): Promise<readonly Uint8Array[]> {
  const [width, height] = [change.width ?? 40, change.height ?? 24];
  const made: Uint8Array[] = [];
  await host.run(
    upscale,
    {
      ...{ model, width, height, pictures: [picture(width, height)] },
      ...{ tile: null, passes: 1, together: 1, threads: null, providers: ['cpu'], ...change },
    },
    {
      signal: new AbortController().signal,
      onItem: ({ index, data }) => {
        made[index] = data;
      },
    },
  );
  return made;
}

async function tiny(asked: Parameters<typeof tinyUpscaler>[0], change: Partial<UpscaleModel> = {}) {
  const bytes = tinyUpscaler(asked);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const file = path.join(folder, `${sha256}.onnx`);
  await writeFile(file, bytes);
  const usual = {
    name: 'tiny',
    scale: 2,
    layout: 'rgba',
    range: 255,
    multiple: 1,
    tile: null,
    margin: 0,
  } as const;
  return { ...usual, path: file, sha256, ...change };
}

const most = (a: Uint8Array, b: Uint8Array | Float32Array) =>
  a.reduce((worst, value, at) => Math.max(worst, Math.abs(value - (b[at] ?? 0))), 0);

test('the converted network says what the original says of a picture that goes on beyond its edges', async () => {
  const [width, height, around] = [4, 3, 10];
  const [wide, high] = [width + 2 * around, height + 2 * around];
  const where = originalFolder();
  const { modelTopology, weightsManifest } = JSON.parse(
    await readFile(path.join(where, 'model.json'), 'utf8'),
  ) as {
    modelTopology: object;
    weightsManifest: { paths: string[]; weights: tf.io.WeightsManifestEntry[] }[];
  };
  const weights = await Promise.all(
    weightsManifest.flatMap(({ paths }) => paths).map((file) => readFile(path.join(where, file))),
  );
  const original = await loadLayersModel({
    load: () =>
      Promise.resolve({
        modelTopology,
        weightSpecs: weightsManifest.flatMap(({ weights: specs }) => specs),
        weightData: new Uint8Array(Buffer.concat(weights)).buffer,
      }),
  });
  const rgba = picture(width, height);
  const inside = (place: number, length: number) => Math.min(length - 1, Math.max(0, place - around));
  const rgb = Float32Array.from({ length: wide * high * 3 }, (_, at) => {
    const pixel = Math.floor(at / 3);
    const [x, y] = [inside(pixel % wide, width), inside(Math.floor(pixel / wide), height)];
    return rgba[(y * width + x) * 4 + (at % 3)] ?? 0;
  });
  const said = original.predict(tf.tensor4d(rgb, [1, high, wide, 3])) as tf.Tensor4D;
  const cut = tf.slice(said, [0, 2 * around, 2 * around, 0], [1, 2 * height, 2 * width, 3]);
  const wanted = (await cut.data()).map((value) => Math.min(255, Math.max(0, value)));
  const [made] = await enlarge(real, { width, height, pictures: [rgba] });
  const colours = made?.filter((_, at) => at % 4 !== 3) ?? new Uint8Array();
  expect(colours.length).toBe(width * height * 12);
  expect(wanted.length).toBe(colours.length);
  // Half a grey value is what rounding to bytes takes.
  expect(most(colours, Float32Array.from(wanted))).toBeLessThan(0.51);
});

test('tiles show no seam: the picture is the same to the last bit but one', async () => {
  const size = { width: 150, height: 90 };
  const [whole = new Uint8Array()] = await enlarge(real, size);
  const [tiled = new Uint8Array()] = await enlarge(real, { ...size, tile: { width: 64, height: 48 } });
  expect(tiled.length).toBe(150 * 90 * 16);
  // Another order of adding may round the other way.
  expect(most(tiled, whole)).toBeLessThanOrEqual(1);
  const [seamed = new Uint8Array()] = await enlarge(
    { ...real, margin: 0 },
    { ...size, tile: { width: 64, height: 48 } },
  );
  expect(most(seamed, whole)).toBeGreaterThan(3);
});

test('alpha grows with the picture, and many come back in their order', async () => {
  const pictures = [picture(40, 24, 60), picture(40, 24, 120), picture(40, 24)];
  const made = await enlarge(real, { pictures });
  expect(made.map((data) => [data[3], data.at(-1)])).toEqual([
    [255, 60],
    [255, 120],
    [255, 255],
  ]);
});

test.each([
  ['bytes with alpha', {}, {}],
  ['planes 0 to 1', { layout: 'nchw' }, { layout: 'nchw', range: 1 }],
  ['rows of colours 0 to 255', { layout: 'nhwc' }, { layout: 'nhwc' }],
  ['only multiples of 16', {}, { multiple: 16, margin: 4 }],
  ['only squares of 32', { side: 32 }, { tile: 32, margin: 4 }],
] as const)("a person's own network that takes %s", async (_name, asked, change) => {
  const [made = new Uint8Array()] = await enlarge(await tiny(asked, change), {});
  const small = picture(40, 24);
  const squares = Uint8Array.from({ length: made.length }, (_, at) => {
    const [x, y] = [Math.floor(at / 4) % 80, Math.floor(at / 320)];
    return small[((y >> 1) * 40 + (x >> 1)) * 4 + (at % 4)] ?? 0;
  });
  expect(made.length).toBe(40 * 24 * 16);
  expect(most(made, squares)).toBeLessThanOrEqual(1);
});

test.each([
  ['another scale', { scale: 3 }, {}, /answers 1x72x120x4 for 40x24 pixels/],
  ['another layout', { layout: 'nchw' }, {}, /has the input float32 nx3xheightxwidth where uint8/],
  [
    'another number of colours',
    { layout: 'nhwc', channels: 1 },
    { layout: 'nhwc' },
    /with 3 channels at place 4/,
  ],
  ['a size of its own', { side: 32 }, {}, /only takes pictures of 32x32/],
] as const)(
  'a network with %s than its manifest says is told in a sentence',
  async (_name, asked, change, words) => {
    await expect(enlarge(await tiny(asked, change), {})).rejects.toMatchObject({
      code: 'model-shape',
      message: expect.stringMatching(words) as string,
    });
  },
);
