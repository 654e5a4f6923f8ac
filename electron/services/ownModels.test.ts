import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tinyInterpolator } from '../../scripts/tinyInterpolator.mjs';
import type { Batch } from '../../shared/planner/schema.ts';
import type { Engine, GenerationRequest } from '../generation/engine.ts';
import { forkedChild } from '../inference/forkedChild.ts';
import { InferenceHost } from '../inference/host.ts';
import { buildTestChild, kernelsFile } from '../inference/testing/child.ts';
import { squareAt } from '../inference/ownModel/scene.ts';
import type { Frame } from '../media/frame.ts';
import { openOwnModels } from './ownModels.ts';

let host: InferenceHost;
let folder = '';
let kernels = '';
beforeAll(async () => {
  host = new InferenceHost({ script: await buildTestChild('own-models-service'), spawn: forkedChild });
  folder = await mkdtemp(path.join(tmpdir(), 'entracte-own-service-'));
  kernels = await kernelsFile();
});
afterAll(async () => {
  await host.close();
  await rm(folder, { recursive: true, force: true });
});

const never = new AbortController().signal;
const open = () => openOwnModels({ folder, host, aside: host, kernels });
const add = (bytes: Uint8Array, fileName: string, name: string | null = null) =>
  open().then((models) => models.add({ name, fileName, bytes: Readable.from([bytes]) }, never));

const size = { width: 160, height: 64 };
const frameAt = (share: number): Frame => ({ ...size, data: squareAt(share, size) });

async function generate(engine: Engine, a: Frame, b: Frame, generated: number) {
  const request: GenerationRequest = {
    batch: { generated } as Batch,
    size,
    fps: { num: 16, den: 1 },
    parameters: {
      prompt: '',
      negative: '',
      loras: [],
      seed: 1,
      strength: 1,
      steps: null,
      cfg: null,
      model: null,
    },
    spans: [{ segment: 's', from: 0, to: generated - 1, easing: 'linear', across: null }],
    mask: Array.from({ length: generated }, (_, at) => (at % (generated - 1) === 0 ? 0 : 1)),
    guide: (at) => Promise.resolve(at === 0 ? a : at === generated - 1 ? b : null),
    picture: () => Promise.reject(new Error('no window cuts this batch')),
  };
  const frames = new Map<number, Uint8Array>();
  const notes: string[] = [];
  const events = {
    frame: (at: number, { data }: Frame) => Promise.resolve(void frames.set(at, data)),
    phase: () => undefined,
    preview: () => undefined,
    note: (_: string, text: string) => void notes.push(text),
  };
  await engine.generate(request, events, never);
  return { frames, notes };
}

test('a model that was added is an engine that makes frames, here and after a new start', async () => {
  const model = await add(tinyInterpolator({ pictures: 7 }), 'My Model (v2).onnx');
  expect(model).toMatchObject({ name: 'my-model-v2', file: 'my-model-v2.onnx', probe: { moves: false } });
  const [engine] = (await open()).engines();
  expect(await engine?.profile()).toMatchObject({ engine: 'model:my-model-v2', prompts: false });
  if (engine === undefined) {
    throw new Error('it was not found again');
  }
  const [a, b] = [frameAt(0), frameAt(1)];
  const { frames, notes } = await generate(engine, a, b, 5);
  expect([...frames.keys()]).toEqual([0, 1, 2, 3, 4]);
  for (let at = 1; at < 4; at++) {
    const [first = 0, last = 0, made = 0] = [a.data, b.data, frames.get(at)].map(
      (data) => data?.[(30 * 160 + 65) * 4],
    );
    expect(Math.abs(made - (first + ((last - first) * at) / 4))).toBeLessThanOrEqual(1);
  }
  expect(notes).toEqual(['This model crossfades, it does not move things.']);
});

test('a model that only knows the half is halved again for every other time', async () => {
  const model = await add(tinyInterpolator({ time: null }), 'halves.onnx');
  const engine = (await open()).engines().find(({ label }) => label === model.name);
  const [a, b] = [frameAt(0), frameAt(1)];
  const { frames } = await generate(engine as Engine, a, b, 9);
  expect([...frames.keys()].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  const at = (30 * 160 + 62) * 4;
  const values = [1, 2, 3, 4, 5, 6, 7].map((frame) => frames.get(frame)?.[at] ?? 0);
  const expected = values.map(
    (_, i) => (a.data[at] ?? 0) + (((b.data[at] ?? 0) - (a.data[at] ?? 0)) * (i + 1)) / 8,
  );
  values.forEach((value, i) => expect(Math.abs(value - (expected[i] ?? 0))).toBeLessThanOrEqual(1.5));
});

test('equal keyframes are copied, transparency goes through the model as well', async () => {
  const [engine] = (await open()).engines();
  const a = frameAt(0);
  const same = await generate(engine as Engine, a, a, 5);
  expect(same.notes).toEqual(['The same picture twice: copied.']);
  expect(same.frames.get(2)).toEqual(a.data);
  const clear = { ...frameAt(1), data: frameAt(1).data.map((value, i) => (i % 4 === 3 ? 128 : value)) };
  const { frames } = await generate(engine as Engine, a, clear, 3);
  expect(Math.abs((frames.get(1)?.[3] ?? 0) - 192)).toBeLessThanOrEqual(2);
});

test('the identity changes with the file and with how it is fed', async () => {
  const [first, second] = (await open()).engines();
  const identities = [await first?.identity({} as never), await second?.identity({} as never)];
  expect(identities[0]).toMatchObject({ version: 1, reads: ['easing', 'across'] });
  expect(identities[0]).not.toEqual(identities[1]);
});

test('a name given twice is refused, a file name met twice gets a number', async () => {
  const other = tinyInterpolator({ time: 'plane' });
  await expect(add(other, 'x.onnx', 'halves')).rejects.toMatchObject({ code: 'bad-option' });
  expect(await add(other, 'Halves.onnx')).toMatchObject({ name: 'halves-2' });
  await expect(add(other, '….onnx')).rejects.toMatchObject({ code: 'bad-option' });
});

test('a file that is refused leaves nothing, and one that is removed is gone', async () => {
  const before = await readdir(folder);
  await expect(add(Buffer.from('no model'), 'no.onnx')).rejects.toMatchObject({ code: 'model-not-onnx' });
  expect(await readdir(folder)).toEqual(before);
  const models = await open();
  await models.remove('halves-2');
  await expect(models.remove('halves-2')).rejects.toMatchObject({ code: 'model-unknown' });
  expect((await readdir(folder)).filter((name) => name.startsWith('halves-2'))).toEqual([]);
});

test('a file that was changed on disk is refused when it is used; a broken manifest is passed over', async () => {
  const engine = (await open()).engines().find(({ id }) => id === 'model:halves');
  await writeFile(path.join(folder, 'halves.onnx'), await readFile(path.join(folder, 'my-model-v2.onnx')));
  // The child keeps the model it used last, so another has to come between.
  const other = (await open()).engines().find(({ id }) => id === 'model:my-model-v2');
  await generate(other as Engine, frameAt(0), frameAt(1), 3);
  await expect(generate(engine as Engine, frameAt(0), frameAt(1), 5)).rejects.toMatchObject({
    name: 'GenerationFailure',
    kind: 'refused',
  });
  await writeFile(path.join(folder, 'halves.json'), '{');
  expect((await open()).list().map(({ name }) => name)).toEqual(['my-model-v2']);
});
