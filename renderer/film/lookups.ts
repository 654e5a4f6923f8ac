import { guideOf } from '../../shared/planner/guide.ts';
import { maskOf } from '../../shared/planner/mask.ts';
import type { Batch, Plan } from '../../shared/planner/schema.ts';
import type { Keyframe } from '../../shared/project/schema.ts';
import type { Segment } from '../../shared/project/timeline.ts';
import { remembered } from './remembered.ts';

/**
 * Whether it matters that an anchor lies where a video model does not read the mask. Engines without prompts are no
 * such models: they take every frame as it is.
 */
export const readsMaskInGroups = (plan: Plan): boolean => plan.profile.prompts;

/** What rows look up with every paint, worked out once a state: all O(n) once, then O(1). */
export const framesOf = remembered((keyframes: readonly Keyframe[]): readonly number[] =>
  keyframes.map(({ frame }) => frame),
);
export const keyframesById = remembered(
  (keyframes: readonly Keyframe[]): ReadonlyMap<string, Keyframe> =>
    new Map(keyframes.map((each) => [each.id, each])),
);
export const segmentEnds = remembered((segments: readonly Segment[]): readonly number[] =>
  segments.map(({ last }) => last),
);
export const batchEnds = remembered((plan: Plan): readonly number[] => plan.batches.map(({ to }) => to));
export const maskIn = remembered((batch: Batch): readonly number[] => maskOf(batch));
export const guideIn = remembered((batch: Batch) => guideOf(batch));
