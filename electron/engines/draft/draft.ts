import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Profile } from '../../../shared/planner/schema.ts';
import { Fault } from '../../../shared/fault.ts';
import { GenerationFailure, type Engine, type GenerationRequest } from '../../generation/engine.ts';
import { between, pushIn, type BetweenItem } from '../../inference/calls.ts';
import type { InferenceHost } from '../../inference/host.ts';
import type { Frame } from '../../media/frame.ts';
import { failureOf } from './failure.ts';
import { nearlySame, noteOf, onwards } from './notes.ts';
import { comparerOf } from './sameness.ts';
import { scheduleOf, type Stretch } from './schedule.ts';

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
  let kernelHash: Promise<string> | null = null;

  const make = async (request: GenerationRequest, stretch: Stretch, run: Run): Promise<void> => {
    switch (stretch.kind) {
      case 'copy':
        return run.events.frame(stretch.at, await pictureAt(request, stretch.at));
      case 'between': {
        const [a, b] = [await pictureAt(request, stretch.from), await pictureAt(request, stretch.to)];
        const related = await makeBetween(host, kernels, a, b, { ...stretch, at: stretch.from + 1 }, run);
        if (related.relation === 'motion' && related.consistency >= WORTH_COMPARING) {
          if (await compare(a, b, run.signal)) {
            run.events.note(stretch.segment, nearlySame);
          }
        }
        return;
      }
      case 'across': {
        const [a, b] = [await request.picture(stretch.start), await request.picture(stretch.end)];
        await makeBetween(host, kernels, a, b, stretch, run);
        return;
      }
      case 'onwards': {
        run.events.note(stretch.segment, onwards);
        return makeOnwards(host, await pictureAt(request, stretch.from), stretch, run);
      }
    }
  };

  return {
    id: profile.engine,
    label: 'Draft',
    profile: () => Promise.resolve(profile),
    async identity() {
      kernelHash ??= hashOf(kernels);
      // A failure is not kept: the file may be there the next time.
      kernelHash.catch(() => (kernelHash = null));
      return { version: VERSION, kernels: await kernelHash, reads: ['easing', 'across'] };
    },
    async generate(request, events, signal) {
      try {
        for (const stretch of scheduleOf(request)) {
          if (signal.aborted) {
            throw new GenerationFailure('cancelled', 'The draft was cancelled.', 'Render it again.');
          }
          await make(request, stretch, { events, signal });
        }
      } catch (error) {
        throw failureOf(error);
      }
    },
    // The host belongs to whoever made it.
    close: () => Promise.resolve(),
  };
}

interface Run {
  readonly events: Parameters<Engine['generate']>[1];
  readonly signal: AbortSignal;
}

/** Sends the two pictures once and announces each frame as it comes back. */
async function makeBetween(
  host: InferenceHost,
  kernels: string,
  a: Frame,
  b: Frame,
  {
    segment,
    at,
    times,
  }: { readonly segment: string; readonly at: number; readonly times: readonly number[] },
  { events, signal }: Run,
): Promise<Extract<BetweenItem, { kind: 'pair' }>> {
  const { width, height } = a;
  let related: Extract<BetweenItem, { kind: 'pair' }> | null = null;
  const onItem = async (item: BetweenItem) => {
    if (item.kind === 'pair') {
      related = item;
      events.note(segment, noteOf(item));
    } else {
      await events.frame(at + item.index, { width, height, data: item.data });
    }
  };
  const input = { kernels, width, height, a: a.data, b: b.data, times };
  await host.run(between, input, { signal, onItem });
  if (related === null) {
    throw new GenerationFailure('transient', 'The two pictures were not compared.', 'Render it again.');
  }
  return related;
}

async function makeOnwards(
  host: InferenceHost,
  { width, height, data: picture }: Frame,
  { from, scales }: Extract<Stretch, { kind: 'onwards' }>,
  { events, signal }: Run,
): Promise<void> {
  await host.run(
    pushIn,
    { width, height, picture, scales },
    { signal, onItem: ({ index, data }) => events.frame(from + 1 + index, { width, height, data }) },
  );
}

async function pictureAt({ guide, size }: GenerationRequest, at: number): Promise<Frame> {
  const frame = await guide(at);
  if (frame === null || frame.width !== size.width || frame.height !== size.height) {
    const what = frame === null ? 'has no picture' : 'has a picture of another size';
    throw new GenerationFailure(
      'refused',
      `Frame ${String(at)} of the batch is to be kept but ${what}.`,
      'Check that the file of its keyframe is still there.',
    );
  }
  return frame;
}

async function hashOf(file: string): Promise<string> {
  try {
    return createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
  } catch (error) {
    throw new Fault(
      'kernels-missing',
      'The compiled part of the draft engine is missing.',
      'Install the program again; from a checkout run `npm run build`.',
      error,
    );
  }
}
