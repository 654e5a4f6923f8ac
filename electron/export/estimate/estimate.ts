import type { Estimate } from '../../../shared/export/contract.ts';
import type { ExportSettings } from '../../../shared/export/settings.ts';
import type { Ffmpeg } from '../../media/ffmpeg.ts';
import type { Frame } from '../../media/frame.ts';
import { tryVideo } from '../../media/trial.ts';
import type { EncodingRoom } from '../encodeFilm.ts';
import type { Encoders } from '../encoders.ts';
import { plainEncoder, presetOf } from '../presets.ts';
import { sizeInFile, videoFor, type FilmShape } from '../videoFor.ts';
import { bitsPerPixel, framesBetweenKeys, slowerThanPainted } from './sizes.ts';
import { estimateStills, type StillSample } from './stills.ts';

export interface EstimateParts {
  readonly ffmpeg: () => Promise<Ffmpeg>;
  readonly room: EncodingRoom;
  /** An existing folder for files that live as long as a trial. */
  readonly folder: string;
}

export interface FilmSample extends FilmShape {
  /** A frame of the film in its own size; null where it is not made yet. */
  readonly frameAt: (frame: number) => Promise<Frame | null>;
  /** Bytes of sound a second that come with it; 0 for none. */
  readonly soundBytes: number;
  /** Where its picture stays and will be encoded once only: that and its captions; null where every frame is encoded. */
  readonly still: StillSample | null;
}

/** Milliseconds a trial of the film's own frames may take before a table says what it would. */
const patience = 6_000;

/** Frames of a trial; the first is a key frame. */
const most = 24;

/**
 * Time and size of an export before it is made: some frames from the film's middle are encoded as asked, where they are there. A
 * picture that stays is tried with some of its captions. Without frames the encoder's pace with painted ones answers, bent by what
 * earlier exports took longer, and the bits a pixel of those (or of a table). Rejects only with the signal's reason or where there is no ffmpeg.
 */
export async function estimateExport(
  parts: EstimateParts,
  settings: ExportSettings,
  film: FilmSample,
  signal: AbortSignal,
): Promise<Estimate> {
  const { encoders, notebook } = parts.room;
  const { codec } = presetOf(settings.preset);
  const sound = (film.soundBytes * film.frames * film.fps.den) / film.fps.num;
  if (film.still !== null && film.still.layer.runs.length > 0) {
    const video = videoFor(settings, film, plainEncoder(codec));
    const still = { size: film.size, fps: film.fps, video };
    const found = await estimateStills(await parts.ffmpeg(), film.still, still, parts.folder, signal);
    if (found !== null) {
      return { seconds: found.seconds, bytes: Math.round(found.bytes + sound) };
    }
  }
  const [encoder = plainEncoder(codec)] = await encoders.choose(settings, film, signal);
  const video = videoFor(settings, film, encoder);
  const size = sizeInFile(settings, film.size, video);
  const frames = await middleOf(film);
  const trial =
    frames.length === 0
      ? null
      : await tryVideo(await parts.ffmpeg(), {
          ...{ video, frames, size: film.size, fps: film.fps, folder: parts.folder, patience, signal },
        });
  const measured = trial?.state === 'works' ? trial : null;
  const known = notebook.bits(encoder, settings.quality) ?? bitsPerPixel(encoder, settings.quality, size);
  const each =
    measured === null
      ? (known * size.width * size.height) / 8
      : bytesEach(measured, film.frames, framesBetweenKeys(encoder));
  const pace =
    measured?.fps ??
    perFrame(
      await paceOf(encoders, settings, film, encoder, signal),
      notebook.delay(encoder) ?? slowerThanPainted(encoder),
    );
  const seconds = pace === null ? null : film.frames / pace;
  return { seconds, bytes: Math.round(each * film.frames + sound) };
}

/** What earlier exports took is counted against painted frames, so that it bends these alone: the film's own are tried as they are. */
const perFrame = (painted: number | null, delay: number): number | null =>
  painted === null ? null : painted / delay;

/** As it was measured, or as a trial of painted frames measures it now. */
async function paceOf(
  encoders: Encoders,
  settings: ExportSettings,
  film: FilmSample,
  encoder: string,
  signal: AbortSignal,
): Promise<number | null> {
  const known = await encoders.pace(settings, film, encoder);
  if (known !== null) {
    return known;
  }
  const { encoders: tried } = await encoders.report(settings, film, signal);
  return tried.find((one) => one.encoder === encoder)?.fps ?? null;
}

/** Frames that follow each other, from the middle; none where one of them is not made yet. */
async function middleOf(film: FilmSample): Promise<readonly Frame[]> {
  // Held together in memory: fewer of large ones.
  const count = Math.min(most, film.frames, Math.floor(2 ** 26 / (film.size.width * film.size.height * 4)));
  const from = Math.floor((film.frames - count) / 2);
  const frames: Frame[] = [];
  for (let n = 0; n < count; n++) {
    const frame = await film.frameAt(from + n);
    if (frame === null) {
      return [];
    }
    frames.push(frame);
  }
  return frames;
}

/**
 * Bytes a frame over a whole film from a trial that began with a key frame, which weighs about six of the others where a codec
 * has others. `between` 1: every frame is one.
 */
function bytesEach(
  trial: { readonly frames: number; readonly bytes: number },
  frames: number,
  between: number,
): number {
  if (between === 1) {
    return trial.bytes / trial.frames;
  }
  const weight = 6;
  const other = trial.bytes / (trial.frames - 1 + weight);
  const keys = Math.ceil(frames / between);
  return (other * (frames - keys + keys * weight)) / frames;
}
