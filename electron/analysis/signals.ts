import {
  blendError,
  cellDifference,
  spreadDistance,
  unlike,
  type Sketch,
} from '../../shared/analysis/likeness.ts';
import type { Measures, Signals } from '../../shared/analysis/measures.ts';
import { another, mixed, same } from '../../shared/analysis/shots.ts';

/** Frames before and after that are compared with each other, in the middle of a dissolve unlike and blended evenly. */
const near = 8;
const far = 20;

/** So many frames after a change it is asked whether the picture came back: longer than a flash. */
const after = 6;

/** A change this large is looked at twice. */
const notable = 0.15;

const kept = 2 * far + 2;

/**
 * Follows the frames of a video and sets the signals for which frames at a distance are compared. Keeps the sketches
 * of the last 42 frames and nothing else.
 */
export class SignalMeter {
  readonly #sketches: Sketch[] = [];
  readonly #measures: Measures;

  constructor(measures: Measures) {
    this.#measures = measures;
  }

  /** To be told of each frame after it was added to the measures. */
  follow(sketch: Sketch): void {
    const last = this.#measures.length - 1;
    this.#sketches[last % kept] = sketch;
    this.#comesBack(last - after);
    this.#around(last, near, ({ unlikeness, blend }) => ({ unlikeNear: unlikeness, blendNear: blend }));
    this.#around(last, far, ({ unlikeness, blend }) => ({ unlikeFar: unlikeness, blendFar: blend }));
  }

  #sketch(frame: number): Sketch {
    const sketch = this.#sketches[frame % kept];
    if (sketch === undefined || frame < 0) {
      throw new RangeError(`frame ${String(frame)} is not kept`);
    }
    return sketch;
  }

  #isNotable(frame: number): boolean {
    return frame > 0 && this.#measures.get(frame, 'change') > notable;
  }

  /** Compares some frames before a change with some after it: a flash and what fades of it lie between them. */
  #comesBack(changed: number): void {
    if (!this.#isNotable(changed)) {
      return;
    }
    const last = this.#measures.length - 1;
    let returns = 1;
    for (const ago of [1, 3, 6].filter((each) => each <= changed)) {
      for (const later of [0, 2, 4, after].filter((each) => changed + each <= last)) {
        returns = Math.min(returns, unlike(this.#sketch(changed - ago), this.#sketch(changed + later), same));
      }
    }
    this.#measures.setSignals(changed, { returns });
  }

  /** To be told when there are no more frames. */
  end(): void {
    for (let left = after - 1; left >= 0; left--) {
      this.#comesBack(this.#measures.length - 1 - left);
    }
  }

  #around(
    last: number,
    distance: number,
    signalsOf: (found: { unlikeness: number; blend: number }) => Partial<Omit<Signals, 'change'>>,
  ): void {
    const first = last - 2 * distance;
    if (first < 0) {
      return;
    }
    const [a, middle, b] = [first, last - distance, last].map((frame) => this.#sketch(frame)) as [
      Sketch,
      Sketch,
      Sketch,
    ];
    const blend = blendError(a.luma, middle.luma, b.luma);
    // Comparing with shifts is dear: only where it may be a dissolve.
    const isCandidate =
      blend < mixed &&
      Math.max(cellDifference(a.luma, b.luma) * 4, spreadDistance(a.spread, b.spread)) > 0.08;
    this.#measures.setSignals(
      last - distance,
      signalsOf({ unlikeness: isCandidate ? unlike(a, b, another) : 0, blend }),
    );
  }
}
