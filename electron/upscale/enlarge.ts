import { availableParallelism, freemem } from 'node:os';
import { upscale, type UpscaleItem } from '../inference/calls.ts';
import type { InferenceHost } from '../inference/host.ts';
import type { Frame } from '../media/frame.ts';
import { tileFor, type Load } from './batches.ts';
import type { LoadedModel } from './model.ts';

/** Computes pictures of one size; each is told as soon as it is there, by its place in the list. */
export type Enlarge = (
  frames: readonly Frame[],
  load: Load,
  onResult: (place: number, frame: Frame) => void,
  signal: AbortSignal,
) => Promise<void>;

/** One run may say nothing for this long: a large picture on a slow machine. */
const silenceMs = 600_000;

/** Computes in a child process. */
export type ComputingChild = Pick<InferenceHost, 'run'>;

/**
 * Pictures through child processes. Several share the processor's cores, so that one sends and waits while another
 * computes: quicker than all cores on one picture, and nothing stops where a core is taken away for a moment. Where a
 * device computes, the first has it alone. Faults of the host and of the child.
 */
export function enlargeWith(
  children: readonly ComputingChild[],
  model: LoadedModel,
  passes: number,
  providers: readonly string[] | null = null,
): Enlarge {
  const scale = model.scale ** passes;
  const threads = children.length === 1 ? null : Math.ceil(availableParallelism() / children.length);
  const lanes = children.map((child) => ({ child, asked: 0 }));
  let isProcessor = false;
  return async (frames, load, onResult, signal) => {
    const [{ width, height } = { width: 0, height: 0 }] = frames;
    const usable = isProcessor ? lanes : lanes.slice(0, 1);
    const lane = usable.reduce((least, each) => (each.asked < least.asked ? each : least));
    lane.asked += 1;
    const told = lane.child.run(
      upscale,
      {
        model,
        width,
        height,
        pictures: frames.map(({ data }) => data),
        // The last pass takes the largest picture; the ones before it follow.
        tile: tileFor(lastInput({ width, height }, model.scale, passes), load.pixels, model.margin),
        passes,
        together: frames.length,
        threads,
        providers,
      },
      {
        signal,
        silenceMs,
        onItem: ({ index, data }: UpscaleItem) => {
          onResult(index, { width: width * scale, height: height * scale, data });
        },
      },
    );
    try {
      isProcessor = (await told).provider === 'cpu';
    } finally {
      lane.asked -= 1;
    }
  };
}

/** Requests on their way at once: while each child works on one, its next waits. */
export const sideBySideFor = (children: readonly ComputingChild[]) => children.length * 2;

/**
 * Starts the children and loads the network while the source is read; what fails here fails again with the first picture.
 * The first says whether more than one is used.
 */
export async function warmUp(enlarge: Enlarge, children: number, signal: AbortSignal): Promise<void> {
  const side = 16;
  const grey = { width: side, height: side, data: new Uint8Array(side * side * 4).fill(128) };
  const once = () =>
    enlarge([grey], { together: 1, pixels: side * side }, () => undefined, signal).catch(() => undefined);
  await once();
  if (children > 1) {
    await Promise.all(Array.from({ length: children }, once));
  }
}

const lastInput = ({ width, height }: { width: number; height: number }, scale: number, passes: number) => ({
  width: width * scale ** (passes - 1),
  height: height * scale ** (passes - 1),
});

/** Bytes a run may take: half of what is free, between 256 MB and 4 GB. */
export function memoryBudget(): number {
  return Math.min(4e9, Math.max(256e6, freemem() / 2));
}
