import type * as Runtime from 'onnxruntime-node';
import { Fault } from '../../shared/fault.ts';
import { runModel, type ModelInput, type ModelOutput, type Tensor } from './calls.ts';
import { checkValues, readModel, type FoundValue, type ModelSpec } from './models.ts';
import { providersFor } from './providers.ts';
import { tenant, type Tenant } from './serving.ts';

type Session = Runtime.InferenceSession;

interface Opened {
  readonly session: Session;
  readonly provider: string;
  readonly passed: ModelOutput['passed'];
}

/** Sessions kept open; the one used longest ago gives way. */
const KEPT = 4;

/** ONNX models through onnxruntime-node, opened at first use. */
export function modelTenant(platform: string = process.platform): Tenant {
  const opened = new Map<string, Opened>();
  return tenant(runModel, async ({ model, tensors, providers }: ModelInput) => {
    const runtime = await loadRuntime();
    const order = providers ?? model.providers ?? providersFor(platform);
    const key = [model.path, model.sha256, ...order].join(' ');
    const used = opened.get(key) ?? (await open(runtime, model, order));
    opened.delete(key);
    opened.set(key, used);
    await closeOldest(opened);
    const { session, provider, passed } = used;
    checkValues(model.name, 'inputs', model.inputs, session.inputMetadata.map(foundOf));
    checkValues(model.name, 'outputs', model.outputs, session.outputMetadata.map(foundOf));
    return { tensors: await runSession(runtime, model, session, tensors), provider, passed };
  });
}

/** It is an optional dependency: some machines have no build of it. */
async function loadRuntime(): Promise<typeof Runtime> {
  try {
    return await import('onnxruntime-node');
  } catch (error) {
    throw new Fault(
      'onnx-missing',
      'ONNX models cannot run here: onnxruntime-node is not installed or does not fit this machine.',
      'Run `npm install onnxruntime-node`; everything that needs no model works without it.',
      error,
    );
  }
}

async function open(runtime: typeof Runtime, model: ModelSpec, order: readonly string[]): Promise<Opened> {
  const bytes = await readModel(model);
  const passed: { provider: string; why: string }[] = [];
  for (const provider of order) {
    try {
      // A provider that is absent throws even when another is listed after it.
      const session = await runtime.InferenceSession.create(bytes, {
        executionProviders: [provider],
        logSeverityLevel: 4,
      });
      return { session, provider, passed };
    } catch (error) {
      passed.push({ provider, why: sentenceOf(error) });
    }
  }
  throw new Fault(
    'model-unusable',
    `The model "${model.name}" cannot be opened: ${passed.at(-1)?.why ?? 'no execution provider is left'}.`,
    'Check that it is an ONNX file for a current ONNX Runtime.',
  );
}

function foundOf(value: Runtime.InferenceSession.ValueMetadata): FoundValue {
  return value.isTensor
    ? { name: value.name, type: value.type, rank: value.shape.length }
    : { name: value.name, type: null, rank: 0 };
}

async function runSession(
  runtime: typeof Runtime,
  model: ModelSpec,
  session: Session,
  tensors: ModelInput['tensors'],
): Promise<ModelOutput['tensors']> {
  try {
    const feeds = Object.entries(tensors).map(
      ([name, { type, data, dims }]) => [name, new runtime.Tensor(type, data, dims)] as const,
    );
    const results = await session.run(Object.fromEntries(feeds));
    return Object.fromEntries(Object.entries(results).map(([name, value]) => [name, tensorOf(value)]));
  } catch (error) {
    throw new Fault(
      'model-run',
      `The model "${model.name}" could not work on what it was given: ${sentenceOf(error)}.`,
      'Try pictures of another size, or another model.',
      error,
    );
  }
}

function tensorOf({ type, dims, data }: Runtime.OnnxValue): Tensor {
  if (type === 'float32' && data instanceof Float32Array) {
    return { type, dims, data };
  }
  if (type === 'uint8' && data instanceof Uint8Array) {
    return { type, dims, data };
  }
  if (type === 'int64' && data instanceof BigInt64Array) {
    return { type, dims, data };
  }
  throw new TypeError(`results of the type ${type} are not read`);
}

/** The first sentence of a runtime's error, short enough to be read. */
function sentenceOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text.split('\n')[0] ?? '').slice(0, 200).replace(/[.\s]+$/, '');
}

async function closeOldest(opened: Map<string, Opened>): Promise<void> {
  for (const [key, { session }] of opened) {
    if (opened.size <= KEPT) {
      return;
    }
    opened.delete(key);
    await session.release();
  }
}
