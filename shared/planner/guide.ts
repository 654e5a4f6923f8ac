import { anchorEnd } from './mask.ts';
import type { Batch, GuideFrame } from './schema.ts';

const grey: GuideFrame = Object.freeze({ kind: 'grey' });

/** What stands at every batch frame, `generated` of them: a keyframe, a frame made before, or mid-grey. */
export function guideOf(batch: Batch): readonly GuideFrame[] {
  const guide = new Array<GuideFrame>(batch.generated).fill(grey);
  const start = batch.from - batch.context + 1;
  // A batch on its own has nothing made before it: its one context frame is its first keyframe.
  for (let at = 0; at < batch.context; at += 1) {
    guide[at] = { kind: 'context', film: start + at };
  }
  for (const anchor of batch.anchors) {
    guide.fill({ kind: 'keyframe', keyframe: anchor.keyframe }, anchor.at, anchorEnd(batch, anchor));
  }
  return guide;
}
