import type { Editor } from '../app/editor.ts';
import { shownOf } from '../document/openDocument.ts';
import { guideIn, keyframesById, readsMaskInGroups } from '../film/lookups.ts';
import { filmPicture } from '../film/footage.ts';
import { assetPicture } from '../viewer/scene.ts';
import { texts } from '../texts.ts';
import { pictured } from './follows.ts';
import { xOf } from './geometry.ts';
import { useCanvas, type Surface } from './useCanvas.ts';
import { batchesInView, drawCover, thumbnailSide } from './inView.ts';

/** What the engine is given: small pictures where there are some, mid-grey elsewhere, frame by frame. */
function paintGuide({ context, width, height, colors, unit }: Surface, editor: Editor): void {
  const { plan, prepared } = editor.planning.store.getState();
  const project = shownOf(editor.document.store.getState());
  const sight = editor.sight.now();
  if (plan === null) {
    return;
  }
  const [top, tall] = [2, height - 4];
  const wide = (tall * project.size.width) / project.size.height;
  const byId = keyframesById(project.keyframes);
  const inGroups = readsMaskInGroups(plan);
  for (const batch of batchesInView(plan, sight)) {
    const [from, to] = [xOf(sight, batch.from) - sight.scale / 2, xOf(sight, batch.to) + sight.scale / 2];
    context.fillStyle = '#808080';
    context.globalAlpha = 0.55;
    context.fillRect(Math.max(0, from), top, Math.min(width, to) - Math.max(0, from), tall);
    context.globalAlpha = 1;
    const guide = guideIn(batch);
    let drawnTo = -Infinity;
    for (const [i, anchor] of batch.anchors.entries()) {
      const keyframe = byId.get(anchor.keyframe);
      const x = xOf(sight, anchor.film);
      if (keyframe === undefined || x + wide < 0 || x > width) {
        continue;
      }
      if (sight.scale < 0.4) {
        // Anchors nearer than a picture: a mark where a pixel is free.
        if (x > drawnTo + 1) {
          context.fillStyle = anchor.seen || !inGroups ? colors.done : colors.stale;
          context.fillRect(x, top, 1, tall);
          drawnTo = x;
        }
        continue;
      }
      const held = anchor.hold * sight.scale;
      const image = editor.thumbnails.get(assetPicture(project.id, keyframe.asset, thumbnailSide));
      const next = batch.anchors[i + 1];
      const most = ((next?.film ?? Infinity) - anchor.film) * sight.scale - 2;
      const box = { x: x - 1, y: top, width: Math.max(2, Math.min(wide, Math.max(most, 2))), height: tall };
      const last = anchor.film === batch.to;
      const shift = last ? { ...box, x: Math.min(box.x, to - box.width) } : box;
      if (image !== null) {
        drawCover(context, image, shift, keyframe);
      } else {
        context.fillStyle = colors.hover;
        context.fillRect(shift.x, shift.y, shift.width, shift.height);
      }
      context.fillStyle = anchor.seen || !inGroups ? colors.done : colors.stale;
      context.fillRect(x - 1, top, 2, tall);
      if (anchor.hold > 1) {
        context.fillRect(x - 1, top + tall - 2, held, 2);
      }
      if (!anchor.seen && inGroups) {
        context.beginPath();
        context.moveTo(x - 4 * unit, top);
        context.lineTo(x + 4 * unit, top);
        context.lineTo(x, top + 6 * unit);
        context.fill();
      }
    }
    for (let at = 0; at < batch.context - 1; at += 1) {
      const given = guide[at];
      if (given?.kind !== 'context') {
        continue;
      }
      const x = xOf(sight, given.film) - sight.scale / 2;
      const picture = filmPicture(prepared, given.film, thumbnailSide);
      const image = picture === null ? null : editor.thumbnails.get(picture);
      context.fillStyle = colors.queued;
      context.globalAlpha = 0.5;
      context.fillRect(x, top, sight.scale, tall);
      context.globalAlpha = 1;
      if (image !== null && sight.scale > 6) {
        drawCover(context, image, { x, y: top, width: sight.scale - 1, height: tall }, null);
      }
    }
  }
}

export function GuideRow() {
  const ref = useCanvas(paintGuide, pictured);
  return (
    <canvas
      ref={ref}
      data-row="guide"
      role="img"
      aria-label={texts.timeline.rows.guide}
      className="block size-full"
    />
  );
}
