import type { Batch, Plan } from '../../shared/planner/schema.ts';
import type { Keyframe } from '../../shared/project/schema.ts';
import { batchEnds } from '../film/lookups.ts';
import { placementOf } from '../film/placement.ts';
import { firstAtLeast, frameAt, type Sight } from './geometry.ts';

/** Longest side of the small pictures in rows, in pixels. */
export const thumbnailSide = 160;

/** Batches of which something is in view. O(log batches + those in view). */
export function batchesInView(plan: Plan, sight: Sight): readonly Batch[] {
  const [from, to] = [frameAt(sight, 0), frameAt(sight, sight.width)];
  const start = firstAtLeast(batchEnds(plan), from);
  const found: Batch[] = [];
  for (let i = start; i < plan.batches.length; i += 1) {
    const batch = plan.batches[i];
    if (batch === undefined || batch.from > to) {
      break;
    }
    found.push(batch);
  }
  return found;
}

/** The film frame of a batch frame that is kept. */
export const filmFrame = (batch: Batch, at: number) => batch.from + at - (batch.context - 1);

/** A picture covering a cell. */
export function drawCover(
  context: CanvasRenderingContext2D,
  image: HTMLImageElement,
  box: { x: number; y: number; width: number; height: number },
  keyframe: Keyframe | null,
): void {
  const picture = { width: image.naturalWidth, height: image.naturalHeight };
  const { from, to } = placementOf(picture, box, keyframe ?? { fit: 'crop', crop: null });
  context.drawImage(
    image,
    from.x,
    from.y,
    from.width,
    from.height,
    box.x + to.x,
    box.y + to.y,
    to.width,
    to.height,
  );
}
