import type { Network } from './network.ts';
import { differenceOf, mixed, squareAt } from './scene.ts';

/** What a network did with the test pictures, fed in one way. */
export type Verdict =
  | { readonly kind: 'wrong'; readonly why: string }
  /** It takes the pictures the other way round. */
  | { readonly kind: 'swapped' }
  /** `score`: how far the picture half-way is from the true one; 0 is there, 1 as far as a crossfade is. */
  | { readonly kind: 'works'; readonly score: number };

/** Mean difference, of 255, at which a picture still counts as given back. */
const SAME = 6;

/** Times that are nearly the ends, and how much of the way from them is then allowed. */
const EARLY = 1 / 32;
const NEAR = 0.25;

/** Below this it moves things; a crossfade has 1, half of the way that a network smears 0.7. */
const MOVES = 0.7;
const MIXES = 1.4;

export const doesMove = (score: number): boolean => score < MOVES;

/**
 * Two equal pictures must give that picture, times near the ends those ends, and half-way a square that has moved half
 * of 8 pixels, or at least half of both pictures. All at an odd size, so that padding is tried as well.
 */
export async function tryNetwork(network: Network, takesTime: boolean): Promise<Verdict> {
  const [a, b, truth] = [squareAt(0), squareAt(1), squareAt(0.5)];
  const [first, last] = [network.planesOf(a), network.planesOf(b)];
  const made = async (from: typeof first, to: typeof first, t: number) => {
    const out = new Uint8Array(a.length);
    network.paint(await network.between(from, to, t), out);
    return out;
  };
  if (differenceOf(await made(first, first, 0.5), a) > SAME) {
    return { kind: 'wrong', why: 'two equal pictures do not give that picture' };
  }
  const apart = differenceOf(a, b);
  if (takesTime) {
    const [early, late] = [await made(first, last, EARLY), await made(first, last, 1 - EARLY)];
    if (differenceOf(early, b) < NEAR * apart && differenceOf(late, a) < NEAR * apart) {
      return { kind: 'swapped' };
    }
    if (differenceOf(early, a) > NEAR * apart || differenceOf(late, b) > NEAR * apart) {
      return {
        kind: 'wrong',
        why: 'near the first or the last moment it does not give the first or last picture',
      };
    }
  }
  const score = differenceOf(await made(first, last, 0.5), truth) / differenceOf(mixed(a, b), truth);
  return score > MIXES
    ? { kind: 'wrong', why: 'what it makes half-way lies not between the two pictures' }
    : { kind: 'works', score };
}
