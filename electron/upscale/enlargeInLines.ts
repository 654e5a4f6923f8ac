import type { Frame } from '../media/frame.ts';

/** A frame `scale` times as large, bilinear by pixel centres: what stands in for a picture that could not be computed. */
export function enlargeInLines({ width, height, data }: Frame, scale: number): Frame {
  const out = new Uint8ClampedArray(width * height * scale * scale * 4);
  const at = (place: number, length: number) => {
    const exact = Math.min(length - 1, Math.max(0, (place + 0.5) / scale - 0.5));
    const low = Math.floor(exact);
    return { low, high: Math.min(low + 1, length - 1), share: exact - low };
  };
  const columns = Array.from({ length: width * scale }, (_, x) => at(x, width));
  for (let y = 0, to = 0; y < height * scale; y++) {
    const row = at(y, height);
    for (const { low, high, share } of columns) {
      for (let channel = 0; channel < 4; channel++, to++) {
        const pick = (line: number, column: number) => data[(line * width + column) * 4 + channel] ?? 0;
        const top = pick(row.low, low) * (1 - share) + pick(row.low, high) * share;
        const bottom = pick(row.high, low) * (1 - share) + pick(row.high, high) * share;
        out[to] = top * (1 - row.share) + bottom * row.share;
      }
    }
  }
  return { width: width * scale, height: height * scale, data: new Uint8Array(out.buffer) };
}
