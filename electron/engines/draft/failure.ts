import { Fault } from '../../../shared/fault.ts';
import { GenerationFailure, type FailureKind } from '../../generation/engine.ts';

const kinds: Readonly<Record<string, FailureKind>> = {
  cancelled: 'cancelled',
  'inference-closed': 'cancelled',
  'inference-lost': 'lost',
  'inference-silent': 'lost',
  'inference-start': 'lost',
  'inference-out-of-memory': 'outOfMemory',
  'kernels-missing': 'refused',
  'picture-size': 'refused',
  'model-missing': 'refused',
  'model-empty': 'refused',
  'model-changed': 'refused',
  'model-unusable': 'refused',
  'model-run': 'refused',
  'onnx-missing': 'refused',
};

/** A fault of the inference child as the runner understands it; anything else goes through as it is. */
export function failureOf(error: unknown): unknown {
  if (!(error instanceof Fault)) {
    return error;
  }
  return new GenerationFailure(kinds[error.code] ?? 'transient', error.message, error.remedy, error);
}
