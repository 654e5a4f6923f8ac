import path from 'node:path';
import type { SoundShape } from '../../shared/media/sound.ts';
import type { Ffmpeg } from './ffmpeg.ts';

/** Samples a second that are read: enough for a picture and for beats, little enough for an hour. */
const rate = 8000;
const perSecond = 100;
/** Samples one figure is of. */
const step = rate / perSecond;

/**
 * Reads a sound once, streaming: its peaks for the timeline, and where it becomes louder at once, taken as beats. Beats are peaks of the
 * rise of energy (spectral flux of one band) over 1.5 times its mean around them, at least 0.2 s apart. Throws ffmpeg's Faults.
 */
export async function readSoundShape(
  ffmpeg: Ffmpeg,
  file: string,
  signal: AbortSignal | null = null,
): Promise<SoundShape> {
  const running = ffmpeg.start({
    step: `The sound “${path.basename(file)}” could not be read`,
    command: {
      inputs: [{ source: { file }, options: [] }],
      videoFilters: [],
      audioFilters: [],
      output: {
        target: 'pipe',
        options: [
          '-map',
          '0:a:0',
          '-vn',
          '-ac',
          '1',
          '-ar',
          String(rate),
          '-c:a',
          'pcm_s16le',
          '-f',
          's16le',
        ],
      },
    },
    signal,
    progress: null,
  });
  const peaks: number[] = [];
  const energies: number[] = [];
  let [loudest, energy, counted] = [0, 0, 0];
  const settle = () => {
    peaks.push(Math.min(255, Math.round(loudest / 128)));
    energies.push(Math.sqrt(energy / Math.max(1, counted)));
    [loudest, energy, counted] = [0, 0, 0];
  };
  let odd: Buffer = Buffer.alloc(0);
  for await (const chunk of running.stdout as AsyncIterable<Buffer>) {
    const bytes = odd.length === 0 ? chunk : Buffer.concat([odd, chunk]);
    const whole = bytes.length - (bytes.length % 2);
    for (let at = 0; at < whole; at += 2) {
      const sample = bytes.readInt16LE(at);
      loudest = Math.max(loudest, Math.abs(sample));
      energy += sample * sample;
      counted += 1;
      if (counted === step) {
        settle();
      }
    }
    odd = bytes.subarray(whole);
  }
  await running.done;
  if (counted > 0) {
    settle();
  }
  return { perSecond, peaks, beats: beatsOf(energies) };
}

/** Figures around one that its rise is compared with: 0.4 s to each side. */
const around = 40;
const apart = 0.2 * perSecond;

function beatsOf(energies: readonly number[]): number[] {
  // Over 50 ms, so that the waves of a low tone are no beats.
  const smooth = energies.map((_, i) => mean(energies, i - 2, i + 3));
  const rises = smooth.map((energy, i) => Math.max(0, energy - (smooth[i - 3] ?? 0)));
  const beats: number[] = [];
  let last = -Infinity;
  rises.forEach((rise, i) => {
    const isPeak = rise >= (rises[i - 1] ?? 0) && rise > (rises[i + 1] ?? 0);
    if (isPeak && rise > 150 && rise > 1.5 * mean(rises, i - around, i + around + 1) && i - last >= apart) {
      beats.push(Math.max(0, i - 1) / perSecond);
      last = i;
    }
  });
  return beats;
}

function mean(values: readonly number[], from: number, to: number): number {
  let [sum, count] = [0, 0];
  for (let i = Math.max(0, from); i < Math.min(values.length, to); i++) {
    sum += values[i] ?? 0;
    count += 1;
  }
  return count === 0 ? 0 : sum / count;
}
