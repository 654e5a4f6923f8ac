import { greyFrame } from '../../media/frame.ts';
import { h264 } from '../../media/presets.ts';
import type { StillFilm } from '../captionsOverStill.ts';
import type { CaptionLayer } from '../layer.ts';
import type { Patch } from '../overlay.ts';
import { numbered } from './films.ts';

/** Runs of so many frames; the picture of state `n` is the number `n` along the top. */
export function counting(lasting: readonly number[]): CaptionLayer {
  let from = 0;
  const runs = lasting.map((frames, state) => {
    const run = { state, from, frames };
    from += frames;
    return run;
  });
  return {
    runs,
    async *paint(states) {
      for (const state of states) {
        yield await Promise.resolve(strip(state));
      }
    },
  };
}

export const strip = (number: number): Patch => ({ x: 0, y: 0, ...numbered(256, 16, number) });

/** The number of every frame that `counting` makes. */
export const counted = (lasting: readonly number[]) =>
  lasting.flatMap((frames, state) => Array.from({ length: frames }, () => state));

/** Captions over grey, 320 x 180 at 30 frames a second. */
export const countingFilm = (
  captions: CaptionLayer,
  output: string,
  more: Partial<StillFilm> = {},
): StillFilm => ({
  ...{ background: greyFrame(320, 180, 100), captions, size: { width: 320, height: 180 } },
  ...{ fps: { num: 30, den: 1 }, video: h264(18, 'veryfast'), audio: null, output },
  ...{ signal: new AbortController().signal, onFrame: () => undefined },
  ...more,
});
