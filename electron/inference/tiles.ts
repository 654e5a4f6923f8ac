/** A stretch of a line that is computed, and the part of it that is kept: the rest is only looked at. */
export interface Stretch {
  readonly from: number;
  readonly keepFrom: number;
  readonly keepTo: number;
}

/**
 * Cuts `length` pixels into stretches of `side` pixels whose kept parts cover it once. What is kept lies at least
 * `margin` pixels from a cut, so that with a margin of the model's field of view nothing shows where tiles meet. All begin
 * at multiples of `multiple`, which `length`, `side` and `margin` must be too. Needs side > 2*margin or side >= length.
 */
export function stretchesOf(
  length: number,
  side: number,
  margin: number,
  multiple: number,
): readonly Stretch[] {
  if (side >= length) {
    return [{ from: 0, keepFrom: 0, keepTo: length }];
  }
  const step = Math.floor((side - 2 * margin) / multiple) * multiple;
  if (step <= 0) {
    throw new RangeError(`tiles of ${String(side)} leave nothing between margins of ${String(margin)}`);
  }
  const stretches: Stretch[] = [];
  for (let kept = 0, from = 0; kept < length; from += step) {
    const start = Math.min(from, length - side);
    const isLast = start + side >= length;
    const keepTo = isLast ? length : start + side - margin;
    stretches.push({ from: start, keepFrom: kept, keepTo });
    kept = keepTo;
  }
  return stretches;
}

/** A picture's bytes: `channels` bytes a pixel, rows top to bottom. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** The rectangle of `size` at (x, y) of an rgba picture; beyond its right and lower edge the last pixels are repeated. */
export function cutOut(
  from: Pixels,
  x: number,
  y: number,
  size: { readonly width: number; readonly height: number },
  out: Uint8Array,
): void {
  const { width, height, data } = from;
  const inside = Math.min(size.width, width - x);
  for (let row = 0; row < size.height; row++) {
    const start = (Math.min(y + row, height - 1) * width + x) * 4;
    const to = row * size.width * 4;
    out.set(data.subarray(start, start + inside * 4), to);
    for (let at = to + inside * 4; at < to + size.width * 4; at += 4) {
      out.copyWithin(at, at - 4, at);
    }
  }
}

/** Copies the rectangle (x, y, width, height) of `from` to (toX, toY) of `to`, as far as `to` reaches; rgba. */
export function paste(
  from: Pixels,
  x: number,
  y: number,
  size: { readonly width: number; readonly height: number },
  to: Pixels,
  toX: number,
  toY: number,
): void {
  const width = Math.min(size.width, to.width - toX);
  const height = Math.min(size.height, to.height - toY);
  for (let row = 0; row < height; row++) {
    const start = ((y + row) * from.width + x) * 4;
    to.data.set(from.data.subarray(start, start + width * 4), ((toY + row) * to.width + toX) * 4);
  }
}
