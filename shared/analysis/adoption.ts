import type { Fps, Size } from '../project/schema.ts';

/** What a film takes over from a video whose frames it shows. */
export interface Adoption {
  readonly size: Size;
  readonly fps: Fps;
}

/** A film's size for a video of this one: even sides of 16 to 8192 pixels in the video's shape. */
export function filmSizeOf({ width, height }: Size): Size {
  const scale = Math.min(1, 8192 / Math.max(width, height));
  const side = (length: number) => Math.max(16, Math.floor((length * scale) / 2) * 2);
  return { width: side(width), height: side(height) };
}

/** The size and rate a film would take over from the video; null where it has both already. */
export function adoptionOf(film: Adoption, video: Size & { readonly fps: Fps }): Adoption | null {
  const size = filmSizeOf(video);
  const isSame =
    film.size.width === size.width &&
    film.size.height === size.height &&
    film.fps.num * video.fps.den === film.fps.den * video.fps.num;
  return isSame ? null : { size, fps: video.fps };
}
