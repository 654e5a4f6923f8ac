import { Fault } from '../../shared/fault.ts';
import type { Ffmpeg } from '../media/ffmpeg.ts';
import type { FilmWritten } from '../media/encoder.ts';
import type { Frame } from '../media/frame.ts';
import { even } from '../media/scaling.ts';
import { withoutFlags } from '../media/presets.ts';
import { exportFilm } from './exportFilm.ts';
import type { FilmFile } from './filmFile.ts';
import { paintedRuns, type CaptionLayer } from './layer.ts';
import { changedRows, lay, layOnFrame, type Patch } from './overlay.ts';
import { copyRows, planesOf, type Planes } from './planes.ts';
import { encodeStills } from './skip/encodeStills.ts';

export interface StillFilm extends FilmFile {
  /** Opaque, of exactly `size`; may come later, captions are painted meanwhile. */
  readonly background: Frame | Promise<Frame>;
  readonly captions: CaptionLayer;
}

/**
 * A film of captions over a picture that stays. Where the format is H.264 each distinct picture is encoded once; anything
 * else, and an encoder whose stream cannot be repeated, goes the plain way, frame by frame. Resolves to frames, bytes and the
 * way that was gone; rejects with a Fault or the signal's reason and leaves nothing.
 */
export async function captionsOverStill(
  ffmpeg: Ffmpeg,
  film: StillFilm,
): Promise<FilmWritten & { readonly way: 'skipped' | 'plain' }> {
  const { container, encoder } = film.video;
  if (encoder === 'libx264' && (container === 'mp4' || container === 'mov')) {
    try {
      return { ...(await skipped(ffmpeg, film, container)), way: 'skipped' };
    } catch (error) {
      if (!(error instanceof Fault && error.code === 'not-skippable')) {
        throw error;
      }
    }
  }
  const made = await exportFilm(ffmpeg, { ...film, frames: everyFrame(film) });
  return { ...made, way: 'plain' };
}

function skipped(ffmpeg: Ffmpeg, film: StillFilm, container: 'mp4' | 'mov') {
  const { captions, fps, output, audio, signal, onFrame } = film;
  const lasting = captions.runs.map(({ frames }) => frames);
  const [width, height] = [even(film.size.width), even(film.size.height)];
  const { filters } = film.video;
  const options = withoutFlags(film.video.options);
  const pictures = distinctPictures(film.background, captions, signal);
  return encodeStills(ffmpeg, {
    ...{ output, width, height, fps, lasting, pictures, options, filters, container, audio, signal, onFrame },
  });
}

/** The composited picture of every run; one buffer is used for all, and only rows that change are composited again. */
async function* distinctPictures(
  under: Frame | Promise<Frame>,
  captions: CaptionLayer,
  signal: AbortSignal,
): AsyncGenerator<Planes, void, void> {
  const painted = paintedRuns(captions, signal, 'fast');
  try {
    let next = painted.next();
    next.catch(() => undefined);
    // The painters are at work before this thread turns to the background.
    await new Promise(setImmediate);
    const background = planesOf(await under);
    const picture: Planes = { ...background, data: Uint8Array.from(background.data) };
    let before: Patch | null = null;
    for (let made = await next; made.done !== true; made = await next) {
      const { patch } = made.value;
      const rows = changedRows(before, patch, picture);
      copyRows(background, picture, rows);
      if (patch !== null) {
        lay(patch, picture, rows);
      }
      before = patch;
      yield picture;
      next = painted.next();
    }
  } finally {
    await painted.return();
  }
}

async function* everyFrame({
  background: under,
  captions,
  signal,
}: StillFilm): AsyncGenerator<{ frame: Frame }> {
  const background = await under;
  for await (const { run, patch } of paintedRuns(captions, signal, 'steady')) {
    const frame = patch === null ? background : layOnFrame(patch, background);
    for (let i = 0; i < run.frames; i++) {
      yield { frame };
    }
  }
}
