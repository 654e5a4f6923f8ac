import type { Anchor, Batch, Profile } from './schema.ts';

/** By distance from an anchor (domain.md); every frame farther off is 1. */
const softness = [0, 0.3, 0.6] as const;

/** The batch frame after the last one that shows the anchor: a keyframe that ends a batch is held to its very end. */
export function anchorEnd(
  batch: Pick<Batch, 'wanted' | 'generated'>,
  anchor: Pick<Anchor, 'at' | 'hold'>,
): number {
  const end = anchor.at + anchor.hold;
  return end === batch.wanted ? batch.generated : end;
}

/**
 * Planned weights, `generated` of them: 0 keeps the guide, 1 generates. Surplus frames after an open end are
 * generated too, for there is no keyframe to hold.
 */
export function maskOf(batch: Batch): readonly number[] {
  const mask = new Array<number>(batch.generated).fill(1);
  const lower = (at: number, weight: number) => {
    const now = mask[at];
    if (now !== undefined && weight < now) {
      mask[at] = weight;
    }
  };
  mask.fill(0, 0, batch.context);
  for (const anchor of batch.anchors) {
    const end = anchorEnd(batch, anchor);
    mask.fill(0, anchor.at, end);
    for (const [distance, weight] of softness.entries()) {
      lower(anchor.at - distance, weight);
      lower(end - 1 + distance, weight);
    }
  }
  return mask;
}

/**
 * What the engine sees of planned weights: the same, or without soft masks 1 above one half and 0 below. Anchors
 * and context are 0 whatever the planned weights say, so that none is ever lost.
 */
export function engineMask(
  mask: readonly number[],
  batch: Batch,
  profile: Pick<Profile, 'softMasks'>,
): readonly number[] {
  const seen = profile.softMasks ? [...mask] : mask.map((weight) => (weight > 0.5 ? 1 : 0));
  seen.fill(0, 0, batch.context);
  for (const anchor of batch.anchors) {
    seen.fill(0, anchor.at, anchorEnd(batch, anchor));
  }
  return seen;
}
