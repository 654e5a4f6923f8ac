import type { Size } from '../../shared/project/schema.ts';

/** The next even length. */
export const even = (length: number): number => length + (length % 2);

/** A film's pixels in the file: `wanted`, or its own where null; even sides where the format needs them. */
export function encodedSize(film: Size, wanted: Size | null, isEven: boolean): Size {
  const { width, height } = wanted ?? film;
  return isEven ? { width: even(width), height: even(height) } : { width, height };
}

/**
 * The filters that bring frames of `film` to `size`, for frames in red, green and blue: `pad` shows all of the picture on
 * black, `crop` fills and cuts what stands over. None where they are of that size. Nothing is ever stretched.
 */
export function scalingTo(film: Size, size: Size, fit: 'pad' | 'crop'): readonly string[] {
  if (film.width === size.width && film.height === size.height) {
    return [];
  }
  const [w, h] = [String(size.width), String(size.height)];
  const near = Math.abs((film.width * size.height) / (film.height * size.width) - 1);
  // Half a pixel of rounding is no other shape.
  if (near * Math.max(size.width, size.height) < 1) {
    return [`scale=${w}:${h}:flags=lanczos`, 'setsar=1'];
  }
  const scale = (how: string) => `scale=${w}:${h}:flags=lanczos:force_original_aspect_ratio=${how}`;
  return fit === 'pad'
    ? [scale('decrease'), `pad=${w}:${h}:(ow-iw)/2:(oh-ih)/2:color=black`, 'setsar=1']
    : [scale('increase'), `crop=${w}:${h}`, 'setsar=1'];
}
