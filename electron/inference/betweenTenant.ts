import { readFile } from 'node:fs/promises';
import { Fault } from '../../shared/fault.ts';
import { createInterpolator, type Interpolator, type Pair } from '../interpolation/index.ts';
import { between } from './calls.ts';
import { FrameThreads, type FrameThreadsOptions } from './frameThreads.ts';
import { tenant, type Tenant } from './serving.ts';
import type { Handed } from './threadProtocol.ts';

interface Kept {
  readonly file: string;
  readonly kernels: Uint8Array;
  readonly interpolator: Interpolator;
}

/** Pixels of all frames of a request together, from which other threads are worth their start (75 ms of work each). */
const WORTH_THREADS = 5e6;

/**
 * In-betweens of two pictures: their motion is looked for on this thread, the frames are made by the threads, byte for
 * byte as this one makes them, and streamed in order. With null, under `worth` pixels in
 * all, or where no thread can be had, everything is made here. Keeps the compiled kernels from one request to the next.
 */
export function betweenTenant(threads: FrameThreadsOptions | null, worth = WORTH_THREADS): Tenant {
  const crew = threads === null || threads.count < 2 ? null : new FrameThreads(threads);
  let kept: Kept | null = null;
  return tenant(between, async ({ kernels: file, width, height, a, b, times }, emit) => {
    kept = kept?.file === file ? kept : await keep(file);
    const { kernels, interpolator } = kept;
    const helpers = width * height * times.length < worth || times.length < 2 ? null : crew;
    // They start while the motion is looked for.
    helpers?.start(kernels);
    const pair = interpolator.prepare(a, b, width, height);
    try {
      await emit({ kind: 'pair', relation: pair.kind, consistency: pair.consistency });
      helpers?.take(interpolator.share(pair));
      for await (const [index, data] of framesOf(interpolator, pair, times, helpers)) {
        await emit({ kind: 'frame', index, data });
      }
      return null;
    } finally {
      helpers?.release();
      pair.close();
    }
  });
}

/** The frames with their places, in order, each to be dealt with before the next is asked for: its memory is used again. */
async function* framesOf(
  interpolator: Interpolator,
  pair: Pair,
  times: readonly number[],
  helpers: FrameThreads | null,
): AsyncGenerator<readonly [index: number, data: Uint8Array]> {
  const spare: Handed[] = [];
  const memory = (): Handed => spare.pop() ?? new Uint8ClampedArray(pair.width * pair.height * 4);
  const asked: Promise<Handed | null>[] = [];
  // Each thread has one frame to make and one that waits to be sent, so none waits for the other end.
  const ahead = 2 * (helpers?.running ?? 0);
  for (const [index, t] of times.entries()) {
    for (
      let next = index + asked.length;
      helpers !== null && next < times.length && asked.length < ahead;
      next++
    ) {
      asked.push(helpers.make(times[next] ?? 0, memory()));
    }
    const frame = (await asked.shift()) ?? interpolator.inbetween(pair, t, memory());
    yield [index, new Uint8Array(frame.buffer)];
    spare.push(frame as Handed);
  }
}

async function keep(file: string): Promise<Kept> {
  let kernels: Uint8Array;
  try {
    kernels = await readFile(file);
  } catch (error) {
    throw new Fault(
      'kernels-missing',
      'The compiled part of the draft engine is missing.',
      'Install the program again; from a checkout run `npm run build`.',
      error,
    );
  }
  return { file, kernels, interpolator: await createInterpolator(kernels) };
}
