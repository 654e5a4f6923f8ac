import type * as Runtime from 'onnxruntime-node';
import { Fault } from '../../shared/fault.ts';
import type { ModelOutput } from './calls.ts';
import { readModel, type ModelFile } from './models.ts';

export interface Opened {
  readonly session: Runtime.InferenceSession;
  readonly provider: string;
  /** Providers tried before it, and why they could not be used. */
  readonly passed: ModelOutput['passed'];
}

/** It is an optional dependency: some machines have no build of it (Fault 'onnx-missing'). */
export async function loadRuntime(): Promise<typeof Runtime> {
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

/**
 * A session by the first of the providers that can be used, with so many threads on a processor (null: all its cores).
 * Faults of `readModel`, or 'model-unusable'.
 */
export async function openSession(
  runtime: typeof Runtime,
  model: ModelFile,
  order: readonly string[],
  threads: number | null = null,
): Promise<Opened> {
  const bytes = await readModel(model);
  const passed: { provider: string; why: string }[] = [];
  for (const provider of order) {
    try {
      // A provider that is absent throws even when another is listed after it.
      const session = await runtime.InferenceSession.create(bytes, {
        executionProviders: [provider],
        logSeverityLevel: 4,
        ...(threads === null ? {} : { intraOpNumThreads: threads }),
        // Threads that wait by spinning take the processor from decoding and encoding.
        extra: { session: { intra_op: { allow_spinning: '0' } } },
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

/** The first sentence of a runtime's error, short enough to be read. */
export function sentenceOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text.split('\n')[0] ?? '').slice(0, 200).replace(/[.\s]+$/, '');
}
