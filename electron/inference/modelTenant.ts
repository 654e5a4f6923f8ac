import type * as Runtime from 'onnxruntime-node';
import { Fault } from '../../shared/fault.ts';
import { runModel, type ModelInput, type ModelOutput, type Tensor } from './calls.ts';
import { checkValues, type FoundValue, type ModelSpec } from './models.ts';
import { providersFor } from './providers.ts';
import { tenant, type Tenant } from './serving.ts';
import { loadRuntime, openSession, sentenceOf, type Opened } from './sessions.ts';

type Session = Runtime.InferenceSession;

/** Sessions kept open; the one used longest ago gives way. */
const KEPT = 4;

/** ONNX models through onnxruntime-node, opened at first use. */
export function modelTenant(platform: string = process.platform): Tenant {
  const opened = new Map<string, Opened>();
  return tenant(runModel, async ({ model, tensors, providers }: ModelInput) => {
    const runtime = await loadRuntime();
    const order = providers ?? model.providers ?? providersFor(platform);
    const key = [model.path, model.sha256, ...order].join(' ');
    const used = opened.get(key) ?? (await openSession(runtime, model, order));
    opened.delete(key);
    opened.set(key, used);
    await closeOldest(opened);
    const { session, provider, passed } = used;
    checkValues(model.name, 'inputs', model.inputs, session.inputMetadata.map(foundOf));
    checkValues(model.name, 'outputs', model.outputs, session.outputMetadata.map(foundOf));
    return { tensors: await runSession(runtime, model, session, tensors), provider, passed };
  });
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

async function closeOldest(opened: Map<string, Opened>): Promise<void> {
  for (const [key, { session }] of opened) {
    if (opened.size <= KEPT) {
      return;
    }
    opened.delete(key);
    await session.release();
  }
}
