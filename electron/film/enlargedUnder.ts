import type { UpscaleChoice } from '../../shared/export/settings.ts';
import type { Fps, Size } from '../../shared/project/schema.ts';
import { Fault } from '../../shared/fault.ts';
import { framesOf, type Under } from '../export/exportLayered.ts';
import type { JobContext } from '../jobs/jobs.ts';
import type { Ffmpeg } from '../media/ffmpeg.ts';
import type { Frame } from '../media/frame.ts';

/** Upscales the frames of one film; repeats and what earlier runs kept are not computed again. */
export interface FilmEnlarger {
  /** The frames in their order, each larger. Faults of the model and of its child process. */
  frames(frames: AsyncIterable<Frame>): AsyncIterable<{ readonly frame: Frame }>;
  /** How many different pictures there were so far. */
  distinct(): number;
}

/** Opens a network for frames of `size`. Faults: that it is not there, not readable, or not of that scale. */
export type OpenEnlarger = (
  choice: UpscaleChoice,
  size: Size,
  job: Pick<JobContext, 'signal' | 'note'>,
) => Promise<FilmEnlarger>;

interface Film {
  /** Before it is enlarged. */
  readonly size: Size;
  readonly fps: Fps;
  readonly frames: number;
  readonly signal: AbortSignal;
}

/** What lies under captions, enlarged: a picture that stays is so once, and no frame is that the film does not take. */
export async function enlargedUnder(
  ffmpeg: Ffmpeg,
  under: Under,
  enlarger: FilmEnlarger,
  film: Film,
): Promise<Under> {
  if (under.kind !== 'still') {
    const from = (first: number, to: number | null) =>
      enlarger.frames(taken(framesOf(ffmpeg, under, film, first, to), (to ?? film.frames) - first));
    return { kind: 'frames', from };
  }
  for await (const { frame } of enlarger.frames(taken([{ frame: under.picture }], 1))) {
    return { kind: 'still', picture: frame };
  }
  throw new Fault('inference-lost', 'The picture never came back from the model.', 'Export again.');
}

/** Reading ahead must not go beyond what is wanted: a background goes on for ever. */
async function* taken(
  frames: AsyncIterable<{ readonly frame: Frame }> | Iterable<{ readonly frame: Frame }>,
  count: number,
) {
  let left = count;
  for await (const { frame } of frames) {
    if (left-- <= 0) {
      return;
    }
    yield frame;
    if (left === 0) {
      return;
    }
  }
}
