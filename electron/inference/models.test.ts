import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runModel, type Tensor } from './calls.ts';
import { forkedChild } from './forkedChild.ts';
import { InferenceHost } from './host.ts';
import { findModel, readModels, type ModelSpec } from './models.ts';
import { buildTestChild, models } from './testing/child.ts';
import { makeModels } from '../../scripts/makeModels.mjs';

let host: InferenceHost;
let folder = '';
let spec: ModelSpec;
beforeAll(async () => {
  host = new InferenceHost({ script: await buildTestChild('models'), spawn: forkedChild });
  folder = await mkdtemp(path.join(tmpdir(), 'entracte-models-'));
  spec = await findModel(models, 'same-picture');
});
afterAll(async () => {
  await host.close();
  await rm(folder, { recursive: true, force: true });
});

const signal = new AbortController().signal;

function picture(width: number, height: number, [r, g, b, a]: readonly number[]): Tensor {
  const data = new Uint8Array(width * height * 4).map((_, i) => [r, g, b, a][i % 4] ?? 0);
  return { type: 'uint8', dims: [height, width, 4], data };
}

async function compare(a: Tensor, b: Tensor, model = spec, providers: readonly string[] | null = null) {
  const answer = await host.run(runModel, { model, tensors: { a, b }, providers }, { signal });
  const value = (name: string) => Number(answer.tensors[name]?.data[0]);
  return { ...answer, mean: value('mean'), most: value('most') };
}

/** A file that is exactly what a manifest says of it, whatever it holds. */
async function listed(bytes: Uint8Array, change: Partial<ModelSpec> = {}): Promise<ModelSpec> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const file = path.join(folder, `${sha256}.onnx`);
  await writeFile(file, bytes);
  return { ...spec, path: file, sha256, ...change };
}

const grey = picture(70, 33, [100, 100, 100, 255]);

test('the committed models are what their script writes', async () => {
  for (const [file, made] of Object.entries(makeModels())) {
    const committed = await readFile(path.join(models, file));
    if (typeof made === 'string') {
      expect(JSON.parse(committed.toString())).toEqual(JSON.parse(made));
    } else {
      expect(Buffer.compare(committed, made)).toBe(0);
    }
  }
});

test('every model in the list is there, named, licensed and loads', async () => {
  const all = await readModels(models);
  expect(all.map(({ name }) => name)).toEqual(['same-picture']);
  const { mean, most } = await compare(grey, grey);
  expect([mean, most]).toEqual([0, 0]);
});

test('our model measures the block that differs most, at any size', async () => {
  const spot = new Uint8Array(grey.data as Uint8Array);
  for (let y = 0; y < 16; y++) {
    for (let x = 0; x < 16; x++) {
      spot.set([180, 100, 100], ((y + 16) * 70 + x + 24) * 4);
    }
  }
  const { most, mean } = await compare(grey, { ...grey, data: spot } as Tensor);
  // 80 of one in four channels over a whole block; one block in 70 x 33 pixels.
  expect(most).toBeCloseTo(20, 0);
  expect(mean).toBeCloseTo((20 * 256) / (70 * 33), 3);
});

test('colours nobody can see do not differ', async () => {
  const { most } = await compare(picture(32, 32, [255, 0, 0, 0]), picture(32, 32, [0, 0, 255, 0]));
  expect(most).toBe(0);
});

test('the provider in use is named, and why the faster ones were passed by', async () => {
  const { provider, passed } = await compare(grey, grey, spec, ['cuda', 'nonsense', 'cpu']);
  const tried = passed.map((each) => each.provider);
  expect([...tried, provider].slice(0, tried.length + 1)).toEqual(
    provider === 'cuda' ? ['cuda'] : ['cuda', 'nonsense', 'cpu'],
  );
  expect(passed.every(({ why }) => why.length > 0)).toBe(true);
  expect((await compare(grey, grey)).provider).toBe('cpu');
});

test.each([
  ['is missing', 'model-missing', () => Promise.resolve({ ...spec, path: path.join(folder, 'gone.onnx') })],
  ['is empty', 'model-empty', () => listed(new Uint8Array(0))],
  [
    'was changed',
    'model-changed',
    async () => ({ ...(await listed(new Uint8Array([1]))), sha256: spec.sha256.replaceAll('5', '6') }),
  ],
  ['is no ONNX file', 'model-unusable', () => listed(new TextEncoder().encode('<html>Not found</html>'))],
  [
    'wants other inputs',
    'model-inputs',
    async () =>
      listed(await readFile(spec.path), {
        inputs: [{ name: 'img0', type: 'float32', dims: [1, 3, 'height', 'width'] }],
      }),
  ],
] as const)('a model that %s is one sentence, and the child goes on', async (_, code, broken) => {
  const pid = host.pid;
  await expect(compare(grey, grey, await broken())).rejects.toMatchObject({
    code,
    message: expect.stringMatching(/^[^\n]+\.$/),
    remedy: expect.stringMatching(/\.$/),
  });
  expect((await compare(grey, grey)).most).toBe(0);
  expect(host.pid).toBe(pid);
});

test('tensors the model cannot take are one sentence, and the child goes on', async () => {
  const flat: Tensor = { type: 'uint8', dims: [64], data: new Uint8Array(64) };
  await expect(compare(flat, flat)).rejects.toMatchObject({ code: 'model-run' });
  await expect(compare(grey, picture(16, 16, [0, 0, 0, 255]))).rejects.toMatchObject({ code: 'model-run' });
  const lying: Tensor = { type: 'uint8', dims: [1000, 1000, 4], data: new Uint8Array(4) };
  await expect(compare(lying, lying)).rejects.toMatchObject({ code: 'model-run' });
  expect((await compare(grey, grey)).most).toBe(0);
});

test('a list of models that is missing, broken or does not know the name is one sentence', async () => {
  await expect(readModels(folder)).rejects.toMatchObject({ code: 'model-manifest' });
  await writeFile(path.join(folder, 'manifest.json'), '{"version":1,"models":[{"name":"x"}]}');
  await expect(readModels(folder)).rejects.toMatchObject({ code: 'model-manifest' });
  await expect(findModel(models, 'rife')).rejects.toMatchObject({ code: 'model-unknown' });
});

test('without onnxruntime-node there is one sentence that says what to install', async () => {
  const script = await buildTestChild('withoutOnnx', { alias: { 'onnxruntime-node': 'onnxruntime-absent' } });
  const bare = new InferenceHost({ script, spawn: forkedChild });
  try {
    await expect(
      bare.run(runModel, { model: spec, tensors: { a: grey, b: grey }, providers: null }, { signal }),
    ).rejects.toMatchObject({ code: 'onnx-missing', remedy: expect.stringContaining('npm install') });
  } finally {
    await bare.close();
  }
});
