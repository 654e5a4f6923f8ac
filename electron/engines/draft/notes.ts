import type { BetweenItem } from '../../inference/calls.ts';

/** What a creator is told about one transition, from what its two pictures have to do with each other. */
export function noteOf({ relation, consistency }: Extract<BetweenItem, { kind: 'pair' }>): string {
  const share = `${String(Math.round(consistency * 100))} %`;
  switch (relation) {
    case 'same':
      return 'The same picture twice: copied.';
    case 'motion':
      return `Motion, ${share} sure.`;
    case 'mixed':
      return `Motion where it is sure (${share} of the picture), a crossfade elsewhere.`;
    case 'dissolve':
      return `These pictures are too different for motion (${share} sure): a dissolve. An AI engine can invent it.`;
  }
}

export const nearlySame = 'The two pictures are nearly the same: nothing will be seen to move.';

export const onwards = 'No keyframe follows: the picture is held and slowly enlarged.';
