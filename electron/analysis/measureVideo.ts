import { Measures } from '../../shared/analysis/measures.ts';
import type { Motion } from '../../shared/analysis/schema.ts';
import type { Ffmpeg } from '../media/ffmpeg.ts';
import type { Eye, Look } from './look.ts';
import { motionBetween } from './motion.ts';
import { SignalMeter } from './signals.ts';
import { decodeSmall } from './smallFrames.ts';
import { spreadDistance } from '../../shared/analysis/likeness.ts';

const still: Motion = { kind: 'static', x: 0, y: 0, zoom: 0 };

export interface MeasureOptions {
  /** Of the video as it is seen, in pixels. */
  readonly height: number;
  readonly signal: AbortSignal | null;
  readonly onFrame: (done: number) => void;
}

export interface Measured {
  readonly measures: Measures;
  /** Why it ends before the file says it does; null where ffmpeg had nothing to say. */
  readonly broken: unknown;
}

/**
 * Decodes a video once and measures each frame. Memory: 84 bytes a frame and some megabytes. A file that breaks off
 * after its first frame answers what could be read; before it, throws ffmpeg's Fault.
 */
export async function measureVideo(
  ffmpeg: Ffmpeg,
  eye: Eye,
  file: string,
  { height, signal, onFrame }: MeasureOptions,
): Promise<Measured> {
  const measures = new Measures();
  const meter = new SignalMeter(measures);
  let before: Look | null = null;
  try {
    for await (const { data, seconds } of decodeSmall(ffmpeg, file, { height, signal })) {
      const look = eye.look(data);
      const moved = before === null ? { motion: still, unexplained: 0 } : motionBetween(eye, before, look);
      const colours = before === null ? 0 : spreadDistance(before.sketch.spread, look.sketch.spread);
      const { luma, contrast, saturation, sharpness, words } = look;
      measures.add({
        ...{ seconds, luma, contrast, saturation, sharpness, words },
        change: 0.65 * moved.unexplained + 0.35 * colours,
        motion: moved.motion,
      });
      meter.follow(look.sketch);
      before = look;
      onFrame(measures.length);
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (measures.length === 0) {
      throw error;
    }
    meter.end();
    return { measures, broken: error };
  }
  meter.end();
  return { measures, broken: null };
}
