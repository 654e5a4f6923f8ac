import type PQueue from 'p-queue';
import type { FrameWords } from '../../../shared/analysis/vision/words.ts';
import type { Batch } from './batch.ts';
import type { Caller } from './caller.ts';
import type { DescribeOrder, DescribeParts } from './describe.ts';
import type { BatchSize } from './memory.ts';
import type { Meter } from './meter.ts';

/** What all shots of a run share. */
export interface ShotParts extends DescribeParts {
  readonly order: DescribeOrder;
  readonly signal: AbortSignal;
  readonly meter: Meter;
  readonly caller: Caller;
  readonly encodings: PQueue;
  readonly size: BatchSize;
  readonly note: (text: string) => void;
  /** A frame has ended, one way or the other; `asked`: the endpoint was asked about it in this run. */
  readonly settle: (words: FrameWords, asked: boolean) => void;
  /** Waits for one of the calls at once. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
  /** A frame was given up although nothing has ever worked here; rejects when that is no chance any more. */
  readonly lostUnproven: (reason: string) => void;
  /** The run goes no further: nothing new is sent. */
  readonly ended: () => boolean;
}

/** What is still to be asked after a call: at once, and when everything else has been asked. */
export interface Rest {
  readonly first: readonly Batch[];
  readonly later: readonly Batch[];
}

export const nothing: Rest = { first: [], later: [] };

/** How far the sight of the model was found to go; null while nobody knows. */
export const sightOf = ({ memory, client }: ShotParts) =>
  memory.get(client.address.label, client.model).sight;

/** Pictures the next call may carry: without proof of sight only one, which cannot be mixed up with another. */
export function mostOf(parts: ShotParts): number {
  return sightOf(parts) === 'sees' ? 1 : parts.size.most();
}
