import { Fault } from '../../../shared/fault.ts';
import { runModel, type Tensor } from '../../inference/calls.ts';
import type { InferenceHost } from '../../inference/host.ts';
import { findModel } from '../../inference/models.ts';
import type { Frame } from '../../media/frame.ts';

/** Grey values under which no block of 16x16 pixels may differ: what a second JPEG of one picture changes. */
const NEARLY = 6;

export type CompareFrames = (a: Frame, b: Frame, signal: AbortSignal) => Promise<boolean>;

/**
 * Whether two pictures of one size would look the same, by our model `same-picture` in the folder `models`. It is a
 * word for the creator only and decides no pixel: where ONNX models cannot run the answer is no. Rejects with Fault
 * 'cancelled' alone.
 */
export function comparerOf(host: InferenceHost, models: string): CompareFrames {
  return async (a, b, signal) => {
    try {
      const model = await findModel(models, 'same-picture');
      const tensors = { a: tensorOf(a), b: tensorOf(b) };
      const { tensors: out } = await host.run(runModel, { model, tensors, providers: null }, { signal });
      const most = out['most']?.data[0];
      return typeof most === 'number' && most < NEARLY;
    } catch (error) {
      if (error instanceof Fault && ['cancelled', 'inference-closed'].includes(error.code)) {
        throw error;
      }
      return false;
    }
  };
}

const tensorOf = ({ width, height, data }: Frame): Tensor => ({
  type: 'uint8',
  dims: [height, width, 4],
  data,
});
