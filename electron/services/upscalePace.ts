import { faultData, type FaultData } from '../../shared/fault.ts';
import { secondsLeft } from '../jobs/eta.ts';
import { batchesFor, memoryBudget } from '../upscale/batches.ts';
import { enlargeWith, type ComputingChild } from '../upscale/enlarge.ts';
import type { UpscaleMemory } from '../upscale/memory.ts';
import { embeddedModel, passesFor, type LoadedModel } from '../upscale/model.ts';
import type { Counts } from '../upscale/upscaleFrames.ts';
import type { UpscaleModels } from './upscaleModels.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** How long upscaling takes here. */
export interface UpscalePace {
  /** Seconds for a million pixels of input: as it was measured, or as small pictures take now. */
  of(model: LoadedModel, scale: number, signal: AbortSignal): Promise<number>;
  /** Seconds for one picture of a size as it was measured, or null: nothing is computed to find out. */
  known(model: LoadedModel, scale: number, size: Size): number | null;
  /** So many different pictures of a size took so long. */
  learn(model: LoadedModel, scale: number, pictures: number, size: Size, seconds: number): void;
  /** How long so many different frames of a size would take. Faults: those of the model and of its child. */
  seconds(
    asked: { readonly model: string; readonly scale: number },
    size: Size,
    distinct: number,
    signal: AbortSignal,
  ): Promise<number>;
  /** Why nothing can be upscaled here, or null; found out by upscaling. */
  ready(): Promise<{ fault: FaultData | null }>;
}

/** Of the pictures that show whether and how fast a network runs here. */
const trialSize = { width: 256, height: 192 } as const;

const megapixels = (pictures: number, { width, height }: Size) => (pictures * width * height) / 1e6;

export function createUpscalePace(
  { paces }: Pick<UpscaleMemory, 'paces'>,
  models: UpscaleModels,
  children: readonly ComputingChild[],
): UpscalePace {
  const keyOf = (model: LoadedModel, scale: number) => `${model.sha256} ${String(scale)}`;
  const of: UpscalePace['of'] = async (model, scale, signal) => {
    const known = paces.get(keyOf(model, scale));
    if (known !== undefined) {
      return known;
    }
    const passes = passesFor(model, scale);
    const { width, height } = trialSize;
    const grey = { width, height, data: new Uint8Array(width * height * 4).fill(128) };
    const enlarge = enlargeWith(children, model, passes);
    const { load } = batchesFor(new Map(), model, passes, trialSize, memoryBudget());
    const all = () => Promise.all(children.map(() => enlarge([grey], load, () => undefined, signal)));
    // The first start the children and load the model: one alone, since it says whether more than one is used.
    await enlarge([grey], load, () => undefined, signal);
    await all();
    const began = performance.now();
    await all();
    const pace = (performance.now() - began) / 1000 / megapixels(children.length, trialSize);
    paces.set(keyOf(model, scale), pace);
    return pace;
  };
  return {
    of,
    known: (model, scale, size) => {
      const pace = paces.get(keyOf(model, scale));
      return pace === undefined ? null : pace * megapixels(1, size);
    },
    learn: (model, scale, pictures, size, seconds) => {
      if (pictures > 0) {
        paces.set(keyOf(model, scale), seconds / megapixels(pictures, size));
      }
    },
    seconds: async (asked, size, distinct, signal) => {
      const model = await models.read(asked.model);
      return (await of(model, asked.scale, signal)) * megapixels(distinct, size);
    },
    ready: async () => {
      try {
        const model = await models.read(embeddedModel);
        await of(model, model.scale, AbortSignal.timeout(60_000));
        return { fault: null };
      } catch (error) {
        return { fault: faultData(error) };
      }
    },
  };
}

/**
 * Seconds until a film's last frame is written, `elapsed` seconds after it was begun: what is left to compute counts, not how many
 * frames were written, since repeats and results from before cost nothing. `toCompute`: pictures of the whole film that must be
 * computed; `each`: seconds one takes as it was measured, or null.
 */
export function filmLeft(
  { done, total }: { readonly done: number; readonly total: number },
  { inferred, failed }: Pick<Counts, 'inferred' | 'failed'>,
  toCompute: number,
  each: number | null,
  elapsed: number,
): number | null {
  const computed = inferred + failed;
  const left = toCompute > computed ? secondsLeft(computed, toCompute, elapsed, each) : null;
  return left ?? secondsLeft(done, total, elapsed, null);
}
