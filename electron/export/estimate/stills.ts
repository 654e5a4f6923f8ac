import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Fps, Size } from '../../../shared/project/schema.ts';
import type { Ffmpeg } from '../../media/ffmpeg.ts';
import type { Frame } from '../../media/frame.ts';
import type { VideoSettings } from '../../media/presets.ts';
import { captionsOverStill } from '../captionsOverStill.ts';
import type { CaptionLayer } from '../layer.ts';
import { keyDistance, withKeys } from '../skip/keys.ts';

/** A film whose picture stays under its captions. */
export interface StillSample {
  readonly picture: Frame;
  readonly layer: CaptionLayer;
}

/** What two films of the first and of more pictures took; each picture was shown for one frame, the first is a key frame. */
export interface Trials {
  readonly few: Trial;
  readonly more: Trial;
}

interface Trial {
  readonly pictures: number;
  readonly bytes: number;
  readonly seconds: number;
}

interface StillsEstimate {
  readonly seconds: number;
  readonly bytes: number;
}

/** Pictures of the longer trial. */
const most = 24;

/** Handing on a repeat and writing it into the file, in seconds. Measured: 9,000 repeats at 720p take 1.6 s. */
const repeatSeconds = 180e-6;

/** A repeat's bits of macroblocks (one in 300 is told after the first), its header, and its line in the file's index. */
const repeatBytes = ({ width, height }: Size): number => 26 + (width * height) / 256 / 300;

/**
 * Time and size of a film that encodes each distinct picture once: keys, changes and repeats, each at its own price. What a
 * picture costs is the difference of the trials, what is left of the shorter one is the key frame and the start.
 */
export function stillsEstimate(
  lasting: readonly number[],
  { fps, size }: { readonly fps: Fps; readonly size: Size },
  { few, more }: Trials,
): StillsEstimate {
  const frames = lasting.reduce((sum, count) => sum + count, 0);
  const shown = withKeys(lasting, keyDistance(frames, fps));
  const keys = shown.filter(({ isKey }) => isKey).length;
  const repeats = frames - shown.length;
  const apart = more.pictures - few.pictures;
  const between = (value: (trial: Trial) => number) =>
    apart === 0 ? value(more) / more.pictures : Math.max(0, (value(more) - value(few)) / apart);
  // Beside other work the shorter trial may take the longer time: a picture takes some part of its own.
  const each = Math.max(
    between(({ seconds }) => seconds),
    more.seconds / more.pictures / 4,
  );
  const start = Math.max(0, more.seconds - each * more.pictures);
  const change = between(({ bytes }) => bytes);
  const key = Math.max(0, more.bytes - change * (more.pictures - 1));
  return {
    seconds: start + each * shown.length + repeatSeconds * repeats,
    bytes: key * keys + change * (shown.length - keys) + repeatBytes(size) * repeats,
  };
}

/** Makes the trials in `folder` and answers what they say of the whole; null where they fail. Rejects only with the signal's reason. */
export async function estimateStills(
  ffmpeg: Ffmpeg,
  { picture, layer }: StillSample,
  film: { readonly size: Size; readonly fps: Fps; readonly video: VideoSettings },
  folder: string,
  signal: AbortSignal,
): Promise<StillsEstimate | null> {
  const lasting = layer.runs.map(({ frames }) => frames);
  const trial = async (pictures: number): Promise<Trial> => {
    const from = Math.floor((layer.runs.length - pictures) / 2);
    const runs = layer.runs
      .slice(from, from + pictures)
      .map(({ state }, at) => ({ state, from: at, frames: 1 }));
    const own = await mkdtemp(path.join(folder, 'trial-'));
    try {
      const started = performance.now();
      const { bytes } = await captionsOverStill(ffmpeg, {
        ...{ ...film, background: picture, captions: { ...layer, runs }, audio: null, signal },
        ...{ output: path.join(own, 'trial.mp4'), onFrame: () => undefined },
      });
      return { pictures, bytes, seconds: (performance.now() - started) / 1000 };
    } finally {
      await rm(own, { recursive: true, force: true });
    }
  };
  try {
    const more = Math.min(most, layer.runs.length);
    const few = await trial(Math.max(1, Math.floor(more / 3)));
    const trials = { few, more: more === few.pictures ? few : await trial(more) };
    return stillsEstimate(lasting, film, trials);
  } catch {
    signal.throwIfAborted();
    return null;
  }
}
