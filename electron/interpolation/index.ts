import { Fault } from '../../shared/fault.ts';
import { smooth } from '../../shared/generation/easing.ts';
import { loadKernels, type Address, type Arena } from './kernels.ts';
import { copied, relate, type Motion, type Relatedness, type Relation } from './pair.ts';
import type { Size } from './pyramid.ts';

export type { Relation } from './pair.ts';

/** rgba, straight alpha, width*height*4. */
export type Pixels = Uint8ClampedArray | Uint8Array;

/** Two pictures and the motion between them; holds about 8 bytes a pixel plus 2 MB until it is closed. */
export interface Pair extends Disposable {
  readonly width: number;
  readonly height: number;
  /** 'same': copied · 'motion': moved · 'mixed': moved where motion is sure, crossfaded elsewhere · 'dissolve'. */
  readonly kind: Relation;
  /** How sure that is: the share of pixels, 0..1, whose motion there and back agrees. */
  readonly consistency: number;
  close(): void;
}

export interface Interpolator {
  /**
   * Looks at two pictures of one size (both sides at least 16). Copies them; 100 to 200 ms.
   * Throws Fault 'picture-size' when a size is too small or does not fit the bytes.
   */
  prepare(a: Pixels, b: Pixels, width: number, height: number): Pair;
  /**
   * The picture at t in 0..1 (0 is a, 1 is b), rgba width*height*4, written to `out` when one is given.
   * Throws Fault 'pair-closed', and 'picture-size' when `out` has another size.
   */
  inbetween(pair: Pair, t: number, out?: Uint8ClampedArray): Uint8ClampedArray;
}

const LEAST_SIDE = 16;
const RIM = 4;

interface Prepared {
  readonly size: Size;
  readonly a: Uint8ClampedArray;
  readonly b: Uint8ClampedArray;
  readonly relatedness: Relatedness;
}

/** Where the pair that is worked on lies in the kernels' memory. */
interface Loaded {
  readonly pictures: Pictures;
  readonly motion: LoadedMotion | null;
}

interface Pictures {
  readonly one: Address;
  readonly other: Address;
  readonly opaque: number;
  readonly out: Address;
}

interface LoadedMotion {
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

/** Makes in-betweens with the compiled kernels (the bytes of dist/kernels/interpolation.wasm), on this thread. */
export async function createInterpolator(wasm: Uint8Array): Promise<Interpolator> {
  const arena = await loadKernels(wasm);
  const prepared = new WeakMap<Pair, Prepared>();
  let current: { readonly of: Prepared; readonly loaded: Loaded } | null = null;

  const load = (of: Prepared): Loaded => {
    if (current?.of !== of) {
      current = null;
      arena.reset();
      const pictures = loadPictures(arena, of);
      current = { of, loaded: { pictures, motion: loadMotion(arena, of.relatedness) } };
    }
    return current.loaded;
  };

  return {
    prepare(a, b, width, height) {
      checkPictures(a, b, width, height);
      const size = { width, height };
      const copies = { a: new Uint8ClampedArray(a), b: new Uint8ClampedArray(b) };
      current = null;
      arena.reset();
      const relatedness = sameBytes(a, b) ? copied : relatePictures(arena, { size, ...copies });
      const close = (): void => {
        const state = prepared.get(pair);
        prepared.delete(pair);
        if (current?.of === state) {
          current = null;
        }
      };
      const { kind, consistency } = relatedness;
      const pair: Pair = { width, height, kind, consistency, close, [Symbol.dispose]: close };
      prepared.set(pair, { size, ...copies, relatedness });
      return pair;
    },
    inbetween(pair, t, out = new Uint8ClampedArray(pair.width * pair.height * 4)) {
      const of = prepared.get(pair);
      if (of === undefined) {
        throw new Fault(
          'pair-closed',
          'These two pictures were already let go of, so no frame between them can be made.',
          'Prepare the pair again.',
        );
      }
      if (out.length !== of.a.length) {
        throw sizeFault(`The frame to fill has ${out.length} bytes where ${of.a.length} are needed.`);
      }
      if (t <= 0 || t >= 1 || of.relatedness.kind === 'same') {
        out.set(t < 1 ? of.a : of.b);
        return out;
      }
      const { pictures, motion } = load(of);
      drawAt(arena, of.size, pictures, motion, t);
      out.set(arena.bytes(pictures.out, out.length));
      return out;
    },
  };
}

function checkPictures(a: Pixels, b: Pixels, width: number, height: number): void {
  if (!Number.isInteger(width) || !Number.isInteger(height) || Math.min(width, height) < LEAST_SIDE) {
    throw sizeFault(`A picture of ${width} x ${height} is too small to find motion in.`);
  }
  if (a.length !== width * height * 4 || b.length !== width * height * 4) {
    throw sizeFault(
      `Two pictures of ${width} x ${height} need ${width * height * 4} bytes each; they have ${a.length} and ${b.length}.`,
    );
  }
}

function sizeFault(message: string): Fault {
  return new Fault(
    'picture-size',
    message,
    'Give two rgba pictures of one size, both sides 16 pixels or more.',
  );
}

function sameBytes(a: Pixels, b: Pixels): boolean {
  for (let i = 0; i < a.length; i++) {
    if (a[i] !== b[i]) {
      return false;
    }
  }
  return true;
}

function loadPictures(arena: Arena, { size, a, b }: Pick<Prepared, 'size' | 'a' | 'b'>): Pictures {
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

function relatePictures(arena: Arena, of: Pick<Prepared, 'size' | 'a' | 'b'>): Relatedness {
  const { one, other } = loadPictures(arena, of);
  return relate(arena, one, other, of.size);
}

function loadMotion(arena: Arena, { motion }: Relatedness): LoadedMotion | null {
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

function drawAt(
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
