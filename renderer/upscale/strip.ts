import type { Run, UpscaleLook } from '../../shared/upscale/schema.ts';

/** The run a frame is in. O(log runs). */
function runOf(runs: readonly Run[], frame: number): Run | null {
  let [low, high] = [0, runs.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((runs[middle]?.from ?? 0) <= frame) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return runs[low] ?? null;
}

/** The frame whose picture a frame repeats; null where it is the first to show it. */
export function firstShown(runs: readonly Run[], frame: number): number | null {
  const run = runOf(runs, frame);
  if (run === null) {
    return null;
  }
  const first = runs.find(({ distinct }) => distinct === run.distinct)?.from ?? run.from;
  return first === frame ? null : first;
}

/** The frame under a place of a strip of `frames` that is `width` long. */
export const frameUnder = (x: number, width: number, frames: number): number =>
  Math.min(frames - 1, Math.max(0, Math.floor((x / Math.max(1, width)) * frames)));

interface StripColours {
  readonly computed: string;
  readonly repeat: string;
  readonly line: string;
}

/**
 * Draws frames that are computed whole and those that repeat another low. A film longer than the strip has pixels shows the share of
 * computed frames in each pixel by its height. O(runs + width).
 */
export function paintRuns(
  context: CanvasRenderingContext2D,
  { frames, runs }: Pick<UpscaleLook, 'frames' | 'runs'>,
  { width, height }: { readonly width: number; readonly height: number },
  colours: StripColours,
): void {
  const step = width / Math.max(1, frames);
  const low = Math.round(height * 0.45);
  context.fillStyle = colours.repeat;
  context.fillRect(0, height - low, width, low);
  const columns = Math.max(1, Math.floor(width));
  const shares = new Float64Array(columns);
  const seen = new Set<number>();
  context.fillStyle = colours.computed;
  for (const { from, distinct } of runs) {
    if (seen.has(distinct)) {
      continue;
    }
    seen.add(distinct);
    if (step >= 1) {
      context.fillRect(from * step, 0, Math.max(1, step), height);
    } else {
      const column = Math.min(columns - 1, Math.floor(from * step));
      shares[column] = (shares[column] ?? 0) + step;
    }
  }
  shares.forEach((share, column) => {
    if (share > 0) {
      const tall = Math.max(2, Math.min(1, share) * height);
      context.fillRect(column, height - tall, 1, tall);
    }
  });
  if (step >= 5) {
    context.fillStyle = colours.line;
    for (let frame = 1; frame < frames; frame++) {
      context.fillRect(Math.round(frame * step) - 0.5, 0, 1, height);
    }
  }
}
