import type { FilmWritten } from '../../media/encoder.ts';
import { writeTo } from '../../media/feed.ts';
import type { Ffmpeg, Running } from '../../media/ffmpeg.ts';
import type { Progress } from '../../media/progress.ts';
import type { FilmFile } from '../filmFile.ts';
import { wholeOf } from '../pipes.ts';
import type { Planes } from '../planes.ts';
import { checkSound } from '../sound.ts';
import { writeWhole } from '../whole.ts';
import { coderCommand, muxerCommand } from './commands.ts';
import { keyDistance, withKeys, type Shown } from './keys.ts';
import { repeatPictures } from './repeatPictures.ts';

export interface Stills extends Omit<FilmFile, 'size' | 'video'> {
  /** Both even. */
  readonly width: number;
  readonly height: number;
  /** How many frames each picture is shown, at least 1. */
  readonly lasting: readonly number[];
  /** As many, in order; each may be reused by its owner once the next is asked for. */
  readonly pictures: AsyncIterable<Planes>;
  /** libx264's own options: preset and quality. */
  readonly options: readonly string[];
  /** What brings a picture to another size. */
  readonly filters: readonly string[];
  readonly container: 'mp4' | 'mov';
}

/**
 * A film of pictures that each stay for a while, at constant rate: x264 encodes each picture once, its repeats are skipped
 * pictures put behind it, and a second ffmpeg lays the stream and the sound into a file. The file appears under its name when
 * it is whole. Throws 'not-skippable' when the encoder's stream cannot be repeated, another Fault, or the signal's reason.
 */
export async function encodeStills(ffmpeg: Ffmpeg, stills: Stills): Promise<FilmWritten> {
  const { output, fps, lasting, signal, audio } = stills;
  const frames = lasting.reduce((sum, count) => sum + count, 0);
  const shown = withKeys(lasting, keyDistance(frames, fps));
  return writeWhole(output, frames, signal, async ({ partial, step, uses }) => {
    let arrived = 0;
    const progress = ({ frames }: Progress) => {
      arrived = frames;
    };
    const [coding, muxing] = [coderCommand(stills, shown), muxerCommand(stills, partial)];
    const coder = uses(ffmpeg.start({ step, command: coding, signal, progress: null }));
    const muxer = uses(ffmpeg.start({ step, command: muxing, signal, progress }));
    await Promise.all([
      feed(coder, shown, stills, step),
      hand(coder, muxer, shown, step),
      coder.done,
      muxer.done,
    ]);
    if (audio?.codec === 'copy') {
      await checkSound(ffmpeg, partial, audio, fps, step);
    }
    return arrived;
  });
}

/** Gives the coder each picture as often as it is encoded. */
async function feed(coder: Running, shown: readonly Shown[], stills: Stills, step: string): Promise<void> {
  let next = 0;
  let done = 0;
  let picture = -1;
  for await (const { data } of stills.pictures) {
    picture++;
    for (; shown[next]?.picture === picture; next++) {
      await writeTo(coder, data, step);
      done += shown[next]?.frames ?? 0;
      stills.onFrame(done);
    }
  }
  coder.stdin.end();
}

/** Hands the coder's stream on to the muxer, with the repeats in it, as fast as that takes it. */
async function hand(coder: Running, muxer: Running, shown: readonly Shown[], step: string): Promise<void> {
  const lasting = shown.map(({ frames }) => frames);
  for await (const chunk of repeatPictures(wholeOf(coder), lasting)) {
    await writeTo(muxer, chunk, step);
  }
  muxer.stdin.end();
}
