import { firstAtLeast } from './geometry.ts';

/** What a dragged thing can hold on to. */
export interface SnapTarget {
  readonly frame: number;
  readonly kind: 'keyframe' | 'playhead' | 'end' | 'start' | 'caption' | 'beat';
}

/**
 * How far to move so that one of the dragged `frames`, moved by `delta`, comes to lie on a target. Within `reach`
 * frames the nearest target wins; else `delta` is rounded to whole frames. `targets` are sorted by frame. O(frames * log targets).
 */
export function snapped(
  frames: readonly number[],
  delta: number,
  targets: readonly SnapTarget[],
  reach: number,
): { readonly delta: number; readonly on: SnapTarget | null } {
  const at = targets.map((target) => target.frame);
  let best: { delta: number; on: SnapTarget; away: number } | null = null;
  for (const frame of frames) {
    const wanted = frame + delta;
    const after = firstAtLeast(at, wanted);
    for (const on of [targets[after - 1], targets[after]]) {
      const away = on === undefined ? Infinity : Math.abs(on.frame - wanted);
      if (on !== undefined && away <= reach && away < (best?.away ?? Infinity)) {
        best = { delta: on.frame - frame, on, away };
      }
    }
  }
  return best === null ? { delta: Math.round(delta), on: null } : { delta: best.delta, on: best.on };
}
