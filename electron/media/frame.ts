/** A picture in memory: 8-bit sRGB with straight alpha. `data` is rgba, width*height*4 bytes, rows top to bottom. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** One opaque colour everywhere; `grey` 0..255. The guide's "nothing is known here" is 128. */
export function greyFrame(width: number, height: number, grey = 128): Frame {
  const data = new Uint8Array(width * height * 4).fill(grey);
  for (let at = 3; at < data.length; at += 4) {
    data[at] = 255;
  }
  return { width, height, data };
}

/** Whether two frames have the same size and bytes. */
export const areEqual = (a: Frame, b: Frame): boolean =>
  a === b || (a.width === b.width && a.height === b.height && Buffer.compare(a.data, b.data) === 0);

/** Whether any pixel is not fully opaque. */
export function hasAlpha(frame: Frame): boolean {
  const { data } = frame;
  for (let at = 3; at < data.length; at += 4) {
    if (data[at] !== 255) {
      return true;
    }
  }
  return false;
}

/** The frame itself when both sides are even, else a copy with its last column or row repeated once. */
export function evenFrame(frame: Frame): Frame {
  const width = frame.width + (frame.width % 2);
  const height = frame.height + (frame.height % 2);
  if (width === frame.width && height === frame.height) {
    return frame;
  }
  const data = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    const from = Math.min(y, frame.height - 1) * frame.width * 4;
    const row = frame.data.subarray(from, from + frame.width * 4);
    data.set(row, y * width * 4);
    if (width > frame.width) {
      data.set(row.subarray(row.length - 4), (y * width + frame.width) * 4);
    }
  }
  return { width, height, data };
}
