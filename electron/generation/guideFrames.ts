import { Fault } from '../../shared/fault.ts';
import { guideOf } from '../../shared/planner/guide.ts';
import type { Plan } from '../../shared/planner/schema.ts';
import { greyFrame, type Frame } from '../media/frame.ts';
import { engineSize } from './pictures.ts';
import { guidePicture, type Film } from './request.ts';

/**
 * What the engine is given at frame `at` of batch `index`, exactly its size: a keyframe, a frame of the film before
 * it, or mid-grey (128); mid-grey too while a context frame is not made. Fault `no-frame` outside the plan.
 */
export async function guideFrameOf(plan: Plan, film: Film, index: number, at: number): Promise<Frame> {
  const batch = plan.batches[index];
  const frame = batch === undefined ? undefined : guideOf(batch)[at];
  if (frame === undefined) {
    const where = `frame ${String(at)} in batch ${String(index)}`;
    throw new Fault('no-frame', `The plan has no ${where}.`, 'Look at the plan again.');
  }
  const { width, height } = engineSize(film.project.size, plan.profile.multiple);
  return (await guidePicture(film, frame)) ?? greyFrame(width, height);
}
