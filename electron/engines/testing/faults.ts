/** How the test engine misbehaves; every field of `noFaults` means "it does not". */
export interface Faults {
  /** Batches of more frames run out of memory. */
  readonly memoryAbove: number | null;
  /** Ends its whole process (`hard`), or fails as a lost engine would, at this frame of this generation (from 0). */
  readonly crash: { readonly generation: number; readonly frame: number; readonly hard: boolean } | null;
  /** Stops answering at this frame of this generation. */
  readonly hang: { readonly generation: number; readonly frame: number } | null;
  /** Frames too many (or, negative, too few) in this generation. */
  readonly count: { readonly generation: number; readonly surplus: number } | null;
  /** This frame of this generation is black. */
  readonly black: { readonly generation: number; readonly frame: number } | null;
  /** Batches with this segment in them always fail. */
  readonly segment: { readonly key: string; readonly kind: 'transient' | 'refused' } | null;
}

export const noFaults: Faults = {
  memoryAbove: null,
  crash: null,
  hang: null,
  count: null,
  black: null,
  segment: null,
};
