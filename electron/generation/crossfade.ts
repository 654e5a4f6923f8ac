import type { Frame } from '../media/frame.ts';

/** `from` and `to` mixed, `t` 0..1. Both of one size. */
export function crossfade(from: Frame, to: Frame, t: number): Frame {
  const data = new Uint8Array(from.data.length);
  const weight = Math.round(t * 256);
  for (let i = 0; i < data.length; i++) {
    const a = from.data[i] ?? 0;
    data[i] = a + ((((to.data[i] ?? 0) - a) * weight) >> 8);
  }
  return { width: from.width, height: from.height, data };
}

/**
 * A frame no one takes for a finished one: a border of stripes, a fiftieth of the height wide, drawn over the
 * picture's edge in yellow and black. Returns the frame itself, drawn on.
 */
export function marked(frame: Frame): Frame {
  const { width, height, data } = frame;
  const border = Math.max(2, Math.round(height / 50));
  const paint = (x: number, y: number) => {
    const yellow = Math.floor((x + y) / (border * 2)) % 2 === 0;
    data.set(yellow ? [240, 200, 40, 255] : [20, 20, 20, 255], (y * width + x) * 4);
  };
  for (let y = 0; y < height; y++) {
    const whole = y < border || y >= height - border;
    for (let x = 0; x < width; x++) {
      if (whole || x < border || x >= width - border) {
        paint(x, y);
      }
    }
  }
  return frame;
}
