/** A picture of 32 x 18 brightnesses (0..255, rows top to bottom) and how its colours are spread. */
export interface Sketch {
  readonly luma: Uint8Array;
  /** 3 x 16 shares (brightness, blue against it, red against it); each 16 add up to 1. */
  readonly spread: Float32Array;
}

export const sketchWidth = 32;
export const sketchHeight = 18;
export const spreadBins = 16;

/** How far a picture may have moved between two sketches and still be recognised, in cells. */
const reach = { x: 14, y: 7 };

/** Less deviation than this (of 255) is a blank picture: it has no structure to compare. */
const blank = 3;

/**
 * How unlike two pictures are: 0 the same, 1 nothing in common. Structure counts after the best shift and whatever the
 * brightness (normalised cross-correlation), colours by the overlap of their spreads. O(shifts * cells), about 0.2 ms;
 * nearly equal pictures are told without shifting.
 */
export function unlike(a: Sketch, b: Sketch): number {
  const colours = spreadDistance(a.spread, b.spread);
  const standing = correlation(a.luma, b.luma, 0, 0);
  const structure = standing > 0.93 ? 1 - standing : 1 - bestCorrelation(a.luma, b.luma, standing);
  return Math.min(1, 0.65 * Math.min(1, structure * 1.5) + 0.35 * Math.min(1, colours * 1.5));
}

/** Share of the colours that would have to be another, 0 to 1. */
export function spreadDistance(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    sum += Math.abs((a[i] ?? 0) - (b[i] ?? 0));
  }
  return sum / (2 * (a.length / spreadBins));
}

/** Mean difference of brightness cell by cell, 0 to 1. */
export function cellDifference(a: Uint8Array, b: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    sum += Math.abs((a[i] ?? 0) - (b[i] ?? 0));
  }
  return sum / (a.length * 255);
}

/** How far `middle` is from being half `a` and half `b`, as a part of their difference: 0 for a dissolve, 0.5 at a cut. */
export function blendError(a: Uint8Array, middle: Uint8Array, b: Uint8Array): number {
  let [error, apart] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    const [one, other] = [a[i] ?? 0, b[i] ?? 0];
    error += Math.abs((middle[i] ?? 0) - (one + other) / 2);
    apart += Math.abs(one - other);
  }
  return apart === 0 ? 1 : error / apart;
}

function bestCorrelation(a: Uint8Array, b: Uint8Array, standing: number): number {
  let best = standing;
  for (let y = -reach.y; y <= reach.y; y++) {
    for (let x = -reach.x; x <= reach.x; x++) {
      // The less is left to compare, the likelier a chance resemblance.
      const lost = (Math.abs(x) / sketchWidth + Math.abs(y) / sketchHeight) * 0.25;
      best = Math.max(best, correlation(a, b, x, y) - lost);
    }
  }
  return best;
}

/** Correlation of brightness where `b`, moved by (x, y) cells, covers `a`: -1 to 1. */
function correlation(a: Uint8Array, b: Uint8Array, x: number, y: number): number {
  const [left, right] = [Math.max(0, x), Math.min(sketchWidth, sketchWidth + x)];
  const [top, bottom] = [Math.max(0, y), Math.min(sketchHeight, sketchHeight + y)];
  let [sumA, sumB, squareA, squareB, product] = [0, 0, 0, 0, 0];
  for (let row = top; row < bottom; row++) {
    let at = row * sketchWidth + left;
    let other = (row - y) * sketchWidth + left - x;
    for (let column = left; column < right; column++, at++, other++) {
      const [one, two] = [a[at] ?? 0, b[other] ?? 0];
      sumA += one;
      sumB += two;
      squareA += one * one;
      squareB += two * two;
      product += one * two;
    }
  }
  const cells = (right - left) * (bottom - top);
  const [meanA, meanB] = [sumA / cells, sumB / cells];
  const deviationA = Math.sqrt(Math.max(0, squareA / cells - meanA * meanA));
  const deviationB = Math.sqrt(Math.max(0, squareB / cells - meanB * meanB));
  if (deviationA < blank && deviationB < blank) {
    return 1 - Math.min(1, Math.abs(meanA - meanB) / 32);
  }
  if (deviationA < blank || deviationB < blank) {
    return 0;
  }
  return (product / cells - meanA * meanB) / (deviationA * deviationB);
}

/** Differing bits of two hashes of 16 hex digits. */
export function differingBits(a: string, b: string): number {
  let bits = BigInt(`0x${a}`) ^ BigInt(`0x${b}`);
  let count = 0;
  for (; bits > 0n; bits &= bits - 1n) {
    count++;
  }
  return count;
}
