import { decodeFrames } from '../media/decoder.ts';
import type { FilmWritten } from '../media/encoder.ts';
import type { Ffmpeg } from '../media/ffmpeg.ts';
import type { Frame } from '../media/frame.ts';
import { captionsOverStill } from './captionsOverStill.ts';
import { captionsOverVideo, type Black } from './captionsOverVideo.ts';
import { composited, cutLayer } from './composite.ts';
import { exportFilm } from './exportFilm.ts';
import type { FilmFile } from './filmFile.ts';
import type { CaptionLayer } from './layer.ts';

/** What lies under captions and fades: a picture that stays, a video, or a film's frames from any of them on. */
export type Under =
  | { readonly kind: 'still'; readonly picture: Frame }
  | { readonly kind: 'video'; readonly file: string }
  | {
      readonly kind: 'frames';
      /** Those from `frame` on; not more than up to, not with, `to` will be taken, where it is known. */
      readonly from: (frame: number, to: number | null) => AsyncIterable<{ readonly frame: Frame }>;
    };

export interface LayeredFilm extends FilmFile {
  readonly under: Under;
  /** As long as the film. */
  readonly layer: CaptionLayer;
  /** What the layer is, taken apart: what lies over the film, and the black that film comes out of and goes into. null: in one. */
  readonly apart: { readonly captions: CaptionLayer; readonly black: Black } | null;
}

/**
 * A film with its captions and fades as one file: frames, then what lies over them, then the encoder, each only as fast as the next
 * takes it. (Frames that are upscaled come so in `under`, and captions are then painted in the large size.)
 * What stays is not encoded again where the format allows it. Rejects with a Fault or the signal's reason and leaves nothing.
 */
export async function exportLayered(ffmpeg: Ffmpeg, film: LayeredFilm): Promise<FilmWritten> {
  const { under, layer, size, video, signal } = film;
  const isEven = size.width % 2 === 0 && size.height % 2 === 0;
  if (under.kind === 'still') {
    return captionsOverStill(ffmpeg, { ...film, background: under.picture, captions: layer });
  }
  if (under.kind === 'video' && video.colour === 'bt709' && video.device === 'none' && isEven) {
    // Black that is painted covers the film, so that every frame of it would be blended as a whole.
    return captionsOverVideo(ffmpeg, {
      ...{ ...film, background: under.file },
      ...(film.apart ?? { captions: layer }),
    });
  }
  const frames = framesOf(ffmpeg, under, film, 0, null);
  return exportFilm(ffmpeg, { ...film, frames: composited(frames, layer, signal) });
}

/** The frames `from` up to, not with, `to` of a film as a file of their own, without sound. */
export async function exportPiece(
  ffmpeg: Ffmpeg,
  whole: LayeredFilm,
  from: number,
  to: number,
): Promise<FilmWritten> {
  const { under, signal } = whole;
  const layer = cutLayer(whole.layer, from, to);
  const film = { ...whole, layer, audio: null };
  if (under.kind === 'still') {
    return captionsOverStill(ffmpeg, { ...film, background: under.picture, captions: layer });
  }
  const frames = framesOf(ffmpeg, under, film, from, to);
  return exportFilm(ffmpeg, { ...film, frames: composited(frames, layer, signal) });
}

/** What moves under captions, as frames of the film's size and rate. */
export function framesOf(
  ffmpeg: Ffmpeg,
  under: Exclude<Under, { kind: 'still' }>,
  film: Pick<LayeredFilm, 'size' | 'fps' | 'signal'>,
  from: number,
  to: number | null,
): AsyncIterable<{ readonly frame: Frame }> {
  return under.kind === 'video' ? videoFrames(ffmpeg, under.file, film, from) : under.from(from, to);
}

/** A video's frames at the film's size and rate; one that ends keeps its last picture. */
async function* videoFrames(
  ffmpeg: Ffmpeg,
  file: string,
  { size, fps, signal }: Pick<LayeredFilm, 'size' | 'fps' | 'signal'>,
  from: number,
): AsyncGenerator<{ frame: Frame }, void, void> {
  let last: Frame | null = null;
  for await (const frame of decodeFrames(ffmpeg, file, { ...size, fps, from, signal })) {
    last = frame;
    yield { frame };
  }
  if (last === null && from > 0) {
    for await (const frame of decodeFrames(ffmpeg, file, { ...size, fps, signal })) {
      last = frame;
    }
  }
  for (; last !== null;) {
    yield { frame: last };
  }
}
