import { pushIn } from './calls.ts';
import { tenant, type Tenant } from './serving.ts';

/** One picture shown larger and larger around its middle. */
export function pushInTenant(): Tenant {
  return tenant(pushIn, async ({ width, height, picture, scales }, emit) => {
    const data = new Uint8Array(picture.length);
    for (const [index, scale] of scales.entries()) {
      enlarge(picture, width, height, scale, data);
      await emit({ index, data });
    }
    return null;
  });
}

/** The middle of a picture (rgba, straight alpha) `scale` >= 1 times as large, bilinear; O(width*height). */
export function enlarge(
  picture: Uint8Array,
  width: number,
  height: number,
  scale: number,
  out: Uint8Array,
): void {
  const columns = placesOf(width, scale);
  const rows = placesOf(height, scale);
  for (const [y, row] of rows.entries()) {
    for (const [x, column] of columns.entries()) {
      blend(picture, width, row, column, out, (y * width + x) * 4);
    }
  }
}

interface Place {
  readonly first: number;
  readonly second: number;
  readonly share: number;
}

function placesOf(length: number, scale: number): readonly Place[] {
  return Array.from({ length }, (_, i) => {
    const middle = (length - 1) / 2;
    const at = middle + (i - middle) / scale;
    const first = Math.floor(at);
    return { first, second: Math.min(first + 1, length - 1), share: at - first };
  });
}

/** Colours count by their alpha, so that what is transparent never bleeds its colour. */
function blend(
  picture: Uint8Array,
  width: number,
  row: Place,
  column: Place,
  out: Uint8Array,
  to: number,
): void {
  let [red, green, blue, alpha] = [0, 0, 0, 0];
  const add = (y: number, x: number, share: number) => {
    const at = (y * width + x) * 4;
    const opaque = share * (picture[at + 3] ?? 0);
    red += opaque * (picture[at] ?? 0);
    green += opaque * (picture[at + 1] ?? 0);
    blue += opaque * (picture[at + 2] ?? 0);
    alpha += opaque;
  };
  add(row.first, column.first, (1 - row.share) * (1 - column.share));
  add(row.first, column.second, (1 - row.share) * column.share);
  add(row.second, column.first, row.share * (1 - column.share));
  add(row.second, column.second, row.share * column.share);
  const by = alpha === 0 ? 0 : 1 / alpha;
  out[to] = Math.round(red * by);
  out[to + 1] = Math.round(green * by);
  out[to + 2] = Math.round(blue * by);
  out[to + 3] = Math.round(alpha);
}
