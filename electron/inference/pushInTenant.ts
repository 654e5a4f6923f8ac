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
  for (let y = 0; y < height; y++) {
    const top = (rows.first[y] ?? 0) * width;
    const bottom = (rows.second[y] ?? 0) * width;
    const low = rows.share[y] ?? 0;
    for (let x = 0, to = y * width * 4; x < width; x++, to += 4) {
      const left = columns.first[x] ?? 0;
      const right = columns.second[x] ?? 0;
      const far = columns.share[x] ?? 0;
      const a = 4 * (top + left);
      const b = 4 * (top + right);
      const c = 4 * (bottom + left);
      const d = 4 * (bottom + right);
      // Colours count by their alpha, so that what is transparent never bleeds its colour.
      const shareA = (1 - low) * (1 - far) * (picture[a + 3] ?? 0);
      const shareB = (1 - low) * far * (picture[b + 3] ?? 0);
      const shareC = low * (1 - far) * (picture[c + 3] ?? 0);
      const shareD = low * far * (picture[d + 3] ?? 0);
      const alpha = shareA + shareB + shareC + shareD;
      const by = alpha === 0 ? 0 : 1 / alpha;
      for (let i = 0; i < 3; i++) {
        const sum =
          shareA * (picture[a + i] ?? 0) +
          shareB * (picture[b + i] ?? 0) +
          shareC * (picture[c + i] ?? 0) +
          shareD * (picture[d + i] ?? 0);
        out[to + i] = sum * by + 0.5;
      }
      out[to + 3] = alpha + 0.5;
    }
  }
}

interface Places {
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly share: Float32Array;
}

/** For each place of a line of the enlarged picture: the two places of the picture it lies between. */
function placesOf(length: number, scale: number): Places {
  const first = new Int32Array(length);
  const second = new Int32Array(length);
  const share = new Float32Array(length);
  const middle = (length - 1) / 2;
  for (let i = 0; i < length; i++) {
    const at = middle + (i - middle) / scale;
    const whole = Math.floor(at);
    first[i] = whole;
    second[i] = Math.min(whole + 1, length - 1);
    share[i] = at - whole;
  }
  return { first, second, share };
}
