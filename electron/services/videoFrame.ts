import path from 'node:path';
import type { Picture } from '../http/mediaHandler.ts';
import type { Ffmpeg } from '../media/ffmpeg.ts';

/** Frames taken at one time: a strip of thumbnails must not starve what else is running. */
const atOnce = 2;
/** A frame's time is known to the millisecond: it may begin a little before. */
const slack = 0.002;
/** The longest side where none is asked for. */
const plainSide = 960;

/**
 * Small pictures of single video frames, to look at: the frame shown from `seconds` on, upright, as JPEG, at most
 * `side` pixels long; null where the video shows nothing there. Seeks, so it costs the frames from the last key frame
 * of the codec on.
 */
export function createVideoFrames(
  ffmpeg: () => Promise<Ffmpeg>,
): (file: string, seconds: number, side: number | null) => Promise<Picture | null> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (file, seconds, side) => {
    if (running >= atOnce) {
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      running += 1;
    }
    try {
      const from = Math.max(0, seconds - slack);
      const most = String(side ?? plainSide);
      const bytes = await (
        await ffmpeg()
      ).run({
        step: `A frame of “${path.basename(file)}” could not be shown`,
        command: {
          inputs: [{ source: { file }, options: from === 0 ? [] : ['-ss', from.toFixed(4)] }],
          videoFilters: [
            `scale=w=${most}:h=${most}:force_original_aspect_ratio=decrease:flags=area`,
            'format=yuvj420p',
          ],
          audioFilters: [],
          output: {
            target: 'pipe',
            options: ['-map', '0:v:0', '-frames:v', '1', '-c:v', 'mjpeg', '-q:v', '4', '-f', 'image2pipe'],
          },
        },
        signal: null,
        progress: null,
      });
      return bytes.length === 0 ? null : { type: 'image/jpeg', bytes };
    } finally {
      // The place goes to the one who waits longest, else it is free again.
      const next = waiting.shift();
      if (next === undefined) {
        running -= 1;
      } else {
        next();
      }
    }
  };
}
