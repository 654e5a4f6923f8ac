// The number crunching of frame statistics. Sizes are fixed (a picture of 320 x 180), so all
// memory is laid out in places.ts.
import { halve, laplacianVariance, shrink } from './brightness';
import { paint } from './colours';
import { differenceHash } from './hash';
import {
  BEFORE,
  BEFORE_SKETCH,
  BINS,
  COUNTS,
  HASH,
  MATCHES,
  NUMBERS,
  PICTURE,
  QUARTER,
  SHIFT,
  SKETCH,
} from './places';

export { coarseShift, matchBlocks } from './motion';

/** Where place `index` lies, in the order of kernels.ts. */
export function placeAt(index: i32): usize {
  switch (index) {
    case 0:
      return PICTURE;
    case 1:
      return QUARTER;
    case 2:
      return SKETCH;
    case 3:
      return COUNTS;
    case 4:
      return BINS;
    case 5:
      return HASH;
    case 6:
      return NUMBERS;
    case 7:
      return BEFORE;
    case 8:
      return BEFORE_SKETCH;
    case 9:
      return MATCHES;
    default:
      return SHIFT;
  }
}

/** Looks at PICTURE (yuv420p): fills QUARTER, SKETCH, COUNTS, BINS, HASH and NUMBERS. */
export function look(): void {
  halve();
  shrink();
  store<f64>(NUMBERS, <f64>paint(), 16);
  store<f64>(NUMBERS, laplacianVariance(), 24);
  differenceHash();
}
