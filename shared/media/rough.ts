import { z } from 'zod';
import { ownModelOf } from '../engines/ownModel.ts';
import { eased } from '../generation/easing.ts';
import { keyframeSchema, plainSegment, sizeSchema, type Project } from '../project/schema.ts';
import { segmentKey } from '../project/timeline.ts';

const placedSchema = keyframeSchema.pick({ asset: true, fit: true, crop: true });

/** A rough picture between two keyframes, by everything it is made from: what it shows never changes. */
export const roughSchema = z.object({
  a: placedSchema,
  b: placedSchema,
  /** The film's; the picture is smaller. */
  size: sizeSchema,
  /** How far the way from a to b is gone. */
  t: z.number().min(0).max(1),
  /** The model of the person's own that makes it, where it can within a second; else the draft engine does. */
  model: z.string().nullable(),
});

export type Rough = z.infer<typeof roughSchema>;

/** The longest side of a rough picture in pixels. */
export const roughSide = 480;

/** What moves between the keyframe at `index` and the next one at a film frame; null where nothing does. */
export function roughAt(project: Project, index: number, frame: number): Rough | null {
  const [from, to] = [project.keyframes[index], project.keyframes[index + 1]];
  if (from === undefined || to === undefined) {
    return null;
  }
  const start = from.frame + from.hold - 1;
  if (frame <= start || frame >= to.frame) {
    return null;
  }
  const { easing } = project.segments[segmentKey(from.id, to.id)] ?? plainSegment;
  // Four digits: the same moment is the same picture, however it was reached.
  const t = Math.round(eased(easing, (frame - start) / (to.frame - start)) * 1e4) / 1e4;
  const placed = ({ asset, fit, crop }: typeof from) => ({ asset, fit, crop });
  return { a: placed(from), b: placed(to), size: project.size, t, model: ownModelOf(project.engine) };
}
