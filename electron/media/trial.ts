import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Fps, Size } from '../../shared/project/schema.ts';
import { faultData } from '../../shared/fault.ts';
import { openEncoder } from './encoder.ts';
import type { Ffmpeg } from './ffmpeg.ts';
import type { Frame } from './frame.ts';
import type { VideoSettings } from './presets.ts';

/** How a trial ended. `absent`: this ffmpeg has no such encoder; `broken`: it has, and it does not encode here. */
export type Trial =
  | {
      readonly state: 'works';
      readonly fps: number;
      readonly frames: number;
      readonly bytes: number;
    }
  | { readonly state: 'broken'; readonly reason: string }
  | { readonly state: 'absent' };

export interface TrialOrder {
  readonly video: VideoSettings;
  /** Frames of one size; a buffer may be used again for the next. */
  readonly frames: Iterable<Frame> | AsyncIterable<Frame>;
  readonly size: Size;
  readonly fps: Fps;
  /** An existing folder for a file that lives as long as the trial. */
  readonly folder: string;
  /** Milliseconds after which an encoder is too slow to be used. */
  readonly patience: number;
  readonly signal: AbortSignal | null;
}

/**
 * Encodes a few frames exactly as an export would, into a file that is thrown away: being listed by ffmpeg proves nothing.
 * `fps` counts from the first frame given to the file's end. Rejects only with the signal's reason.
 */
export async function tryVideo(ffmpeg: Ffmpeg, order: TrialOrder): Promise<Trial> {
  const { video, frames, size, fps, signal } = order;
  const folder = await mkdtemp(path.join(order.folder, 'trial-'));
  const tooSlow = AbortSignal.timeout(order.patience);
  const ended = signal === null ? tooSlow : AbortSignal.any([signal, tooSlow]);
  let given = 0;
  try {
    const started = performance.now();
    const output = path.join(folder, 'trial');
    const encoder = await openEncoder(ffmpeg, { output, ...size, fps, video, signal: ended });
    try {
      for await (const frame of frames) {
        await encoder.write(frame);
        given += 1;
      }
      const { bytes } = await encoder.finish();
      return { state: 'works', fps: given / ((performance.now() - started) / 1000), frames: given, bytes };
    } catch (error) {
      await encoder.cancel();
      throw error;
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (tooSlow.aborted) {
      const seconds = String(Math.round(order.patience / 1000));
      return { state: 'broken', reason: `too slow here: a few frames took more than ${seconds} s` };
    }
    return reasonFor(error);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function reasonFor(error: unknown): Trial {
  const said = error instanceof Error && error.cause instanceof Error ? error.cause.message : '';
  if (/unknown encoder|encoder not found/i.test(said)) {
    return { state: 'absent' };
  }
  const lines = said.split('\n').map((line) => line.replace(/^(\[[^\]]*\]\s*)+/, '').trim());
  // The driver's own word comes first; what follows is ffmpeg giving up.
  const reason = lines.find((line) => line !== '') ?? faultData(error).message;
  return { state: 'broken', reason: reason.replace(/\.$/, '') };
}

/**
 * `count` pictures with slopes, edges and a little grain that move, so that an encoder has what a film gives it. One buffer
 * is used for all.
 */
export function* trialFrames(size: Size, count: number): Generator<Frame, void, void> {
  const { width, height } = size;
  const row = (width + count * 4) * 4;
  const wide = new Uint8Array(row * height);
  const grain = Uint8Array.from({ length: 4093 }, (_, i) => ((i * i * 31 + i * 7) >> 3) & 7);
  const hills = Array.from({ length: row / 4 }, (_, x) => height * (0.6 + 0.1 * Math.sin(x / 90)));
  for (let y = 0, dot = 0; y < height; y++) {
    for (let x = 0, at = y * row; x < hills.length; x++, at += 4) {
      const hill = y > (hills[x] ?? 0) ? 60 : 0;
      const noise = grain[(dot += 1) % grain.length] ?? 0;
      wide[at] = 60 + (x * 60) / width + hill + noise;
      wide[at + 1] = 90 + (y * 90) / height - hill + noise;
      wide[at + 2] = 200 - hill - (y * 60) / height + noise;
      wide[at + 3] = 255;
    }
  }
  const data = new Uint8Array(width * height * 4);
  for (let n = 0; n < count; n++) {
    for (let y = 0; y < height; y++) {
      const from = y * row + n * 16;
      data.set(wide.subarray(from, from + width * 4), y * width * 4);
    }
    yield { width, height, data };
  }
}
