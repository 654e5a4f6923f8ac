import type { Batch, Parameters, Profile } from '../../shared/planner/schema.ts';
import type { Easing, Fps, Size } from '../../shared/project/schema.ts';
import type { Frame } from '../media/frame.ts';

/** The part of a batch between two anchors (batch frames, both included); `to` is null in an open segment. */
export interface Span {
  readonly segment: string;
  readonly from: number;
  readonly to: number | null;
  readonly easing: Easing;
  /** The keyframes of a segment that windows cut, by id, at batch frames that may lie outside this batch; else null. */
  readonly across: {
    readonly from: number;
    readonly start: string;
    readonly to: number;
    readonly end: string;
  } | null;
}

/** One generation, complete: nothing after it rounds, guesses or counts again. */
export interface GenerationRequest {
  readonly batch: Batch;
  readonly size: Size;
  readonly fps: Fps;
  readonly parameters: Parameters;
  readonly spans: readonly Span[];
  /** One weight a frame, `batch.generated` of them, as this engine sees them: 0 keep, 1 generate. */
  readonly mask: readonly number[];
  /** The guide picture of a batch frame, exactly `size`; null where the guide is mid-grey. */
  readonly guide: (at: number) => Promise<Frame | null>;
  /** A keyframe's picture, exactly `size`: of `Span.across`, which the guide cannot show. */
  readonly picture: (keyframe: string) => Promise<Frame>;
}

/**
 * What an engine says while it works. Frames come in any order, each once, exactly `batch.generated` of them, and
 * belong to the listener from then on: never write into one again. Wait for `frame` before making the next.
 */
export interface GenerationEvents {
  readonly frame: (at: number, frame: Frame) => Promise<void>;
  /** Progress that is not yet a frame: sampling steps, models being loaded. */
  readonly phase: (name: string, done: number, total: number) => void;
  /** A rough picture of the running batch; the newest wins. */
  readonly preview: (
    at: number | null,
    picture: { readonly type: string; readonly bytes: Uint8Array },
  ) => void;
  /** A word for the creator about one span: "too different for motion: dissolve". */
  readonly note: (segment: string, text: string) => void;
}

/** domain.md's classes of failure; what each means for the batch is decided by the runner alone. */
export type FailureKind = 'transient' | 'outOfMemory' | 'refused' | 'lost' | 'cancelled';

export class GenerationFailure extends Error {
  override readonly name = 'GenerationFailure';
  constructor(
    readonly kind: FailureKind,
    message: string,
    readonly remedy: string,
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
  }
}

/** Something that makes frames: the embedded one, a ComfyUI server, a test engine. */
export interface Engine {
  readonly id: string;
  readonly label: string;
  /** What it can do now; may ask a server. Rejects with a Fault when the engine cannot be reached. */
  profile(): Promise<Profile>;
  /**
   * Everything beside the request that decides the pixels (versions, hashes of models and LoRAs), as plain JSON: it
   * becomes part of the result's content key. An object with `reads`, a list of names of `Parameters` and `easing`,
   * says that the engine reads no others: changing those makes nothing stale. fps is in the key only when it is here.
   */
  identity(request: Omit<GenerationRequest, 'guide' | 'picture'>): Promise<unknown>;
  /** Resolves when every frame was announced; rejects with GenerationFailure. Ends within a second of `signal`. */
  generate(request: GenerationRequest, events: GenerationEvents, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}
