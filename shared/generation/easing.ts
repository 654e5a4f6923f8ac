import type { Easing } from '../project/schema.ts';

/** Share of a segment's time that 'holdThenMove' stands still. */
const held = 0.5;

/** How a segment runs through its time: time 0..1 to progress 0..1; 0, 1 and the order of times are kept. */
export function eased(easing: Easing, t: number): number {
  switch (easing) {
    case 'linear':
      return t;
    case 'ease':
      return smooth(t);
    case 'easeIn':
      return t * t;
    case 'easeOut':
      return t * (2 - t);
    case 'holdThenMove':
      return smooth(Math.max(0, (t - held) / (1 - held)));
  }
}

/** Smoothstep: 3t^2 - 2t^3. */
export function smooth(t: number): number {
  return t * t * (3 - 2 * t);
}
