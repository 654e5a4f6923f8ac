import type { PaintingPace, Run } from '../../shared/captions/states.ts';
import type { Region } from './alphaPicture.ts';
import type { Patch } from './overlay.ts';

/** Captions ready to be painted over a film. */
export interface CaptionLayer {
  /** Every frame of the film once, in order. */
  readonly runs: readonly Run[];
  /** The pictures of these states, in this order; null for a picture with nothing in it. May paint ahead. */
  readonly paint: (
    states: readonly number[],
    signal: AbortSignal,
    pace: PaintingPace,
  ) => AsyncIterable<Patch | null>;
  /** Where all its pictures lie, null for nowhere; left out: anywhere. The smaller it is, the less there is to blend. */
  readonly bounds?: (signal: AbortSignal) => Promise<Region | null>;
}

/** States that come back are kept, up to this many; more are painted again. */
const kept = 16;

/** Every run of the layer, in order, with its picture; a state that comes back is painted once. */
export async function* paintedRuns(
  { runs, paint }: CaptionLayer,
  signal: AbortSignal,
  pace: PaintingPace,
): AsyncGenerator<{ readonly run: Run; readonly patch: Patch | null }, void, void> {
  const returning = new Set<number>();
  const seen = new Set<number>();
  for (const { state } of runs) {
    if (seen.has(state) && returning.size < kept) {
      returning.add(state);
    }
    seen.add(state);
  }
  const first = new Set<number>();
  const isPainted = runs.map(({ state }) => {
    const isNew = !first.has(state);
    first.add(state);
    return isNew || !returning.has(state);
  });
  const order = runs.filter((_, i) => isPainted[i]).map(({ state }) => state);
  const patches = paint(order, signal, pace)[Symbol.asyncIterator]();
  const memory = new Map<number, Patch | null>();
  try {
    for (const [i, run] of runs.entries()) {
      signal.throwIfAborted();
      let patch = memory.get(run.state) ?? null;
      if (isPainted[i] === true) {
        const next = await patches.next();
        patch = next.done === true ? null : next.value;
        if (returning.has(run.state)) {
          memory.set(run.state, patch);
        }
      }
      yield { run, patch };
    }
  } finally {
    await patches.return?.();
  }
}
