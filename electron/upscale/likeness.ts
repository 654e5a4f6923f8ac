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
 * must differ much less than the frames that were new lately did, and less again where the picture around a block is dim
 * (`dimmed`): around it and not as a whole, since a lamp makes no night around it day.
 *
 * Measured on x264 crf 18 and 23 (veryfast, 320x180), `most` of repeats (95 of 100) / of new frames (least): captions
 * 0.73 / 16, a blinking eye 0.31 / 2.2, a pan of a quarter pixel - / 0.36, a fade of 1 % - / 0.17, grain - / 0.48.
 *
 * Limits: at night (a third or a fifth of the light) few repeats are found. Of 32 at crf 18 / 23: captions 13 / 26 and 4 / 3, an eye
 * 9 / 1 and 2 / 2; by day 32 / 32 and 32 / 31. Grain so faint that crf 23 wipes it off but for a dot passes for a still only beside
 * something light, 1 frame of 180, or by day within 16 new frames of something that moved.
 */
export interface Difference {
  readonly most: number;
  /** The same, each block's over how much light is around it (0..1): without any, all that differs differs wholly. */
  readonly dimmed: number;
  readonly share: number;
  /** Blocks compared. */
  readonly blocks: number;
}

/** A picture to compare with: its brightness, and of each block the contrast at it and how much light is around it (0..1). */
export interface Reference {
  readonly view: View;
  readonly contrast: Float32Array;
  readonly light: Float32Array;
}

const side = 4;
const byContrast = 0.04;
const differs = 0.15;

/**
 * The grey values there must be within so many blocks of one. Where there are fewer, at night or in a fade, what moves
 * moves by less as well, down to what a codec wipes off but for a dot: what may pass shrinks with them, since to compute
 * a repeat costs time and to freeze what moves is seen.
 */
const around = 8;
const dimRange = { none: 25, full: 60 };

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
  const negative = low.map((value) => -value);
  const rangeWithin = (reach: number) => {
    const lowest = mostAround(negative, across, down, reach);
    return mostAround(high, across, down, reach).map((value, at) => value + (lowest[at] ?? 0));
  };
  const light = rangeWithin(around).map((range) => {
    return Math.min(1, Math.max(0, (range - dimRange.none) / (dimRange.full - dimRange.none)));
  });
  return { view, contrast: rangeWithin(1), light };
}

/** The most of the blocks within `reach` of each. O(blocks * reach). */
function mostAround(values: Float32Array, across: number, down: number, reach: number): Float32Array {
  const inRows = values.map((own, at) => {
    const start = at - (at % across);
    const last = Math.min(start + across - 1, at + reach);
    let most = own;
    for (let place = Math.max(start, at - reach); place <= last; place++) {
      const value = values[place] ?? own;
      most = value > most ? value : most;
    }
    return most;
  });
  return inRows.map((own, at) => {
    const last = Math.min(across * down - 1, at + reach * across);
    let most = own;
    for (let place = Math.max(at % across, at - reach * across); place <= last; place += across) {
      const value = inRows[place] ?? own;
      most = value > most ? value : most;
    }
    return most;
  });
}

/** O(pixels), about 2 ms for 1280x720. Views of different sizes differ wholly. */
export function differenceOf({ view: a, contrast, light }: Reference, b: View): Difference {
  if (a.width !== b.width || a.height !== b.height) {
    return { most: Infinity, dimmed: Infinity, share: 1, blocks: 1 };
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
  let [most, dimmed, many] = [0, 0, 0];
  for (let block = 0; block < sums.length; block++) {
    const mean = (sums[block] ?? 0) / (counts[block] ?? 1);
    const difference = mean / (1 + byContrast * (contrast[block] ?? 0));
    most = Math.max(most, difference);
    dimmed = difference > 0 ? Math.max(dimmed, difference / (light[block] ?? 0)) : dimmed;
    many += mean > differs ? 1 : 0;
  }
  return { most, dimmed, share: many / sums.length, blocks: sums.length };
}

const blocksOf = ({ width, height }: View) =>
  [Math.max(1, Math.floor(width / side)), Math.max(1, Math.floor(height / side))] as const;

/** Repeats have noise in fewer blocks than this; at least in these many, which a small picture has at one edge. */
const mostBlocks = { share: 0.03, blocks: 3 };

/** No more than this is a codec's noise. */
const mostNoise = 1;

/**
 * How far below the new frames noise must lie, and what is taken for it in any case. Where no new frame differed by `news`
 * lately, all that is new may be grain that the codec wiped off but for a trace, which looks like the noise of a repeat.
 */
const news = 1;
const bounds = { withNews: { least: 0.15, share: 0.4 }, without: { least: 0.05, share: 0.2 } };

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
    isRepeat: ({ most, dimmed, share, blocks }) => {
      const sorted = [...levels].sort((a, b) => a - b);
      const usual = sorted[Math.floor(levels.length * rank)] ?? 0;
      const { least, share: below } = (sorted.at(-1) ?? 0) >= news ? bounds.withNews : bounds.without;
      const bound = Math.min(mostNoise, Math.max(least, usual * below));
      const isFew = share * blocks <= Math.max(mostBlocks.blocks, blocks * mostBlocks.share);
      if (dimmed <= bound && isFew) {
        return true;
      }
      levels.push(most);
      levels.splice(0, levels.length - remembered);
      return false;
    },
  };
}
