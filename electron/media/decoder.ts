import path from 'node:path';
import { Fault } from '../../shared/fault.ts';
import type { Fps } from '../../shared/project/schema.ts';
import { rateOf, type Source } from './command.ts';
import type { Ffmpeg, Running } from './ffmpeg.ts';
import type { Frame } from './frame.ts';
import { PamReader } from './pam.ts';
import { readThrough } from './readThrough.ts';

export interface Wanted {
  /** The size of the frames; with only one side given the other follows the picture's shape. Default: the file's. */
  readonly width?: number;
  readonly height?: number;
  /** Resamples to a constant rate (frames are repeated or left out). Default: each frame of the file exactly once. */
  readonly fps?: Fps;
  /** The first frame wanted, counted after `fps`. Every frame before it is decoded too: exact, O(from). */
  readonly from?: number;
  /** How many frames at most. */
  readonly count?: number;
  readonly signal?: AbortSignal | null;
}

/** Rounding and chroma as exact as swscale does them: a picture survives yuv and back. */
export const exactScaling = 'bicubic+accurate_rnd+full_chroma_int+full_chroma_inp';

/**
 * The frames of a video's first video stream, upright, as 8-bit rgba, in presentation order, each exactly once. ffmpeg
 * runs only as fast as they are taken; leaving the loop ends it. Throws a Fault, or the signal's reason.
 * Limit: a source without a colour tag is read as BT.601, as swscale does.
 */
export async function* decodeFrames(
  ffmpeg: Ffmpeg,
  file: string,
  wanted: Wanted = {},
): AsyncGenerator<Frame, void, void> {
  const running = ffmpeg.start({
    step: `“${path.basename(file)}” could not be read`,
    command: {
      inputs: [{ source: { file } satisfies Source, options: [] }],
      videoFilters: filtersOf(wanted),
      audioFilters: [],
      output: {
        target: 'pipe',
        options: [
          ...['-map', '0:v:0', ffmpeg.found.frameMode, 'passthrough'],
          ...(wanted.count === undefined ? [] : ['-frames:v', String(wanted.count)]),
          ...['-c:v', 'pam', '-pix_fmt', 'rgba', '-f', 'image2pipe'],
        ],
      },
    },
    signal: wanted.signal ?? null,
    progress: null,
  });
  try {
    yield* framesOf(running, file);
  } finally {
    await running.stop();
  }
}

async function* framesOf(running: Running, file: string): AsyncGenerator<Frame, void, void> {
  const reader = new PamReader();
  yield* readThrough(running, reader);
  if (reader.midway) {
    throw new Fault(
      'broken-media',
      `“${path.basename(file)}” could not be read: its last picture is not whole.`,
      'Export it again or choose another file.',
    );
  }
}

function filtersOf(wanted: Wanted): readonly string[] {
  const { fps, from = 0, width, height } = wanted;
  const sides = width === undefined && height === undefined ? '' : `${width ?? -1}:${height ?? -1}:`;
  return [
    ...(fps === undefined ? [] : [`fps=${rateOf(fps)}`]),
    ...(from === 0 ? [] : [`trim=start_frame=${from}`]),
    `scale=${sides}flags=${exactScaling}`,
    'format=rgba',
  ];
}
