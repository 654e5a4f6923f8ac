import path from 'node:path';
import type { Ffmpeg } from '../media/ffmpeg.ts';
import { readThrough } from '../media/readThrough.ts';
import { MatroskaReader, type TimedBytes } from './matroska.ts';

/** Every frame is looked at in this size, whatever its shape: distances are then parts of its width and height. */
export const smallWidth = 320;
export const smallHeight = 180;

/**
 * All frames of a video's first video stream, upright, each exactly once with its time in the file, as yuv420p
 * (320*180 brightnesses, then 160*90 of each colour difference; valid until the next is taken). ffmpeg runs only as fast as they are taken; leaving the loop ends it.
 * `height` is the video's as it is seen. Throws ffmpeg's Fault after the frames that could be read, or the signal's reason.
 */
export async function* decodeSmall(
  ffmpeg: Ffmpeg,
  file: string,
  { height, signal }: { readonly height: number; readonly signal: AbortSignal | null },
): AsyncGenerator<TimedBytes, void, void> {
  const running = ffmpeg.start({
    step: `“${path.basename(file)}” could not be analysed`,
    command: {
      // Without its deblocking filter, which a tenth of the size does not show, H.264 decodes in three quarters of the time.
      inputs: [{ source: { file }, options: ['-skip_loop_filter', 'all'] }],
      videoFilters: [
        ...thinned(height),
        `scale=${String(smallWidth)}:${String(smallHeight)}:flags=area`,
        'format=yuv420p',
      ],
      audioFilters: [],
      output: {
        target: 'pipe',
        options: [
          ...['-map', '0:v:0', ffmpeg.found.frameMode, 'passthrough'],
          ...['-c:v', 'rawvideo', '-f', 'matroska'],
        ],
      },
    },
    signal,
    progress: null,
  });
  try {
    yield* readThrough(running, new MatroskaReader());
  } finally {
    await running.stop();
  }
}

/**
 * Leaves out every second line, by reading past it, as long as three are left for one of the small picture: shrinking
 * takes half the time, and a mean of 18 pixels is as good as one of 36.
 */
const thinned = (height: number): string[] =>
  height / 2 < 3 * smallHeight ? [] : ['field=top', ...thinned(height / 2)];
