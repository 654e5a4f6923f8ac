import type { Crop, Keyframe, Size } from '../../shared/project/schema.ts';

/** A rectangle in pixels. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const whole: Crop = { x: 0, y: 0, width: 1, height: 1 };

/**
 * Which part of a picture goes where in the film's frame. `crop`: the part (or all) covers the frame, cut evenly
 * where the shapes differ; `fit`: all of it inside the frame on black. Never stretched.
 */
export function placementOf(
  picture: Size,
  film: Size,
  keyframe: Pick<Keyframe, 'fit' | 'crop'>,
): { readonly from: Rect; readonly to: Rect } {
  const part = keyframe.crop ?? whole;
  const [x, y] = [part.x * picture.width, part.y * picture.height];
  const [width, height] = [part.width * picture.width, part.height * picture.height];
  if (keyframe.fit === 'fit') {
    const scale = Math.min(film.width / picture.width, film.height / picture.height);
    const [w, h] = [picture.width * scale, picture.height * scale];
    return {
      from: { x: 0, y: 0, width: picture.width, height: picture.height },
      to: { x: (film.width - w) / 2, y: (film.height - h) / 2, width: w, height: h },
    };
  }
  const scale = Math.max(film.width / width, film.height / height);
  const [w, h] = [film.width / scale, film.height / scale];
  return {
    from: { x: x + (width - w) / 2, y: y + (height - h) / 2, width: w, height: h },
    to: { x: 0, y: 0, width: film.width, height: film.height },
  };
}
