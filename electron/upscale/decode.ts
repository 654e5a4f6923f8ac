import path from 'node:path';
import { exactScaling } from '../media/decoder.ts';
import type { Ffmpeg } from '../media/ffmpeg.ts';
import type { Frame } from '../media/frame.ts';
import { PamReader } from '../media/pam.ts';
import { readThrough } from '../media/readThrough.ts';
import type { OpenedSource } from './source.ts';

/**
 * The frames of a source, upright, as 8-bit rgba of one size, each exactly once. Unlike decodeFrames it reads a large
 * picture without a colour tag as BT.709, as players do. One that repeats the one before is the same object. ffmpeg
 * runs only as fast as they are taken.
 */
export async function* decodeSource(
  ffmpeg: Ffmpeg,
  { file, video, colour }: OpenedSource,
  signal: AbortSignal,
): AsyncGenerator<Frame, void, void> {
  const matrix = colour.matrix === null && isLarge(video) ? 'in_color_matrix=bt709:' : '';
  const running = ffmpeg.start({
    step: `“${path.basename(file)}” could not be read`,
    command: {
      inputs: [{ source: { file }, options: [] }],
      videoFilters: [
        `scale=${String(video.width)}:${String(video.height)}:${matrix}flags=${exactScaling}`,
        'format=rgba',
      ],
      audioFilters: [],
      output: {
        target: 'pipe',
        options: [
          ...['-map', '0:v:0', ffmpeg.found.frameMode, 'passthrough'],
          ...['-c:v', 'pam', '-pix_fmt', 'rgba', '-f', 'image2pipe'],
        ],
      },
    },
    signal,
    progress: null,
  });
  try {
    yield* readThrough(running, new PamReader('same'));
  } finally {
    await running.stop();
  }
}

/** Untagged pictures of this size are BT.709 by convention, smaller ones BT.601. */
export const isLarge = ({ width, height }: { readonly width: number; readonly height: number }) =>
  width >= 1280 || height >= 720;
