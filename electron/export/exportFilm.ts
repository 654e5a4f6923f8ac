import type { Fps, Size } from '../../shared/project/schema.ts';
import { openEncoder, type AudioSettings } from '../media/encoder.ts';
import type { Ffmpeg } from '../media/ffmpeg.ts';
import type { Frame } from '../media/frame.ts';
import type { VideoSettings } from '../media/presets.ts';

export interface FilmExport {
  /** In order, each exactly `size`; one is held at a time. */
  readonly frames: AsyncIterable<{ readonly frame: Frame }>;
  readonly size: Size;
  readonly fps: Fps;
  readonly video: VideoSettings;
  /** Sound under the film; see `soundUnder`. */
  readonly audio?: AudioSettings | null;
  readonly output: string;
  readonly signal: AbortSignal;
  readonly onFrame: (done: number) => void;
}

/**
 * Streams a film into one file, which appears under its name only when it is whole. Resolves to its frames and bytes;
 * rejects with a Fault, or the signal's reason, and leaves nothing.
 */
export async function exportFilm(
  ffmpeg: Ffmpeg,
  film: FilmExport,
): Promise<{ frames: number; bytes: number }> {
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
