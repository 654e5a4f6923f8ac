import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { modelWithOutsideData, tinyInterpolator } from '../../../scripts/tinyInterpolator.mjs';
import { forkedChild } from '../forkedChild.ts';
import { InferenceHost } from '../host.ts';
import { buildTestChild } from '../testing/child.ts';
import { probeOwn } from './calls.ts';

let host: InferenceHost;
let folder = '';
beforeAll(async () => {
  host = new InferenceHost({ script: await buildTestChild('own-models'), spawn: forkedChild });
  folder = await mkdtemp(path.join(tmpdir(), 'entracte-own-'));
});
afterAll(async () => {
  await host.close();
  await rm(folder, { recursive: true, force: true });
});

async function probe(bytes: Uint8Array) {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const file = path.join(folder, `${sha256}.onnx`);
  await writeFile(file, bytes);
  const model = { name: 'tiny', path: file, sha256 };
  return host.run(probeOwn, { model, providers: ['cpu'] }, { signal: AbortSignal.timeout(20_000) });
}

const form = { time: null, multiple: 32, range: '0..1', swapped: false };

test.each([
  [{}, { time: { input: 'timestep', dims: [1] } }],
  [{ time: 'plane' }, { time: { input: 'timestep', dims: 'plane' } }],
  [{ time: 'ones' }, { time: { input: 'timestep', dims: [1, 1, 1, 1] } }],
  [{ time: null }, { pictures: { kind: 'two', a: 'img0', b: 'img1' } }],
  [{ pictures: 6 }, { pictures: { kind: 'packed', input: 'input', channels: 6 } }],
  [{ pictures: 7 }, { pictures: { kind: 'packed', input: 'input', channels: 7 } }],
  [{ pictures: 11 }, { pictures: { kind: 'packed', input: 'input', channels: 11 } }],
  [{ pictures: 7, range: '0..255' }, { range: '0..255' }],
  [{ pictures: 7, range: '-1..1' }, { range: '-1..1' }],
  [{ pictures: 7, swapped: true }, { swapped: true }],
  [{ pictures: 7, multiple: 64 }, { multiple: 64 }],
  [
    { pictures: 7, multiple: 128, range: '0..255' },
    { multiple: 128, range: '0..255' },
  ],
] as const)('%j is found out, and that it crossfades', async (asked, found) => {
  const result = await probe(tinyInterpolator(asked));
  expect(result).toMatchObject({
    form: { ...form, ...found },
    type: 'float32',
    provider: 'cpu',
    moves: false,
  });
  expect(result.seconds).toBeGreaterThan(0);
});

test('half floats are found out', async () => {
  const result = await probe(tinyInterpolator({ half: true }));
  expect(result).toMatchObject({ type: 'float16', form: { range: '0..1' } });
});

test('a network that moves things is told from one that crossfades', async () => {
  expect(await probe(tinyInterpolator({ time: null, makes: 'move' }))).toMatchObject({ moves: true });
});

test.each([
  ['no bytes', new Uint8Array(), 'model-empty', /is empty/],
  ['a text', Buffer.from('<!doctype html><p>Not found'), 'model-not-onnx', /is not an ONNX model/],
  ['half a model', tinyInterpolator().subarray(0, 400), 'model-not-onnx', /is not an ONNX model/],
  ['weights elsewhere', modelWithOutsideData('../../etc/passwd'), 'model-external', /in other files/],
  ['many outputs', tinyInterpolator({ outputs: 1000 }), 'model-inputs', /has 1000 outputs/],
  [
    'always the first picture',
    tinyInterpolator({ makes: 'first' }),
    'model-probe',
    /first or the last moment/,
  ],
  ['darker pictures', tinyInterpolator({ makes: 'grey' }), 'model-probe', /two equal pictures/],
])('%s: refused in a sentence', async (_, bytes, code, message) => {
  await expect(probe(bytes)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
});

test('a model that wants all memory ends the child alone, and the next is probed', async () => {
  await expect(probe(tinyInterpolator({ memory: 40e9 }))).rejects.toMatchObject({ name: 'Fault' });
  await expect(probe(tinyInterpolator({ memory: 3e9 }))).rejects.toMatchObject({ name: 'Fault' });
  expect(await probe(tinyInterpolator())).toMatchObject({ moves: false });
});
