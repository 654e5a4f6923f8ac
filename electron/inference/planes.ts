import type { UpscaleModel } from './calls.ts';

/** rgba bytes of `count` pictures of `pixels` pixels as floats without alpha, in the layout and range a network takes. */
export function toPlanes(
  rgba: Uint8Array,
  count: number,
  pixels: number,
  layout: 'nchw' | 'nhwc',
  range: 1 | 255,
): Float32Array {
  const out = new Float32Array(count * pixels * 3);
  const by = range / 255;
  for (let picture = 0; picture < count; picture++) {
    const start = picture * pixels;
    for (let at = 0; at < pixels; at++) {
      for (let channel = 0; channel < 3; channel++) {
        const to = layout === 'nchw' ? start * 3 + channel * pixels + at : (start + at) * 3 + channel;
        out[to] = (rgba[(start + at) * 4 + channel] ?? 0) * by;
      }
    }
  }
  return out;
}

/** Back to rgba bytes, clamped; alpha is that of the nearest pixel of the small pictures `rgba`. */
export function fromPlanes(
  planes: Float32Array,
  { layout, range, scale }: Pick<UpscaleModel, 'layout' | 'range' | 'scale'>,
  rgba: Uint8Array,
  { width, height }: { readonly width: number; readonly height: number },
): Uint8Array {
  const total = planes.length / 3;
  const pixels = width * height * scale * scale;
  const out = new Uint8ClampedArray(total * 4);
  const by = 255 / range;
  for (let at = 0; at < total; at++) {
    const inside = at % pixels;
    const start = at - inside;
    for (let channel = 0; channel < 3; channel++) {
      const from = layout === 'nchw' ? start * 3 + channel * pixels + inside : at * 3 + channel;
      out[at * 4 + channel] = (planes[from] ?? 0) * by;
    }
    const x = Math.floor((inside % (width * scale)) / scale);
    const y = Math.floor(inside / (width * scale) / scale);
    out[at * 4 + 3] = rgba[(Math.floor(start / pixels) * width * height + y * width + x) * 4 + 3] ?? 255;
  }
  return new Uint8Array(out.buffer);
}
