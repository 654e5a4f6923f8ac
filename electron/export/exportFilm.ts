import { openEncoder, type FilmWritten } from '../media/encoder.ts';
import type { Ffmpeg } from '../media/ffmpeg.ts';
import type { Frame } from '../media/frame.ts';
import type { FilmFile } from './filmFile.ts';

export interface FilmExport extends Omit<FilmFile, 'audio'>, Partial<Pick<FilmFile, 'audio'>> {
  /** In order, each exactly `size`; one is held at a time. */
  readonly frames: AsyncIterable<{ readonly frame: Frame }>;
}

/**
 * Streams a film into one file, which appears under its name only when it is whole. Resolves to its frames and bytes;
 * rejects with a Fault, or the signal's reason, and leaves nothing.
 */
export async function exportFilm(ffmpeg: Ffmpeg, film: FilmExport): Promise<FilmWritten> {
  const { output, size, fps, video, audio = null, signal } = film;
  const encoder = await openEncoder(ffmpeg, { output, ...size, fps, video, audio, signal });
  try {
    let done = 0;
    for await (const { frame } of film.frames) {
      signal.throwIfAborted();
      await encoder.write(frame);
      film.onFrame((done += 1));
    }
    return await encoder.finish();
  } catch (error) {
    await encoder.cancel();
    throw error;
  }
}
