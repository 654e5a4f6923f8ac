import type { View } from './view.ts';

/**
 * Tells what a codec made of a repeated frame from a frame that moved, in the manner of a scan statistic. The picture is
 * compared in blocks of 8x8 pixels (4x4 of the view), so that a small moving mouth counts as much as a pan:
 *
 * - `most`: the block that differs most, in mean absolute grey values over 1 + 0.04 times the contrast around it: a codec
 *   errs near edges by a share of their height.
 * - `share`: how many blocks differ at all. Noise of repeats sits at few edges; pans, fades and grain are everywhere.
 *
 * No fixed bound fits: what a codec does to a repeat on bright captions is more than what moves on a dark clip. So a repeat
 * must differ much less than the frames that were new lately did.
 *
 * Measured on x264 crf 18 and 23 (veryfast, 320x180), `most` of repeats (95 of 100) / of new frames (least): captions
 * 0.73 / 16, a blinking eye 0.31 / 2.2, a pan of a quarter pixel - / 0.36, a fade of 1 % - / 0.17, grain - / 0.48.
 *
 * Limit: with a fifth of the light hardly anything passes. Of 32 repeats there, crf 18 / 23: captions 28 / 25, an eye 6 / 6, a pan 0 / 0;
 * by day 32 / 32 and 32 / 31. Of grain so faint that crf 23 wipes most of it off, 3 frames of 24 were taken for stills.
 */
export interface Difference {
  readonly most: number;
  readonly share: number;
  /** Blocks compared. */
  readonly blocks: number;
  /** From the darkest to the lightest of the picture compared with, in grey values. */
  readonly range: number;
}

/** A picture to compare with: its brightness, and the contrast around each block. */
export interface Reference {
  readonly view: View;
  readonly contrast: Float32Array;
  readonly range: number;
}

const side = 4;
const byContrast = 0.04;
const differs = 0.15;

/** O(pixels). Pixels beyond the last whole block are compared with the block before them. */
export function referenceOf(view: View): Reference {
  const { width, height, luma } = view;
  const [across, down] = blocksOf(view);
  const low = new Float32Array(across * down).fill(Infinity);
  const high = new Float32Array(across * down).fill(-Infinity);
  for (let y = 0, at = 0; y < height; y++) {
    const row = Math.min(down - 1, Math.floor(y / side)) * across;
    for (let x = 0; x < width; x++, at++) {
      const block = row + Math.min(across - 1, Math.floor(x / side));
      const value = luma[at] ?? 0;
      low[block] = Math.min(low[block] ?? 0, value);
      high[block] = Math.max(high[block] ?? 0, value);
    }
  }
  const contrast = Float32Array.from(low, (_, block) => {
    const [x, y] = [block % across, Math.floor(block / across)];
    let [least, most] = [Infinity, -Infinity];
    for (let row = Math.max(0, y - 1); row <= Math.min(down - 1, y + 1); row++) {
      for (let column = Math.max(0, x - 1); column <= Math.min(across - 1, x + 1); column++) {
        least = Math.min(least, low[row * across + column] ?? 0);
        most = Math.max(most, high[row * across + column] ?? 0);
      }
    }
    return most - least;
  });
  let [darkest, lightest] = [Infinity, -Infinity];
  for (let block = 0; block < low.length; block++) {
    darkest = Math.min(darkest, low[block] ?? 0);
    lightest = Math.max(lightest, high[block] ?? 0);
  }
  return { view, contrast, range: lightest - darkest };
}

/** O(pixels), about 2 ms for 1280x720. Views of different sizes differ wholly. */
export function differenceOf({ view: a, contrast, range }: Reference, b: View): Difference {
  if (a.width !== b.width || a.height !== b.height) {
    return { most: Infinity, share: 1, blocks: 1, range };
  }
  const [across, down] = blocksOf(a);
  const sums = new Float32Array(across * down);
  const counts = new Uint32Array(across * down);
  for (let y = 0, at = 0; y < a.height; y++) {
    const row = Math.min(down - 1, Math.floor(y / side)) * across;
    for (let x = 0; x < a.width; x++, at++) {
      const block = row + Math.min(across - 1, Math.floor(x / side));
      sums[block] = (sums[block] ?? 0) + Math.abs((a.luma[at] ?? 0) - (b.luma[at] ?? 0));
      counts[block] = (counts[block] ?? 0) + 1;
    }
  }
  let [most, many] = [0, 0];
  for (let block = 0; block < sums.length; block++) {
    const mean = (sums[block] ?? 0) / (counts[block] ?? 1);
    most = Math.max(most, mean / (1 + byContrast * (contrast[block] ?? 0)));
    many += mean > differs ? 1 : 0;
  }
  return { most, share: many / sums.length, blocks: sums.length, range };
}

const blocksOf = ({ width, height }: View) =>
  [Math.max(1, Math.floor(width / side)), Math.max(1, Math.floor(height / side))] as const;

/** Repeats have noise in fewer blocks than this; at least in these many, which a small picture has at one edge. */
const mostBlocks = { share: 0.03, blocks: 3 };

/** The bounds of what may pass for a codec's noise, and how far below the new frames it must lie. */
const bounds = { least: 0.15, most: 1, share: 0.4 };

/**
 * A picture of less range, at night or in a fade, moves by less as well: what may pass shrinks with it, since to compute
 * a repeat costs time and to freeze what moves is seen.
 */
const fullRange = 60;

/** New frames that say what counts as new now, and which of them by rank: some may be repeats that were not known. */
const remembered = 16;
const rank = 0.4;

/** Judges frames one after the other; learns from those that were new. */
export interface Judge {
  isRepeat(difference: Difference): boolean;
}

export function createJudge(): Judge {
  const levels: number[] = [];
  return {
    isRepeat: ({ most, share, blocks, range }) => {
      const usual = [...levels].sort((a, b) => a - b)[Math.floor(levels.length * rank)] ?? 0;
      const dim = Math.min(1, range / fullRange);
      const bound = dim * Math.min(bounds.most, Math.max(bounds.least, usual * bounds.share));
      const isFew = share * blocks <= Math.max(mostBlocks.blocks, blocks * mostBlocks.share);
      if (most <= bound && isFew) {
        return true;
      }
      levels.push(most);
      levels.splice(0, levels.length - remembered);
      return false;
    },
  };
}
