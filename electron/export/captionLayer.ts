import type { CaptionStates, PaintingPace } from '../../shared/captions/states.ts';
import type { CaptionLayer } from './layer.ts';
import type { Patch } from './overlay.ts';

/** Paints every one of the given states once, in order. */
export type PaintStates = (
  states: CaptionStates,
  signal: AbortSignal,
  pace: PaintingPace,
) => AsyncIterable<{ readonly patch: Patch | null }>;

/** A track's states as a layer over a film; whoever paints is told the frames of each state, to name them when it fails. */
export function captionLayer({ states, runs }: CaptionStates, paint: PaintStates): CaptionLayer {
  return {
    runs,
    async *paint(order, signal, pace) {
      const places = new Map(order.map((state, place) => [state, place]));
      const wanted = order.flatMap((state) => states[state] ?? []);
      const where = runs.flatMap((run) => {
        const state = places.get(run.state);
        return state === undefined ? [] : [{ ...run, state }];
      });
      for await (const { patch } of paint({ states: wanted, runs: where }, signal, pace)) {
        yield patch;
      }
    },
  };
}
