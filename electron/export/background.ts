import path from 'node:path';
import { Fault } from '../../shared/fault.ts';
import type { Fps, Size } from '../../shared/project/schema.ts';
import type { Ffmpeg } from '../media/ffmpeg.ts';
import type { Frame } from '../media/frame.ts';

/** What captions lie over, and the size and rate the film has by it. */
export type Background =
  | {
      readonly kind: 'still';
      /** Decoded while whoever asked goes on; rejects with the Fault of a damaged one. */
      readonly picture: Promise<Frame>;
      readonly size: Size;
      readonly fps: Fps;
    }
  | {
      readonly kind: 'video';
      readonly file: string;
      readonly seconds: number;
      readonly hasSound: boolean;
      readonly size: Size;
      readonly fps: Fps;
    };

export interface BackgroundWishes {
  /** Even sides. */
  readonly size?: Size;
  readonly fps?: Fps;
  readonly fit: 'crop' | 'fit';
}

const usual = { size: { width: 1920, height: 1080 }, fps: { num: 30, den: 1 } };

/**
 * A background by what a person names: a colour (`#rrggbb`), a picture, or a video. Size and rate are those wished for, else
 * the video's, else 1920x1080 at 30. Faults of the picture or of the video. What reads them is loaded when it is needed.
 */
export async function readBackground(
  ffmpeg: Ffmpeg | Promise<Ffmpeg>,
  named: string,
  folder: string,
  { size, fps, fit }: BackgroundWishes,
  signal: AbortSignal,
): Promise<Background> {
  const still = { kind: 'still' as const, size: size ?? usual.size, fps: fps ?? usual.fps };
  if (/^#[0-9a-f]{6}$/i.test(named)) {
    return { ...still, picture: Promise.resolve(coloured(still.size, Number.parseInt(named.slice(1), 16))) };
  }
  const file = path.resolve(folder, named);
  const read = isNamedAsVideo(file) ? null : await pictureIn(file);
  if (read !== null) {
    const picture = read({ ...still.size, fit });
    // Whoever awaits it hears of it; until then it must not pass for unhandled.
    picture.catch(() => undefined);
    return { ...still, picture };
  }
  const { probe } = await import('../media/probe.ts');
  const { video, audio, durationSeconds } = await probe(await ffmpeg, file, signal);
  if (video === null) {
    throw new Fault('no-stream', `“${path.basename(file)}” has no picture.`, 'Choose a picture or a video.');
  }
  const even = { width: video.width & ~1, height: video.height & ~1 };
  const seconds = video.durationSeconds || durationSeconds;
  return {
    ...{ kind: 'video', file, seconds, hasSound: audio.length > 0 },
    ...{ size: size ?? even, fps: fps ?? video.fps },
  };
}

/** A picture under such a name is told to be none; reading every video as one would take a tenth of a second. */
const isNamedAsVideo = (file: string): boolean => /\.(mp4|mov|m4v|mkv|webm|avi)$/i.test(file);

/** null where the file is no picture. */
async function pictureIn(file: string) {
  const { openImage } = await import('../media/images.ts');
  try {
    return await openImage(file);
  } catch (error) {
    if (error instanceof Fault && error.code === 'not-an-image') {
      return null;
    }
    throw error;
  }
}

function coloured({ width, height }: Size, colour: number): Frame {
  const data = new Uint8Array(width * height * 4);
  const pixel = [(colour >> 16) & 255, (colour >> 8) & 255, colour & 255, 255];
  for (let at = 0; at < data.length; at += 4) {
    data.set(pixel, at);
  }
  return { width, height, data };
}
