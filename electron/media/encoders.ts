import { tmpdir } from 'node:os';
import { encodersOf, videoBy } from './codecs.ts';
import type { Ffmpeg } from './ffmpeg.ts';
import { filmVideo } from './presets.ts';
import { trialFrames, tryVideo } from './trial.ts';

/** Whether an encoder works, by ffmpeg (path and version) and encoder: the caller keeps it. */
export type EncoderMemory = Map<string, boolean>;

const size = { width: 256, height: 256 };
const patience = 8_000;

/**
 * Which of the encoders truly encode a few frames here, in the order given; being listed by ffmpeg proves nothing.
 * About 0.1 s an encoder the first time; answers are taken from and put into `memory`.
 */
export async function workingEncoders(
  ffmpeg: Ffmpeg,
  names: readonly string[],
  memory: EncoderMemory,
): Promise<readonly string[]> {
  const working: string[] = [];
  const known = Object.values(encodersOf).flat();
  const tuning = { quality: 'balanced', speed: 'fast', pixelsPerSecond: 256 * 256 * 25 } as const;
  // One after another: hardware has few sessions, and trials in parallel would fail each other.
  for (const name of names) {
    const key = `${ffmpeg.found.path}\n${ffmpeg.found.version}\n${name}`;
    if (!memory.has(key)) {
      const video = known.includes(name)
        ? videoBy(name, tuning)
        : { ...filmVideo, container: 'matroska' as const, encoder: name, options: [] };
      const frames = trialFrames(size, 4);
      const order = {
        video,
        frames,
        size,
        fps: { num: 25, den: 1 },
        folder: tmpdir(),
        patience,
        signal: null,
      };
      memory.set(key, (await tryVideo(ffmpeg, order)).state === 'works');
    }
    if (memory.get(key) === true) {
      working.push(name);
    }
  }
  return working;
}
