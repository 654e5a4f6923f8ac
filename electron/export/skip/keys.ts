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
