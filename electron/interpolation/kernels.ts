/** A byte offset into the kernels' memory, 16-aligned. */
export type Address = number;

/** What assembly/ exports; each kernel is described where it is written. */
export interface Kernels {
  readonly memory: WebAssembly.Memory;
  memoryFrom(): Address;
  padPicture(rgba: Address, out: Address, width: number, height: number): number;
  toPlanes(
    picture: Address,
    width: number,
    height: number,
    planes: Address,
    stride: number,
    plane: number,
    outWidth: number,
    outHeight: number,
    row: Address,
  ): void;
  padPlane(plane: Address, stride: number, width: number, height: number, border: number): void;
  halvePlane(
    from: Address,
    fromStride: number,
    to: Address,
    toStride: number,
    toWidth: number,
    toHeight: number,
  ): void;
  searchPatches(
    one: Address,
    other: Address,
    stride: number,
    plane: number,
    width: number,
    height: number,
    columns: number,
    rows: number,
    start: Address,
    motions: Address,
    costs: Address,
    rounds: number,
    stiffness: number,
  ): void;
  searchWide(
    one: Address,
    other: Address,
    stride: number,
    plane: number,
    width: number,
    height: number,
    columns: number,
    rows: number,
    start: Address,
    reachX: number,
    reachY: number,
    stiffness: number,
  ): void;
  densify(
    one: Address,
    other: Address,
    stride: number,
    plane: number,
    width: number,
    height: number,
    columns: number,
    rows: number,
    motions: Address,
    costs: Address,
    flow: Address,
    sums: Address,
  ): void;
  growFlow(
    flow: Address,
    flowWidth: number,
    flowHeight: number,
    start: Address,
    columns: number,
    rows: number,
    width: number,
    height: number,
  ): void;
  sharpen(
    one: Address,
    other: Address,
    stride: number,
    plane: number,
    width: number,
    height: number,
    flow: Address,
    out: Address,
    bounds: Address,
  ): void;
  missOf(flow: Address, back: Address, width: number, height: number, miss: Address): number;
  shareAround(
    miss: Address,
    width: number,
    height: number,
    reach: number,
    share: Address,
    scratch: Address,
  ): void;
  steady(miss: Address, share: Address, count: number, least: number): void;
  fillFlow(
    flow: Address,
    miss: Address,
    back: Address,
    planes: Address,
    stride: number,
    plane: number,
    width: number,
    height: number,
    out: Address,
    scratch: Address,
  ): void;
  voteFilled(
    flow: Address,
    miss: Address,
    back: Address,
    planes: Address,
    stride: number,
    plane: number,
    width: number,
    height: number,
    reach: number,
    out: Address,
  ): void;
  startOrder(flow: Address, width: number, height: number, blocks: Address): void;
  gatherOrder(
    flow: Address,
    miss: Address,
    other: Address,
    width: number,
    height: number,
    own: Address,
    covering: Address,
  ): void;
  weighOrder(
    flow: Address,
    miss: Address,
    width: number,
    height: number,
    blocks: Address,
    precedence: number,
    filled: number,
    weights: Address,
  ): void;
  splat(
    flow: Address,
    weights: Address,
    width: number,
    height: number,
    reach: number,
    sign: number,
    share: number,
    sums: Address,
  ): void;
  settle(
    sums: Address,
    width: number,
    height: number,
    t: number,
    flow01: Address,
    flow10: Address,
    doubt01: Address,
    doubt10: Address,
    colours0: Address,
    colours1: Address,
    doubts: Address,
    scratch: Address,
    cells: Address,
  ): void;
  warpBlend(
    one: Address,
    other: Address,
    width: number,
    height: number,
    opaque: number,
    cells: Address,
    gridWidth: number,
    gridHeight: number,
    t: number,
    out: Address,
    lineScratch: Address,
  ): void;
  dissolve(
    one: Address,
    other: Address,
    width: number,
    height: number,
    opaque: number,
    share: number,
    out: Address,
  ): void;
}

/**
 * The kernels and a bump allocator over their memory: everything is laid out anew for each pair that is worked on,
 * so memory stays at what the largest pair needs. Views become stale at the next `take`; ask for them last.
 */
export interface Arena {
  readonly kernels: Kernels;
  take(bytes: number): Address;
  reset(): void;
  floats(at: Address, length: number): Float32Array;
  bytes(at: Address, length: number): Uint8ClampedArray<ArrayBuffer>;
}

const PAGE = 65536;
/** Kernels may read a few bytes past what they use, never more than this. */
const SLACK = 256;

/** Compiles dist/kernels/interpolation.wasm. Throws WebAssembly.CompileError when the bytes are something else. */
export async function loadKernels(wasm: Uint8Array): Promise<Arena> {
  // A Uint8Array may lie over shared memory, which WebAssembly refuses: compile from a copy.
  const { instance } = await WebAssembly.instantiate(new Uint8Array(wasm));
  // The compiler checks nothing across this border: Kernels is kept in step with assembly/ by hand and by the tests.
  const kernels = instance.exports as unknown as Kernels;
  const base = kernels.memoryFrom() + SLACK;
  let top = base;
  return {
    kernels,
    take(bytes) {
      const at = (top + 15) & ~15;
      top = at + bytes + SLACK;
      const missing = top - kernels.memory.buffer.byteLength;
      if (missing > 0) {
        kernels.memory.grow(Math.ceil(missing / PAGE));
      }
      return at;
    },
    reset() {
      top = base;
    },
    floats: (at, length) => new Float32Array(kernels.memory.buffer as ArrayBuffer, at, length),
    bytes: (at, length) => new Uint8ClampedArray(kernels.memory.buffer as ArrayBuffer, at, length),
  };
}
