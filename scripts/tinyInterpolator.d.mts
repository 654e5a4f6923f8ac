/** An ONNX model that makes a picture between two, fed in one of the ways such networks are. */
export function tinyInterpolator(asked?: {
  /** Two inputs, or one of that many channels. */
  readonly pictures?: 'two' | 6 | 7 | 11;
  /** With two inputs: time as [1], as a plane, as [1,1,1,1]; null for a network that only knows the half. */
  readonly time?: 'number' | 'plane' | 'ones' | null;
  /** `move`: the square of the probe, half-way. `first`: always the first picture. `grey`: a darker one. */
  readonly makes?: 'crossfade' | 'move' | 'first' | 'grey';
  /** The range it insists on. */
  readonly range?: '0..1' | '0..255' | '-1..1';
  readonly half?: boolean;
  /** It takes the later picture first. */
  readonly swapped?: boolean;
  /** It fails on sides that are no multiples of this. */
  readonly multiple?: number;
  readonly outputs?: number;
  /** Numbers it allocates for nothing. */
  readonly memory?: number;
}): Uint8Array;

/** A model whose weights are in another file. */
export function modelWithOutsideData(location: string): Uint8Array;
