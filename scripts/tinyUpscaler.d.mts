/** An ONNX model that makes of every pixel a square of its colour; `side` null takes any size. */
export function tinyUpscaler(asked?: {
  readonly layout?: 'rgba' | 'nchw' | 'nhwc';
  readonly scale?: number;
  readonly channels?: number;
  readonly side?: number | null;
}): Uint8Array;
