import { GenerationFailure, type GenerationRequest } from '../../generation/engine.ts';
import { eased } from '../../../shared/generation/easing.ts';

/** A run of batch frames that are made in one go, in order. */
export type Stretch =
  /** Shown as the guide has it. */
  | { readonly kind: 'copy'; readonly at: number }
  /** Between the guide's pictures at `from` and `to`, neither included: frame `from + 1 + i` at `times[i]`. */
  | {
      readonly kind: 'between';
      readonly segment: string;
      readonly from: number;
      readonly to: number;
      readonly times: readonly number[];
    }
  /** Part of a segment that windows cut: frame `at + i` at `times[i]` between two keyframes' own pictures. */
  | {
      readonly kind: 'across';
      readonly segment: string;
      readonly at: number;
      readonly start: string;
      readonly end: string;
      readonly times: readonly number[];
    }
  /** After the guide's picture at `from`, with nothing to go to: frame `from + 1 + i` is `scales[i]` times as large. */
  | {
      readonly kind: 'onwards';
      readonly segment: string;
      readonly from: number;
      readonly scales: readonly number[];
    };

/** Growth of the picture in an open segment: 1 % in 16 frames. Even in its logarithm, so that windows join unseen. */
const PUSH_IN = Math.log(1.01) / 16;

/**
 * What is to be done for every batch frame, in order; each frame is in exactly one stretch. Frames of mask 0 are
 * anchors, held frames, context and surplus: they are copied. Throws GenerationFailure 'refused' when a frame is
 * neither known nor in a span.
 */
export function scheduleOf({
  batch: { generated },
  mask,
  spans,
}: Pick<GenerationRequest, 'batch' | 'mask' | 'spans'>): readonly Stretch[] {
  const stretches: Stretch[] = [];
  for (let at = 0; at < generated;) {
    if (mask[at] === 0) {
      stretches.push({ kind: 'copy', at });
      at += 1;
      continue;
    }
    const from = at - 1;
    const length = unknownFrom(mask, at, generated);
    const span = spans.find((each) => each.from <= from && from < (each.to ?? generated));
    const to = from + length + 1;
    if (span === undefined || from < 0 || (span.to !== null && to > span.to)) {
      throw new GenerationFailure(
        'refused',
        `Frame ${String(at)} of the batch lies between no two pictures.`,
        'Put a keyframe at the beginning of the film.',
      );
    }
    const { segment, easing, across } = span;
    if (across !== null) {
      const { start, end } = across;
      const share = (frame: number) => Math.min(1, (frame - across.from) / (across.to - across.from));
      const times = Array.from({ length }, (_, i) => eased(easing, share(from + 1 + i)));
      stretches.push({ kind: 'across', segment, at: from + 1, start, end, times });
    } else if (to < generated) {
      const times = Array.from({ length }, (_, i) => eased(easing, (i + 1) / (length + 1)));
      stretches.push({ kind: 'between', segment, from, to, times });
    } else {
      const scales = Array.from({ length }, (_, i) => Math.exp(PUSH_IN * (i + 1)));
      stretches.push({ kind: 'onwards', segment, from, scales });
    }
    at += length;
  }
  return stretches;
}

function unknownFrom(mask: readonly number[], at: number, generated: number): number {
  let length = 0;
  while (at + length < generated && mask[at + length] !== 0) {
    length += 1;
  }
  return length;
}
