import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';

interface Fixture {
  readonly dims: readonly number[];
  readonly cells: readonly number[];
  /** What PyTorch made of the cells with the network that tiny.onnx was exported from. */
  readonly said: readonly number[];
}

const at = (name: string): URL => new URL(`./fixture/${name}`, import.meta.url);
const runtime = await import('onnxruntime-node').catch(() => null);

it.skipIf(runtime === null)('an exported refiner makes in ONNX what it made in PyTorch', async () => {
  if (runtime === null) {
    return;
  }
  const { dims, cells, said } = JSON.parse(await readFile(at('tiny.json'), 'utf8')) as Fixture;
  const session = await runtime.InferenceSession.create(await readFile(at('tiny.onnx')));
  const out = await session.run({ cells: new runtime.Tensor('float32', Float32Array.from(cells), dims) });
  const made = Array.from(out['said']?.data as Float32Array);
  expect(made).toHaveLength(said.length);
  expect(Math.max(...said.map(Math.abs))).toBeGreaterThan(0.1);
  expect(Math.max(...made.map((value, i) => Math.abs(value - (said[i] ?? 0))))).toBeLessThan(1e-4);
});
