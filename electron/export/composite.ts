import type { Frame } from '../media/frame.ts';
import { paintedRuns, type CaptionLayer } from './layer.ts';
import { layOnFrame } from './overlay.ts';

/** A film's frames with a layer over them, as long as the layer's runs say; one frame is held at a time. */
export async function* composited(
  frames: AsyncIterable<{ readonly frame: Frame }>,
  layer: CaptionLayer,
  signal: AbortSignal,
): AsyncGenerator<{ frame: Frame }, void, void> {
  const under = frames[Symbol.asyncIterator]();
  try {
    for await (const { run, patch } of paintedRuns(layer, signal, 'steady')) {
      for (let i = 0; i < run.frames; i++) {
        const next = await under.next();
        if (next.done === true) {
          return;
        }
        yield patch === null ? next.value : { frame: layOnFrame(patch, next.value.frame) };
      }
    }
  } finally {
    await under.return?.();
  }
}

/** The part of a layer over the frames `from` up to, not with, `to`; its frames count from `from`. */
export function cutLayer(layer: CaptionLayer, from: number, to: number): CaptionLayer {
  const runs = layer.runs.flatMap((run) => {
    const first = Math.max(run.from, from);
    const end = Math.min(run.from + run.frames, to);
    return end > first ? [{ ...run, from: first - from, frames: end - first }] : [];
  });
  return { ...layer, runs };
}
