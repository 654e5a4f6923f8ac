import type { Profile } from '../../../shared/planner/schema.ts';
import type { Engine } from '../../generation/engine.ts';
import type { InferenceHost } from '../../inference/host.ts';
import { makeSpans, type MakeBetween } from '../spans.ts';
import { draftBetween } from './between.ts';
import { kernelsHash } from './kernels.ts';
import { nearlySame, noteOf } from './notes.ts';
import { comparerOf } from './sameness.ts';

export interface DraftOptions {
  readonly host: InferenceHost;
  readonly profile: Profile;
  /** The compiled kernels: dist/kernels/interpolation.wasm. */
  readonly kernels: string;
  /** The folder of our models: resources/models. */
  readonly models: string;
}

/** Counts up when the same kernels would be used to make other pixels. */
const VERSION = 1;

/** Pictures whose motion is this sure may be the same picture saved twice. */
const WORTH_COMPARING = 0.9;

/**
 * The embedded engine: moves what two keyframes share, dissolves what they do not, and lets the last picture of an
 * open segment grow slowly. It reads no prompt, seed or LoRA. All work happens in the inference child.
 */
export function createDraftEngine({ host, profile, kernels, models }: DraftOptions): Engine {
  const compare = comparerOf(host, models);
  const hash = kernelsHash(kernels);

  const makeBetween: MakeBetween = async (a, b, stretch, run) => {
    const { segment } = stretch;
    const related = await draftBetween(host, kernels, [a, b], stretch, run, (pair) => {
      run.events.note(segment, noteOf(pair));
    });
    if (related.relation === 'motion' && related.consistency >= WORTH_COMPARING) {
      if (await compare(a, b, run.signal)) {
        run.events.note(segment, nearlySame);
      }
    }
  };

  return {
    id: profile.engine,
    label: 'Draft',
    profile: () => Promise.resolve(profile),
    async identity() {
      return { version: VERSION, kernels: await hash(), reads: ['easing', 'across'] };
    },
    generate: (request, events, signal) => makeSpans(host, request, { events, signal }, makeBetween),
    // The host belongs to whoever made it.
    close: () => Promise.resolve(),
  };
}
