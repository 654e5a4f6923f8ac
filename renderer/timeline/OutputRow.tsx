import { mediaRoutes } from '../../shared/media/routes.ts';
import type { Project } from '../../shared/project/schema.ts';
import type { Editor } from '../app/editor.ts';
import { projectOf, shownOf } from '../document/openDocument.ts';
import { filmPicture } from '../film/footage.ts';
import { texts } from '../texts.ts';
import { pictured } from './follows.ts';
import { frameAt, xOf } from './geometry.ts';
import { useCanvas, type Surface } from './useCanvas.ts';
import { drawCover, thumbnailSide } from './inView.ts';

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

export function OutputRow() {
  const ref = useCanvas(paintOutput, pictured);
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
