import type { ExportSettings } from '../../shared/export/settings.ts';
import { Fault, faultData } from '../../shared/fault.ts';
import { isHardware } from '../media/codecs.ts';
import type { Ffmpeg } from '../media/ffmpeg.ts';
import type { VideoSettings } from '../media/presets.ts';
import { createEncoders, type Encoders } from './encoders.ts';
import { openNotebook, type Notebook } from './estimate/notebook.ts';
import { presetOf } from './presets.ts';
import { sizeInFile, videoFor, type FilmShape } from './videoFor.ts';

/** What an export needs beside the film: the encoders of this machine, and what earlier exports taught. */
export interface EncodingRoom {
  /** Of the program, null where it is not known, and of ffmpeg: an export can be made again with them. */
  readonly versions: () => Promise<{ readonly entracte: string | null; readonly ffmpeg: string }>;
  readonly encoders: Encoders;
  readonly notebook: Notebook;
}

/** Opens it. `file` remembers measures beyond this run, `folder` exists and holds what trials write. */
export async function openEncoding(parts: {
  readonly ffmpeg: () => Promise<Ffmpeg>;
  readonly file: string | null;
  readonly folder: string;
  /** The program's own. */
  readonly version?: string;
}): Promise<EncodingRoom> {
  const notebook = await openNotebook(parts.file);
  const versions = async () => ({
    entracte: parts.version ?? null,
    ffmpeg: (await parts.ffmpeg()).found.version,
  });
  return { versions, notebook, encoders: createEncoders({ ...parts, notebook }) };
}

export interface EncodedFilm<T> {
  readonly made: T;
  /** The encoder that made it. */
  readonly video: VideoSettings;
}

/**
 * Makes a film with the encoder its settings ask for: `make` gives every frame, in the film's own size, to an encoder opened
 * with the `video` it gets. Where an encoder on a chip fails in the midst, nothing of it is left, a note says so, and `make` is
 * called once more with the next that works. Rejects with `make`'s own Fault, or with those of `Encoders.choose`.
 */
export async function encodeFilm<T extends { readonly bytes: number }>(
  { encoders, notebook }: EncodingRoom,
  settings: ExportSettings,
  film: FilmShape,
  job: { readonly signal: AbortSignal; readonly note: (text: string) => void },
  make: (video: VideoSettings) => Promise<T>,
): Promise<EncodedFilm<T>> {
  refuseUnfit(settings, film);
  const wanted = await encoders.choose(settings, film, job.signal);
  for (const [at, encoder] of wanted.entries()) {
    const video = videoFor(settings, film, encoder);
    const started = performance.now();
    try {
      const made = await make(video);
      const seconds = (performance.now() - started) / 1000;
      const { width, height } = sizeInFile(settings, film.size, video);
      const pace = await encoders.pace(settings, film, encoder);
      notebook.learn({
        encoder,
        quality: settings.quality,
        bitsPerPixel: (made.bytes * 8) / (width * height * film.frames),
        delay: pace === null ? null : (seconds * pace) / film.frames,
      });
      return { made, video };
    } catch (error) {
      job.signal.throwIfAborted();
      const next = wanted[at + 1];
      if (next === undefined || !isHardware(encoder) || !isOfEncoder(error)) {
        throw error;
      }
      const { message } = faultData(error);
      encoders.failed(encoder, 'it failed in the midst of an export');
      job.note(
        `${encoder} failed (${message.replace(/\.$/, '')}). ${next} makes the film instead, from its start.`,
      );
    }
  }
  throw new Fault('no-encoder', 'No encoder made the film.', 'Choose another format.');
}

/** Whether another encoder could do better: a full disk is full for all. */
const isOfEncoder = (error: unknown): boolean =>
  error instanceof Fault && ['encoder-failed', 'ffmpeg-failed', 'wrong-count'].includes(error.code);

/** What a format cannot hold is said before a frame is made. */
function refuseUnfit(settings: ExportSettings, film: FilmShape): void {
  const { id, label } = presetOf(settings.preset);
  const { width, height } = settings.size ?? film.size;
  if (id === 'gif' && film.fps.num / film.fps.den > 50) {
    throw new Fault(
      'too-fast',
      'A GIF shows at most 50 frames a second, and this film has more.',
      'Give the film fewer frames a second, or choose Animated WebP.',
    );
  }
  const most = id === 'webp' ? 16383 : id === 'h264' ? 8192 : 16384;
  if (Math.max(width, height) > most) {
    throw new Fault(
      'too-large',
      `${label} holds at most ${String(most)} pixels a side.`,
      'Choose a smaller size.',
    );
  }
}
