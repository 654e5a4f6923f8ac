import { smooth } from '../../shared/generation/easing.ts';
import type { Address, Arena } from './kernels.ts';
import type { Motion, Relatedness } from './pair.ts';
import type { Size } from './pyramid.ts';

/** Two pictures as plain data over shared memory: other threads may read it. */
export interface PicturePair {
  readonly size: Size;
  /** rgba, straight alpha, width*height*4. */
  readonly a: Uint8ClampedArray;
  readonly b: Uint8ClampedArray;
}

const RIM = 4;

/** Where two pictures, padded, and the one made of them lie in the kernels' memory. */
export interface Pictures {
  readonly one: Address;
  readonly other: Address;
  readonly opaque: number;
  readonly out: Address;
}

/** Where the motion of a pair lies there. */
export interface LoadedMotion {
  readonly width: number;
  readonly height: number;
  readonly forth: LoadedField;
  readonly back: LoadedField;
  readonly sums: Address;
  readonly doubts: Address;
  readonly scratch: Address;
  readonly cells: Address;
  readonly line: Address;
}

interface LoadedField {
  readonly flow: Address;
  readonly weights: Address;
  readonly doubt: Address;
  readonly colours: Address;
}

export function loadPictures(arena: Arena, { size, a, b }: PicturePair): Pictures {
  const padded = (size.width + 2 * RIM) * (size.height + 2 * RIM) * 4;
  const one = arena.take(padded);
  const other = arena.take(padded);
  const out = arena.take(a.length);
  let opaque = 1;
  for (const [pixels, at] of [
    [a, one],
    [b, other],
  ] as const) {
    arena.bytes(out, a.length).set(pixels);
    opaque &= arena.kernels.padPicture(out, at, size.width, size.height);
  }
  return { one, other, opaque, out };
}

export function loadMotion(arena: Arena, { motion }: Relatedness): LoadedMotion | null {
  if (motion === null) {
    return null;
  }
  const [forth, back] = motion;
  const { width, height } = forth;
  return {
    width,
    height,
    forth: loadField(arena, forth),
    back: loadField(arena, back),
    sums: arena.take(width * height * 16),
    doubts: arena.take(width * height * 4),
    scratch: arena.take(width * height * 4),
    cells: arena.take(width * height * 16),
    line: arena.take((width + 1) * 16),
  };
}

function loadField(arena: Arena, { vectors, weights, doubt, colours }: Motion): LoadedField {
  const put = (values: Float32Array): Address => {
    const at = arena.take(values.byteLength);
    arena.floats(at, values.length).set(values);
    return at;
  };
  return { flow: put(vectors), weights: put(weights), doubt: put(doubt), colours: put(colours) };
}

/** Draws the picture at t, 0..1 without the ends, into `out`. */
export function drawAt(
  { kernels, floats }: Arena,
  { width, height }: Size,
  { one, other, opaque, out }: Pictures,
  motion: LoadedMotion | null,
  t: number,
): void {
  if (motion === null) {
    kernels.dissolve(one, other, width, height, opaque, smooth(t), out);
    return;
  }
  const { width: gridWidth, height: gridHeight, forth, back, sums, doubts, scratch, cells, line } = motion;
  floats(sums, gridWidth * gridHeight * 4).fill(0);
  kernels.splat(forth.flow, forth.weights, gridWidth, gridHeight, t, 1, 1 - t, sums);
  kernels.splat(back.flow, back.weights, gridWidth, gridHeight, 1 - t, -1, t, sums);
  kernels.settle(
    sums,
    gridWidth,
    gridHeight,
    t,
    forth.flow,
    back.flow,
    forth.doubt,
    back.doubt,
    forth.colours,
    back.colours,
    doubts,
    scratch,
    cells,
  );
  kernels.warpBlend(one, other, width, height, opaque, cells, gridWidth, gridHeight, t, out, line);
}
