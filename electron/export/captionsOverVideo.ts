import type { Fps, Size } from '../../shared/project/schema.ts';
import type { AudioSettings } from '../media/encoder.ts';
import type { Ffmpeg, Running } from '../media/ffmpeg.ts';
import type { VideoSettings } from '../media/presets.ts';
import type { Progress } from '../media/progress.ts';
import { preparedRuns, type CaptionLayer } from './layer.ts';
import { lay, overlayOf } from './overlay.ts';
import { writeTo } from './pipes.ts';
import type { Planes } from './planes.ts';
import { bt709, rate } from './skip/commands.ts';
import { soundFilters, soundInputs, soundOptions } from './sound.ts';
import { videoPlanes } from './videoPlanes.ts';
import { writeWhole } from './whole.ts';

export interface CaptionedVideo {
  readonly background: string;
  readonly captions: CaptionLayer;
  /** Both even. */
  readonly size: Size;
  readonly fps: Fps;
  /** A format in BT.709; those kept in red, green and blue are not made here. */
  readonly video: VideoSettings;
  readonly audio: AudioSettings | null;
  readonly output: string;
  readonly signal: AbortSignal;
  readonly onFrame: (done: number) => void;
}

/**
 * A film of captions over a video, as long as the captions' runs say. Frames never leave the encoder's own colours: only what a
 * caption touches is blended. Each frame is read while the one before is being written; three are held. Rejects with a
 * Fault or the signal's reason and leaves nothing.
 */
export async function captionsOverVideo(
  ffmpeg: Ffmpeg,
  film: CaptionedVideo,
): Promise<{ readonly frames: number; readonly bytes: number }> {
  const { captions, signal } = film;
  const frames = captions.runs.reduce((sum, run) => sum + run.frames, 0);
  return writeWhole(film.output, frames, signal, async ({ partial, step, uses }) => {
    let arrived = 0;
    const progress = (told: Progress) => {
      arrived = told.frames;
    };
    const encoder = uses(ffmpeg.start({ step, command: commandOf(film, partial), signal, progress }));
    await Promise.all([pour(ffmpeg, film, frames, encoder, step), encoder.done]);
    return arrived;
  });
}

async function pour(
  ffmpeg: Ffmpeg,
  film: CaptionedVideo,
  count: number,
  encoder: Running,
  step: string,
): Promise<void> {
  const { captions, size, fps, signal } = film;
  const frames = videoPlanes(ffmpeg, film.background, { size, fps, count, signal });
  const out: Planes = { ...size, data: new Uint8Array((size.width * size.height * 3) / 2) };
  let done = 0;
  try {
    let next = frames.next();
    // Whoever awaits it hears of it; meanwhile it must not pass for unhandled.
    next.catch(() => undefined);
    for await (const { run, picture } of preparedRuns(captions, overlayOf, signal)) {
      for (let i = 0; i < run.frames; i++) {
        const { value } = await next;
        if (value !== undefined) {
          out.data.set(value.data);
        }
        if (picture !== null) {
          lay(picture, out);
        }
        next = frames.next();
        next.catch(() => undefined);
        await writeTo(encoder, out.data, step);
        film.onFrame((done += 1));
      }
    }
  } finally {
    await frames.return();
  }
  encoder.stdin.end();
}

function commandOf({ size, fps, video, audio }: CaptionedVideo, partial: string) {
  return {
    inputs: [
      {
        source: 'pipe',
        options: [
          ...['-f', 'rawvideo', '-pixel_format', 'yuv420p'],
          ...['-video_size', `${String(size.width)}x${String(size.height)}`, '-framerate', rate(fps)],
        ],
      },
      ...soundInputs(audio),
    ],
    videoFilters: video.filters,
    audioFilters: soundFilters(audio),
    output: {
      target: { file: partial },
      options: [
        ...['-map', '0:v:0', '-c:v', video.encoder, '-pix_fmt', video.pixelFormat, ...video.options],
        ...[...bt709, ...soundOptions(audio), '-f', video.container],
      ],
    },
  } as const;
}
