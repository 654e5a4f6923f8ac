import { availableParallelism } from 'node:os';
import { upscale, type UpscaleItem } from '../inference/calls.ts';
import type { InferenceHost } from '../inference/host.ts';
import type { Frame } from '../media/frame.ts';
import { tileFor, type Load } from './batches.ts';
import type { LoadedModel } from './model.ts';

/** Computes pictures of one size; each is told as soon as it is there, by its place in the list. None: only gets ready. */
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
  // The others compute only where the processor does, and are not to look for a device first.
  const lanes = children.map((child, at) => ({
    child,
    asked: 0,
    providers: at === 0 ? providers : (providers ?? processor),
  }));
  type Lane = (typeof lanes)[number];

  const ask = async (lane: Lane, ...[frames, load, onResult, signal]: Parameters<Enlarge>) => {
    const [{ width, height } = { width: 0, height: 0 }] = frames;
    lane.asked += 1;
    try {
      return await lane.child.run(
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
          providers: lane.providers,
        },
        {
          signal,
          silenceMs,
          onItem: ({ index, data }: UpscaleItem) => {
            onResult(index, { width: width * scale, height: height * scale, data });
          },
        },
      );
    } finally {
      lane.asked -= 1;
    }
  };

  /** Starts all children with a small picture; the lanes that are of use. What fails here fails again with a picture. */
  const begin = async (signal: AbortSignal): Promise<readonly Lane[]> => {
    const [first, ...others] = lanes.map((lane) =>
      ask(lane, [grey], { together: 1, pixels: grey.width * grey.height }, () => undefined, signal),
    );
    others.forEach((other) => {
      other.catch(() => undefined);
    });
    try {
      return (await first)?.provider === 'cpu' ? lanes : lanes.slice(0, 1);
    } catch {
      begun = null;
      return lanes.slice(0, 1);
    }
  };
  let begun: Promise<readonly Lane[]> | null = null;

  return async (frames, load, onResult, signal) => {
    const usable = await (begun ??= begin(signal));
    if (frames.length > 0) {
      const lane = usable.reduce((least, each) => (each.asked < least.asked ? each : least));
      await ask(lane, frames, load, onResult, signal);
    }
  };
}

const processor = ['cpu'] as const;

/** The smallest picture worth trying a network with. */
const grey = { width: 16, height: 16, data: new Uint8Array(16 * 16 * 4).fill(128) };

/** Requests on their way at once: while each child works on one, its next waits. */
export const sideBySideFor = (children: readonly ComputingChild[]) => children.length * 2;

/** Starts the children and loads the network while the source is opened. */
export const warmUp = (enlarge: Enlarge, signal: AbortSignal): Promise<void> =>
  enlarge([], { together: 1, pixels: 1 }, () => undefined, signal);

const lastInput = ({ width, height }: { width: number; height: number }, scale: number, passes: number) => ({
  width: width * scale ** (passes - 1),
  height: height * scale ** (passes - 1),
});
