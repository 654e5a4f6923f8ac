import { Fault } from '../../shared/fault.ts';
import {
  drawAt,
  loadMotion,
  loadPictures,
  type LoadedMotion,
  type PicturePair,
  type Pictures,
} from './drawing.ts';
import { loadKernels, type Arena } from './kernels.ts';
import { copied, relate, type Relatedness, type Relation } from './pair.ts';
import { sharedBytes } from './sharedMemory.ts';

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

/** A pair as plain data over shared memory: what `adopt` of another thread needs. Nobody writes to it. */
export interface SharedPair extends PicturePair {
  readonly relatedness: Relatedness;
}

export interface Interpolator {
  /**
   * Looks at two pictures of one size (both sides at least 16). Copies them; 100 to 200 ms.
   * Throws Fault 'picture-size' when a size is too small or does not fit the bytes.
   */
  prepare(a: Pixels, b: Pixels, width: number, height: number): Pair;
  /** What another thread makes the same frames from. Copies nothing. Throws Fault 'pair-closed'. */
  share(pair: Pair): SharedPair;
  /** A pair that another thread has prepared; each of the two closes its own. */
  adopt(shared: SharedPair): Pair;
  /**
   * The picture at t in 0..1 (0 is a, 1 is b), rgba width*height*4, written to `out` when one is given.
   * Throws Fault 'pair-closed', and 'picture-size' when `out` has another size.
   */
  inbetween(pair: Pair, t: number, out?: Uint8ClampedArray): Uint8ClampedArray;
}

const LEAST_SIDE = 16;

/** Where the pair that is worked on lies in the kernels' memory. */
interface Loaded {
  readonly pictures: Pictures;
  readonly motion: LoadedMotion | null;
}

/** Makes in-betweens with the compiled kernels (the bytes of dist/kernels/interpolation.wasm), on this thread. */
export async function createInterpolator(wasm: Uint8Array): Promise<Interpolator> {
  const arena = await loadKernels(wasm);
  const prepared = new WeakMap<Pair, SharedPair>();
  let current: { readonly of: SharedPair; readonly loaded: Loaded } | null = null;

  const load = (of: SharedPair): Loaded => {
    if (current?.of !== of) {
      current = null;
      arena.reset();
      const pictures = loadPictures(arena, of);
      current = { of, loaded: { pictures, motion: loadMotion(arena, of.relatedness) } };
    }
    return current.loaded;
  };

  const stateOf = (pair: Pair): SharedPair => {
    const of = prepared.get(pair);
    if (of === undefined) {
      throw new Fault(
        'pair-closed',
        'These two pictures were already let go of, so no frame between them can be made.',
        'Prepare the pair again.',
      );
    }
    return of;
  };

  const adopt = (of: SharedPair): Pair => {
    const close = (): void => {
      prepared.delete(pair);
      if (current?.of === of) {
        current = null;
      }
    };
    const { kind, consistency } = of.relatedness;
    const pair: Pair = { ...of.size, kind, consistency, close, [Symbol.dispose]: close };
    prepared.set(pair, of);
    return pair;
  };

  return {
    prepare(a, b, width, height) {
      checkPictures(a, b, width, height);
      const pictures = { size: { width, height }, a: sharedBytes(a), b: sharedBytes(b) };
      current = null;
      arena.reset();
      const relatedness = sameBytes(a, b) ? copied : relatePictures(arena, pictures);
      return adopt({ ...pictures, relatedness });
    },
    share: stateOf,
    adopt,
    inbetween(pair, t, out = new Uint8ClampedArray(pair.width * pair.height * 4)) {
      const of = stateOf(pair);
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

function relatePictures(arena: Arena, of: PicturePair): Relatedness {
  const { one, other } = loadPictures(arena, of);
  return relate(arena, one, other, of.size);
}
