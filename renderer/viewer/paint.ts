import type { Size } from '../../shared/project/schema.ts';
import type { Pictures } from '../film/pictures.ts';
import { placementOf } from '../film/placement.ts';
import type { Layer, Scene } from './scene.ts';

/** Whether the scene's own picture was there, or something stood in for it. */
export type Painted = 'whole' | 'stand-in' | 'nothing';

/**
 * Draws a scene into `size` pixels. While its picture loads the next best choice stands in; where none is there
 * and `keep` is set the picture before stays, so that stepping never flashes black.
 */
export function paintScene(
  context: CanvasRenderingContext2D,
  size: Size,
  scene: Scene,
  pictures: Pictures,
  keep: boolean,
): Painted {
  const ready = scene.choices.map((layers) =>
    layers.map((layer) => ({ layer, image: pictures.get(layer.picture) })),
  );
  const chosen = ready.findIndex((layers) => layers.every(({ image }) => image !== null));
  if (chosen < 0 && scene.choices.length > 0 && keep) {
    return 'nothing';
  }
  context.globalAlpha = 1;
  context.fillStyle = scene.ground;
  context.fillRect(0, 0, size.width, size.height);
  for (const { layer, image } of ready[chosen] ?? []) {
    if (image !== null) {
      drawLayer(context, size, layer, image);
    }
  }
  return chosen < 0
    ? scene.choices.length === 0
      ? 'whole'
      : 'nothing'
    : chosen === 0
      ? 'whole'
      : 'stand-in';
}

function drawLayer(
  context: CanvasRenderingContext2D,
  size: Size,
  layer: Layer,
  image: HTMLImageElement,
): void {
  context.globalAlpha = layer.opacity;
  if (layer.keyframe === null) {
    context.drawImage(image, 0, 0, size.width, size.height);
  } else {
    const picture = { width: image.naturalWidth, height: image.naturalHeight };
    const { from, to } = placementOf(picture, size, layer.keyframe);
    context.drawImage(image, from.x, from.y, from.width, from.height, to.x, to.y, to.width, to.height);
  }
  context.globalAlpha = 1;
}

/** The mask as a plain grey: black is kept, white is generated. */
export function paintWeight(context: CanvasRenderingContext2D, size: Size, weight: number | null): void {
  const grey = Math.round((weight ?? 0) * 255);
  context.fillStyle = `rgb(${String(grey)} ${String(grey)} ${String(grey)})`;
  context.fillRect(0, 0, size.width, size.height);
}

/** The mask as a warm veil over a picture: the more is generated, the warmer; what is kept has a frame. */
export function paintVeil(context: CanvasRenderingContext2D, size: Size, weight: number | null): void {
  if (weight === null) {
    return;
  }
  if (weight > 0) {
    context.fillStyle = `rgb(236 120 50 / ${String(0.42 * weight)})`;
    context.fillRect(0, 0, size.width, size.height);
    return;
  }
  const thick = Math.max(2, Math.round(size.height / 90));
  context.strokeStyle = 'rgb(120 214 160)';
  context.lineWidth = thick;
  context.strokeRect(thick / 2, thick / 2, size.width - thick, size.height - thick);
}
