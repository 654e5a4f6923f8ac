import type { SharedPair } from '../interpolation/index.ts';

/** Memory that is handed over, not copied: whoever sends it has it no longer. */
export type Handed = Uint8ClampedArray<ArrayBuffer>;

export interface ThreadStart {
  /** The bytes of dist/kernels/interpolation.wasm. */
  readonly kernels: Uint8Array;
}

/** What a frame thread is told; a pair holds for the frames after it, null lets go of it. */
export type ToThread =
  | { readonly kind: 'pair'; readonly pair: SharedPair | null }
  | { readonly kind: 'frame'; readonly t: number; readonly out: Handed };

/** `ready` once, then one answer a frame, in their order. */
export type FromThread =
  | { readonly kind: 'ready' }
  | { readonly kind: 'made'; readonly out: Handed }
  | { readonly kind: 'failed'; readonly why: string };
