import type { Fps } from '../../../shared/project/schema.ts';

/** A picture that is encoded: the given one, for so many frames. */
export interface Shown {
  readonly picture: number;
  readonly frames: number;
  readonly isKey: boolean;
}

/**
 * What is encoded so that a key frame comes at least every `every` frames: one may only stand where a picture is encoded, so
 * a picture that lasts longer is encoded again. `lasting[i]`: frames of picture `i`, at least 1. O(frames / every + pictures).
 */
export function withKeys(lasting: readonly number[], every: number): readonly Shown[] {
  const shown: Shown[] = [];
  let sinceKey = Infinity;
  lasting.forEach((all, picture) => {
    for (let left = all; left > 0; left -= every) {
      const frames = Math.min(left, every);
      const isKey = sinceKey + frames > every;
      sinceKey = isKey ? frames : sinceKey + frames;
      shown.push({ picture, frames, isKey });
    }
  });
  return shown;
}

/** The longest way to a key frame in seconds, for seeking; and the most of them, because each is named in the command. */
const [keySeconds, mostKeys] = [8, 600];

/** The most frames from one key frame to the next in a film of so many. */
export const keyDistance = (frames: number, fps: Fps): number =>
  Math.max(1, Math.round((keySeconds * fps.num) / fps.den), Math.ceil(frames / mostKeys));
