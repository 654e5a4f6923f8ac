import { firstAtLeast } from './geometry.ts';

/**
 * How far to move so that one of the dragged `frames`, moved by `delta`, comes to lie on a target. Within `reach`
 * frames the nearest target wins; else `delta` is rounded to whole frames. `targets` are sorted frames.
 * O(frames * log targets).
 */
export function snapped(
  frames: readonly number[],
  delta: number,
  targets: readonly number[],
  reach: number,
): number {
  let best: { readonly delta: number; readonly away: number } | null = null;
  for (const frame of frames) {
    const wanted = frame + delta;
    const after = firstAtLeast(targets, wanted);
    for (const target of targets.slice(Math.max(0, after - 1), after + 1)) {
      const away = Math.abs(target - wanted);
      if (away <= reach && away < (best?.away ?? Infinity)) {
        best = { delta: target - frame, away };
      }
    }
  }
  return best?.delta ?? Math.round(delta);
}
