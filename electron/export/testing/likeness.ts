import { type Frame } from '../../media/frame.ts';
import { lumaOf } from '../planes.ts';

/** Structural similarity of a part of two frames by their luma, 1 for equal: the mean over squares of 8 pixels (Wang et al. 2004). */
export function likeness(
  a: Frame,
  b: Frame,
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
): number {
  let [sum, squares] = [0, 0];
  for (let top = y; top + 8 <= y + height; top += 8) {
    for (let left = x; left + 8 <= x + width; left += 8) {
      sum += square(a, b, left, top);
      squares++;
    }
  }
  return sum / squares;
}

function square(a: Frame, b: Frame, left: number, top: number): number {
  let [sa, sb, saa, sbb, sab] = [0, 0, 0, 0, 0];
  for (let at = 0; at < 64; at++) {
    const from = ((top + (at >> 3)) * a.width + left + (at & 7)) * 4;
    const [va, vb] = [lumaAt(a, from), lumaAt(b, from)];
    [sa, sb] = [sa + va, sb + vb];
    [saa, sbb, sab] = [saa + va * va, sbb + vb * vb, sab + va * vb];
  }
  const [ma, mb] = [sa / 64, sb / 64];
  const [da, db, cov] = [saa / 64 - ma * ma, sbb / 64 - mb * mb, sab / 64 - ma * mb];
  const [c1, c2] = [(0.01 * 255) ** 2, (0.03 * 255) ** 2];
  return ((2 * ma * mb + c1) * (2 * cov + c2)) / ((ma * ma + mb * mb + c1) * (da + db + c2));
}

const lumaAt = ({ data }: Frame, at: number): number =>
  lumaOf(data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0);
