import type { Batch } from '../../shared/planner/schema.ts';
import type { Editor } from '../app/editor.ts';
import { maskIn } from '../film/lookups.ts';
import { texts } from '../texts.ts';
import type { Colors } from './colors.ts';
import { planned } from './follows.ts';
import { frameAt, xOf, type Sight } from './geometry.ts';
import { useCanvas, type Surface } from './useCanvas.ts';
import { batchesInView, filmFrame } from './inView.ts';

/** Weights as bars: the lighter and taller, the more is generated. */
function paintMask({ context, height, colors, width }: Surface, editor: Editor): void {
  const { plan } = editor.planning.store.getState();
  const sight = editor.sight.now();
  if (plan === null) {
    return;
  }
  const floor = height - 3;
  for (const batch of batchesInView(plan, sight)) {
    if (sight.scale < 1.5) {
      paintMaskFar(context, sight, batch, floor, colors);
      continue;
    }
    const weights = maskIn(batch);
    const from = Math.max(batch.context - 1, frameAt(sight, 0) - batch.from + batch.context - 2);
    for (let at = from; at < batch.wanted; at += 1) {
      const x = xOf(sight, filmFrame(batch, at)) - sight.scale / 2;
      if (x > width) {
        break;
      }
      const weight = weights[at] ?? 0;
      const tall = weight === 0 ? 3 : 3 + (floor - 6) * weight;
      context.fillStyle = weight === 0 ? colors.done : colors.text;
      context.globalAlpha = weight === 0 ? 1 : 0.2 + 0.45 * weight;
      context.fillRect(x, floor - tall, sight.scale - (sight.scale > 4 ? 1 : 0), tall);
    }
  }
  context.globalAlpha = 1;
}

/** Frames narrower than a bar: the batch as one, and a mark at each anchor that has a pixel to itself. */
function paintMaskFar(
  context: CanvasRenderingContext2D,
  sight: Sight,
  batch: Batch,
  floor: number,
  colors: Colors,
): void {
  const from = xOf(sight, batch.from);
  context.fillStyle = colors.text;
  context.globalAlpha = 0.65;
  context.fillRect(from, 3, xOf(sight, batch.to) - from, floor - 3);
  context.globalAlpha = 1;
  context.fillStyle = colors.done;
  let drawnTo = -Infinity;
  for (const { film } of batch.anchors) {
    const x = Math.round(xOf(sight, film));
    if (x > drawnTo + 1) {
      context.fillRect(x - 1, floor - 3, 2, 3);
      drawnTo = x;
    }
  }
}

export function MaskRow() {
  const ref = useCanvas(paintMask, planned);
  return (
    <canvas
      ref={ref}
      data-row="mask"
      role="img"
      aria-label={texts.timeline.rows.mask}
      className="block size-full"
    />
  );
}
