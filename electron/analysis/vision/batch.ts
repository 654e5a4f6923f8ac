import type { VisionItem } from './item.ts';
import type { Small } from './picture.ts';

/** A batch that did not come back: too large, unless one of its frames turns out to be bad by itself. */
export interface Suspicion {
  readonly pictures: number;
}

/** What is still wanted of one frame. It shrinks as answers come. */
export interface Need {
  readonly item: VisionItem;
  /** Position in its shot. */
  readonly index: number;
  readonly small: Small;
  /** The frame before, to be seen together with this one; null where nothing between is wanted. */
  readonly before: { readonly item: VisionItem; readonly small: Small } | null;
  text: boolean;
  between: boolean;
  /** How often it failed by itself, was left out of an answer that had others, and came without what is between. */
  tries: number;
  missed: number;
  betweenTries: number;
  readonly suspicions: Suspicion[];
}

export interface Batch {
  readonly needs: readonly Need[];
  /** Its one frame is shown without the one before, which is told in words instead. */
  readonly alone: boolean;
  /** How often the endpoint was too busy for it. */
  readonly tried: number;
}

/** A picture of a call. */
export interface Shown {
  readonly item: VisionItem;
  readonly small: Small;
  /** null for a picture that is shown for comparison only. */
  readonly need: Need | null;
}

/** The pictures of a call, in the film's order: each frame, and before it the one it is compared with, once. */
export function shownIn({ needs, alone }: Pick<Batch, 'needs' | 'alone'>): readonly Shown[] {
  const shown: Shown[] = [];
  let last = -1;
  for (const need of needs) {
    if (need.between && need.before !== null && !alone && last !== need.index - 1) {
      shown.push({ ...need.before, need: null });
    }
    shown.push({ item: need.item, small: need.small, need });
    last = need.index;
  }
  return shown;
}

/** How many pictures `shownIn` shows, each frame beside the one it is compared with. */
export function picturesOf(needs: readonly Pick<Need, 'index' | 'between'>[]): number {
  const leads = needs.filter(({ between, index }, at) => between && needs[at - 1]?.index !== index - 1);
  return needs.length + leads.length;
}

/** A batch as batches of at most `most` pictures each; itself when it fits. */
export function cut(batch: Batch, most: number): readonly Batch[] {
  const pieces: Need[][] = [];
  for (const need of batch.needs) {
    const piece = pieces.at(-1);
    if (piece !== undefined && (batch.alone ? piece.length + 1 : picturesOf([...piece, need])) <= most) {
      piece.push(need);
    } else {
      pieces.push([need]);
    }
  }
  if (pieces.length === 1 && (batch.alone || shownIn(batch).length <= most)) {
    return [batch];
  }
  return pieces.map((needs) => ({ needs, alone: picturesOf(needs) > most, tried: 0 }));
}

/** Two halves of a batch; one frame that was compared with another is shown alone. Empty for a single picture. */
export function halved(batch: Batch): readonly Batch[] {
  const { needs } = batch;
  if (needs.length > 1) {
    const middle = Math.ceil(needs.length / 2);
    return [needs.slice(0, middle), needs.slice(middle)].map((half) => ({ ...batch, needs: half, tried: 0 }));
  }
  return shownIn(batch).length > 1 ? [{ needs, alone: true, tried: 0 }] : [];
}
