import { mediaRoutes } from '../../shared/media/routes.ts';
import type { Batch, Plan } from '../../shared/planner/schema.ts';
import type { Keyframe, Project } from '../../shared/project/schema.ts';
import type { Editor } from '../app/editor.ts';
import { projectOf, shownOf } from '../document/openDocument.ts';
import { batchEnds, guideIn, keyframesById, maskIn, readsMaskInGroups } from '../film/lookups.ts';
import { filmPicture } from '../film/footage.ts';
import { placementOf } from '../film/placement.ts';
import { assetPicture } from '../viewer/scene.ts';
import { texts } from '../texts.ts';
import type { Colors } from './colors.ts';
import { firstAtLeast, frameAt, xOf, type Sight } from './geometry.ts';
import { useCanvas, type Surface } from './useCanvas.ts';

/** Longest side of the small pictures in rows, in pixels. */
export const thumbnailSide = 160;

const listenToPlan = (editor: Editor, ask: () => void) => [
  editor.sight.subscribe(ask),
  editor.planning.store.subscribe(ask),
];
const listenToPictures = (editor: Editor, ask: () => void) => [
  editor.sight.subscribe(ask),
  editor.planning.store.subscribe(ask),
  editor.document.store.subscribe(ask),
  editor.footage.store.subscribe(ask),
  editor.thumbnails.subscribe(ask),
];

/** Batches of which something is in view. O(log batches + those in view). */
function batchesInView(plan: Plan, sight: Sight): readonly Batch[] {
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
const filmFrame = (batch: Batch, at: number) => batch.from + at - (batch.context - 1);

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

/** A picture covering a cell. */
function drawCover(
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

/** The film as it is made: a picture every so often, filling up as frames arrive. */
function paintOutput({ context, width, height, colors }: Surface, editor: Editor): void {
  const { prepared, preparedFor } = editor.planning.store.getState();
  const project: Project = shownOf(editor.document.store.getState());
  const settled = preparedFor === projectOf(editor.document.store.getState());
  const sight = editor.sight.now();
  const first = project.keyframes[0]?.frame;
  if (first === undefined) {
    return;
  }
  const last = Math.max(project.end ?? 0, project.keyframes.at(-1)?.frame ?? 0);
  const [top, tall] = [2, height - 4];
  const wide = Math.max(8, (tall * project.size.width) / project.size.height);
  // Pictures stand on whole multiples, so that scrolling moves them and does not change them.
  const stride = Math.max(1, 2 ** Math.floor(Math.log2(wide / sight.scale)));
  const begin = Math.max(first, Math.floor(frameAt(sight, 0) / stride) * stride);
  const end = Math.min(last, frameAt(sight, width));
  for (let slot = Math.floor(begin / stride) * stride; slot <= end; slot += stride) {
    const frame = Math.max(first, slot);
    const [from, to] = [
      Math.round(xOf(sight, frame) - sight.scale / 2),
      Math.round(xOf(sight, Math.min(last, slot + stride - 1)) + sight.scale / 2),
    ];
    const box = { x: from, y: top, width: Math.max(1, to - from - 1), height: tall };
    const preview = editor.footage.preview(frame);
    const picture =
      preview === null
        ? filmPicture(prepared, frame, thumbnailSide)
        : { key: `preview:${preview}`, address: mediaRoutes.preview(preview) };
    context.fillStyle = colors.raised;
    context.fillRect(from, top, Math.max(1, to - from - 1), tall);
    const image = picture === null ? null : editor.thumbnails.get(picture);
    if (image !== null) {
      context.globalAlpha = settled || preview !== null ? 1 : 0.5;
      drawCover(context, image, box, null);
      context.globalAlpha = 1;
    }
  }
}

export function GuideRow() {
  const ref = useCanvas(paintGuide, listenToPictures);
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

export function MaskRow() {
  const ref = useCanvas(paintMask, listenToPlan);
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

export function OutputRow() {
  const ref = useCanvas(paintOutput, listenToPictures);
  return (
    <canvas
      ref={ref}
      data-row="output"
      role="img"
      aria-label={texts.timeline.rows.output}
      className="block size-full"
    />
  );
}
