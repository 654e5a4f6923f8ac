/** How a segment runs through its time: evenly, gently at both ends, or standing first and then moving. */
export type Easing = 'linear' | 'ease' | 'hold-then-move';

/** Time 0..1 to progress 0..1; 0, 1 and the order of times are kept. */
export function ease(kind: Easing, t: number): number {
  switch (kind) {
    case 'linear':
      return t;
    case 'ease':
      return smooth(t);
    case 'hold-then-move':
      return smooth(Math.max(0, (t - HOLD) / (1 - HOLD)));
  }
}

const HOLD = 0.5;

/** Smoothstep: 3t^2 - 2t^3. */
export function smooth(t: number): number {
  return t * t * (3 - 2 * t);
}
