/**
 * The timeline's one mapping. A frame is a cell; things stand at its middle:
 *
 *     frame      0     1     2
 *             |--.--|--.--|--.--|      x(frame) = (frame + 0.5 - left) * scale
 *             ^ left edge of the view is at frame `left` (fractional, may be below 0)
 */
export interface Sight {
  /** The frame, with its fraction, at the view's left edge. */
  readonly left: number;
  /** Pixels a frame. */
  readonly scale: number;
  /** Pixels. */
  readonly width: number;
}

export const scaleLimits = { least: 0.002, most: 96 } as const;
/** Pixels before frame 0, so that nothing sticks to the edge. */
export const margin = 28;
/** Pixels after the last frame: the picture of its keyframe hangs to the right. */
export const tail = 88;
/** The same as a share of the width: on a wide screen everything is larger, the last picture too. */
const tailShare = 0.035;

export const xOf = (sight: Sight, frame: number): number => (frame + 0.5 - sight.left) * sight.scale;

/** The place under x in frames, with its fraction: cell n begins at n. */
export const placeAt = (sight: Sight, x: number): number => sight.left + x / sight.scale;

/** The frame whose cell lies under x; never below 0. */
export const frameAt = (sight: Sight, x: number): number => Math.max(0, Math.floor(placeAt(sight, x)));

const within = (value: number, least: number, most: number) => Math.min(Math.max(value, least), most);

/** The same sight, kept where there is something to see; `last` is the last frame of interest. */
export function held(sight: Sight, last: number): Sight {
  const scale = within(sight.scale, scaleLimits.least, scaleLimits.most);
  const least = -margin / scale;
  const most = Math.max(least, last + 1 + margin / scale - (sight.width / scale) * 0.4);
  return { width: sight.width, scale, left: within(sight.left, least, most) };
}

/** Zooms by `factor` so that what is under x stays under x. */
export function zoomed(sight: Sight, x: number, factor: number, last: number): Sight {
  const scale = within(sight.scale * factor, scaleLimits.least, scaleLimits.most);
  const under = placeAt(sight, x);
  return held({ ...sight, scale, left: under - x / scale }, last);
}

/** Shows `first` to `last` with margins. */
export function fitted(width: number, first: number, last: number): Sight {
  const scale = within(
    (width - margin - Math.max(tail, width * tailShare)) / Math.max(1, last - first + 1),
    scaleLimits.least,
    scaleLimits.most,
  );
  return { width, scale, left: first - margin / scale };
}

/** Indexes [start, end) of the sorted `frames` within from..to, one more on each side. O(log n). */
export function between(frames: readonly number[], from: number, to: number): readonly [number, number] {
  const start = firstAtLeast(frames, from);
  const end = firstAtLeast(frames, to + 1);
  return [Math.max(0, start - 1), Math.min(frames.length, end + 1)];
}

/** Index of the first value >= `wanted` in sorted values; their count when there is none. O(log n). */
export function firstAtLeast(sorted: readonly number[], wanted: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < wanted) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

/** Index of the value nearest to `wanted`, or -1 for none. O(log n). */
export function nearest(sorted: readonly number[], wanted: number): number {
  const after = firstAtLeast(sorted, wanted);
  const [a, b] = [sorted[after - 1], sorted[after]];
  if (a === undefined || b === undefined) {
    return a === undefined && b === undefined ? -1 : a === undefined ? after : after - 1;
  }
  return wanted - a <= b - wanted ? after - 1 : after;
}

/** Frames between ruler labels and between ticks: labels at least `room` pixels apart, on round numbers. */
export function rulerSteps(
  scale: number,
  fps: number,
  room = 84,
): { readonly label: number; readonly tick: number } {
  const rate = Math.max(1, Math.round(fps));
  const seconds = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 36_000].map((s) => s * rate);
  const frames = [1, 2, 5, 10, 20].filter((n) => n < rate);
  const steps = [...frames, ...seconds];
  const label = steps.find((step) => step * scale >= room) ?? 36_000 * rate;
  const finer = steps.filter((step) => step < label && label % step === 0 && step * scale >= 7);
  return { label, tick: finer[0] ?? label };
}
