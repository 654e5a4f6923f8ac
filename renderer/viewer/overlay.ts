import type { Editor } from '../app/editor.ts';
import { captionPicture, lookAt } from '../captions/captionScene.ts';
import { shownOf } from '../document/openDocument.ts';

/** Longest side of the captions' pictures: sharp on most screens, small enough to come at once. */
const longest = 1920;

/**
 * Draws what lies over the film at a frame: captions, and the black it fades from and to. While a picture of captions loads the
 * one before stays, so that they do not flicker.
 */
export function createOverlay({ document, planning, pictures }: Editor) {
  let before: readonly { readonly image: HTMLImageElement; readonly weight: number }[] = [];
  return (context: CanvasRenderingContext2D, frame: number): void => {
    const shown = shownOf(document.store.getState());
    const { prepared, preparedFor } = planning.store.getState();
    const project = preparedFor ?? shown;
    const { width, height } = shown.size;
    const look = lookAt(project, frame);
    const side = Math.min(longest, Math.max(width, height));
    const layers = (look?.layers ?? []).map(({ state, weight }) => ({
      image: prepared === null ? null : pictures.get(captionPicture(prepared, state, side)),
      weight,
    }));
    const ready = layers.flatMap(({ image, weight }) => (image === null ? [] : [{ image, weight }]));
    before = ready.length === layers.length ? ready : before;
    for (const { image, weight } of before) {
      context.globalAlpha = weight;
      context.drawImage(image, 0, 0, width, height);
    }
    context.globalAlpha = look?.dark ?? 0;
    context.fillStyle = '#000';
    context.fillRect(0, 0, width, height);
    context.globalAlpha = 1;
  };
}
