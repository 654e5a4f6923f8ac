/** Pictures of 32 x 18 brightnesses (0..255, rows top to bottom). */
export const sketchWidth = 32;
export const sketchHeight = 18;

/** How far a picture may have moved between two sketches and still be recognised, in cells. */
const reach = { x: 14, y: 7 };

/** Less deviation than this (of 255) is a blank picture: it has no structure to compare. */
const blank = 3;

/** The less is left to compare, the likelier a chance resemblance. */
const lostBy = (x: number, y: number) => (Math.abs(x) / sketchWidth + Math.abs(y) / sketchHeight) * 0.25;

/** The ways one picture may have moved, those that lose least first. */
const shifts = Array.from({ length: 2 * reach.y + 1 }, (_, row) => row - reach.y)
  .flatMap((y) => Array.from({ length: 2 * reach.x + 1 }, (_, column) => ({ x: column - reach.x, y })))
  .map(({ x, y }) => ({ x, y, lost: lostBy(x, y) }))
  .sort((a, b) => a.lost - b.lost);

/**
 * Normalised cross-correlation of two sketches, whatever their brightness: -1 to 1, in place, or after the best shift
 * where they differ so. Sums over what two shifted pictures share come from summed-area tables (Lewis 1995), products are
 * added up, and shifts that lose more than there is to gain are left out. Ends at the first shift with `enough`.
 */
export function likenessAfterShift(a: Uint8Array, b: Uint8Array, enough: number): number {
  const [sumsA, sumsB] = [sumsOf(a), sumsOf(b)];
  const standing = correlation(a, b, sumsA, sumsB, 0, 0);
  if (standing > Math.min(0.93, enough)) {
    return standing;
  }
  let best = standing;
  for (const { x, y, lost } of shifts) {
    if (1 - lost <= best || best > enough) {
      break;
    }
    best = Math.max(best, correlation(a, b, sumsA, sumsB, x, y) - lost);
  }
  return best;
}

/** Of all cells above and left of a corner: their sum and their squares' sum, (32+1) x (18+1) each. */
interface Sums {
  readonly plain: Int32Array;
  readonly squares: Int32Array;
}

const wide = sketchWidth + 1;

function sumsOf(luma: Uint8Array): Sums {
  const plain = new Int32Array(wide * (sketchHeight + 1));
  const squares = new Int32Array(plain.length);
  for (let y = 0, at = 0; y < sketchHeight; y++) {
    let [sum, square] = [0, 0];
    for (let x = 0, to = (y + 1) * wide + 1; x < sketchWidth; x++, at++, to++) {
      const value = luma[at] ?? 0;
      sum += value;
      square += value * value;
      plain[to] = (plain[to - wide] ?? 0) + sum;
      squares[to] = (squares[to - wide] ?? 0) + square;
    }
  }
  return { plain, squares };
}

function within(sums: Int32Array, left: number, top: number, right: number, bottom: number): number {
  const [over, under] = [top * wide, bottom * wide];
  return (
    (sums[under + right] ?? 0) -
    (sums[under + left] ?? 0) -
    (sums[over + right] ?? 0) +
    (sums[over + left] ?? 0)
  );
}

/** Correlation where `b`, moved by (x, y) cells, covers `a`. */
function correlation(a: Uint8Array, b: Uint8Array, sumsA: Sums, sumsB: Sums, x: number, y: number): number {
  const [left, right] = [Math.max(0, x), Math.min(sketchWidth, sketchWidth + x)];
  const [top, bottom] = [Math.max(0, y), Math.min(sketchHeight, sketchHeight + y)];
  const cells = (right - left) * (bottom - top);
  const meanA = within(sumsA.plain, left, top, right, bottom) / cells;
  const meanB = within(sumsB.plain, left - x, top - y, right - x, bottom - y) / cells;
  const squareA = within(sumsA.squares, left, top, right, bottom) / cells;
  const squareB = within(sumsB.squares, left - x, top - y, right - x, bottom - y) / cells;
  const deviationA = Math.sqrt(Math.max(0, squareA - meanA * meanA));
  const deviationB = Math.sqrt(Math.max(0, squareB - meanB * meanB));
  if (deviationA < blank && deviationB < blank) {
    return 1 - Math.min(1, Math.abs(meanA - meanB) / 32);
  }
  if (deviationA < blank || deviationB < blank) {
    return 0;
  }
  let product = 0;
  for (let row = top; row < bottom; row++) {
    let at = row * sketchWidth + left;
    let other = (row - y) * sketchWidth + left - x;
    for (const end = row * sketchWidth + right; at < end; at++, other++) {
      product += (a[at] ?? 0) * (b[other] ?? 0);
    }
  }
  return (product / cells - meanA * meanB) / (deviationA * deviationB);
}
