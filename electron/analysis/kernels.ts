import { readFile } from 'node:fs/promises';
import { Fault } from '../../shared/fault.ts';

/** What assembly/ exports; each is described there. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  placeAt(index: number): number;
  look(): void;
  matchBlocks(baseX: number, baseY: number): number;
  coarseShift(): void;
}

/** The kernels of assembly/ and views of the memory they read and write, which does not grow; see assembly/places.ts. */
export interface Kernels extends Pick<Exports, 'look' | 'matchBlocks' | 'coarseShift'> {
  /** yuv420p of 320*180. */
  readonly picture: Uint8Array;
  /** 80*45. */
  readonly quarter: Uint8Array;
  /** 32*18. */
  readonly sketch: Uint8Array;
  /** 3*16. */
  readonly counts: Uint32Array;
  /** 512 colours: how many pixels, and their sums of red, green and blue. */
  readonly bins: Uint32Array;
  /** Upper half, lower half. */
  readonly hash: Uint32Array;
  /** Sums of brightnesses, of their squares and of distances from grey; sharpness. */
  readonly numbers: Float64Array;
  /** The earlier of two pictures. */
  readonly quarterBefore: Uint8Array;
  readonly sketchBefore: Uint8Array;
  /** x, y, fromX, fromY, error, texture of at most 50 blocks. */
  readonly matches: Float64Array;
  /** x, y. */
  readonly shift: Int32Array;
}

/** Compiles dist/kernels/analysis.wasm. Fault broken-program where it is missing or something else. */
export async function openKernels(file: string): Promise<Kernels> {
  try {
    const { instance } = await WebAssembly.instantiate(new Uint8Array(await readFile(file)));
    // The compiler checks nothing across this border: Exports is kept in step with assembly/ by hand and by the tests.
    return laidOut(instance.exports as unknown as Exports);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Fault(
      'broken-program',
      `Frames cannot be measured: a part of the program cannot be read (${why}).`,
      'Install the program again.',
    );
  }
}

/** Places in the order of placeAt. */
function laidOut({ memory: { buffer }, placeAt, look, matchBlocks, coarseShift }: Exports): Kernels {
  const bytes = (index: number, length: number) => new Uint8Array(buffer, placeAt(index), length);
  const words = (index: number, length: number) => new Uint32Array(buffer, placeAt(index), length);
  const numbers = (index: number, length: number) => new Float64Array(buffer, placeAt(index), length);
  return {
    ...{ look, matchBlocks, coarseShift },
    picture: bytes(0, 320 * 180 * 1.5),
    quarter: bytes(1, 80 * 45),
    sketch: bytes(2, 32 * 18),
    counts: words(3, 3 * 16),
    bins: words(4, 8 ** 3 * 4),
    hash: words(5, 2),
    numbers: numbers(6, 4),
    quarterBefore: bytes(7, 80 * 45),
    sketchBefore: bytes(8, 32 * 18),
    matches: numbers(9, 50 * 6),
    shift: new Int32Array(buffer, placeAt(10), 2),
  };
}
