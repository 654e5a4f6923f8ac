import type { CaptionTrack } from '../../shared/captions/schema.ts';
import type { CaptionState } from '../../shared/captions/states.ts';
import type { FaultData } from '../../shared/fault.ts';
import type { Size } from '../../shared/project/schema.ts';
import type { Rectangle } from './layout.ts';
import type { Patch } from './painter.ts';

/** What every worker is started with. */
export interface WorkerStart {
  /** Folders with a fonts.json each. */
  readonly fonts: readonly string[];
}

/** What is painted: told to a worker once, before its first batch of it. */
export interface CaptionJob {
  readonly track: CaptionTrack;
  readonly size: Size;
}

/** Where all pictures of a job lie, or which of its letters no font has. */
export type Question = 'bounds' | 'lacking';

export type ToWorker =
  | { readonly kind: 'job'; readonly job: number; readonly what: CaptionJob }
  | { readonly kind: 'forget'; readonly job: number }
  | { readonly kind: Question; readonly job: number; readonly batch: number }
  | {
      readonly kind: 'paint';
      readonly job: number;
      readonly batch: number;
      readonly states: readonly CaptionState[];
    };

/** What a batch came to. */
export type Done =
  | { readonly kind: 'painted'; readonly batch: number; readonly patches: readonly (Patch | null)[] }
  | { readonly kind: 'bounds'; readonly batch: number; readonly bounds: Rectangle | null }
  | { readonly kind: 'lacking'; readonly batch: number; readonly letters: readonly string[] };

export type FromWorker =
  Done | { readonly kind: 'failed'; readonly batch: number; readonly fault: FaultData };
