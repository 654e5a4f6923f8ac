import { freemem } from 'node:os';
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

/** Pictures through the child process. Faults of the host and of the child. */
export function enlargeWith(
  host: Pick<InferenceHost, 'run'>,
  model: LoadedModel,
  passes: number,
  providers: readonly string[] | null = null,
): Enlarge {
  const scale = model.scale ** passes;
  return async (frames, load, onResult, signal) => {
    const [{ width, height } = { width: 0, height: 0 }] = frames;
    await host.run(
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
  };
}

/** Starts the child and loads the network while the source is read; what fails here fails again with the first picture. */
export async function warmUp(enlarge: Enlarge, signal: AbortSignal): Promise<void> {
  const side = 16;
  const grey = { width: side, height: side, data: new Uint8Array(side * side * 4).fill(128) };
  await enlarge([grey], { together: 1, pixels: side * side }, () => undefined, signal).catch(() => undefined);
}

const lastInput = ({ width, height }: { width: number; height: number }, scale: number, passes: number) => ({
  width: width * scale ** (passes - 1),
  height: height * scale ** (passes - 1),
});

/** Bytes a run may take: half of what is free, between 256 MB and 4 GB. */
export function memoryBudget(): number {
  return Math.min(4e9, Math.max(256e6, freemem() / 2));
}
