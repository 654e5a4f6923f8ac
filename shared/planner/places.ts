import type { Keyframe, Project } from '../project/schema.ts';
import { filmOf, segmentsOf, type Segment } from '../project/timeline.ts';
import { contextWithin, type Limits } from './constraints.ts';
import { defaultParameters, obstacles, resolveParameters } from './identity.ts';
import type { Parameters } from './schema.ts';
import { windowsOf } from './windows.ts';

/**
 * Every frame at which a batch may begin or end, in order: keyframes, the free frames that cut long gaps, and the
 * film's end. A batch always runs from one place to another; arrays are by place.
 */
export interface Places {
  readonly frames: Int32Array;
  /** C of a batch that begins there. */
  readonly contexts: Uint8Array;
  /** The segment (by index) that begins there or goes on; for the last place the one that ends there. */
  readonly segmentAt: Int32Array;
  /** 1 where the place is a free frame. */
  readonly free: Uint8Array;
  /** 1 where a batch must end. */
  readonly must: Uint8Array;
  /** 1 where a batch should not end. */
  readonly refused: Uint8Array;
  readonly segments: readonly Segment[];
  readonly parameters: readonly Parameters[];
  readonly keyframes: readonly Keyframe[];
  /** Ids at which the creator pinned a cut. */
  readonly pins: ReadonlySet<string>;
  readonly limits: Limits;
}

/**
 * Context may reach back only to `floor`, so that the chain of batches that depend on each other always covers it:
 * a batch too near the film's start for any context begins a new chain. O(keyframes + windows).
 */
export function placesOf(project: Project, limits: Limits): Places {
  const { planning, keyframes } = project;
  const segments = segmentsOf(project);
  const own = resolveParameters(segments, project.defaults);
  const parameters = segments.length === 0 ? [defaultParameters(project.defaults)] : own;
  const [pins, refusals] = [new Set(planning.pins), new Set(planning.refused)];
  const frames: number[] = [];
  const contexts: number[] = [];
  const segmentAt: number[] = [];
  const free: number[] = [];
  const must: number[] = [];
  const refused: number[] = [];
  const add = (
    frame: number,
    context: number,
    segment: number,
    isFree: boolean,
    mustEnd: boolean,
    no: boolean,
  ) => {
    frames.push(frame);
    contexts.push(context);
    segmentAt.push(segment);
    free.push(isFree ? 1 : 0);
    must.push(mustEnd ? 1 : 0);
    refused.push(no ? 1 : 0);
  };
  let floor = filmOf(project)?.first ?? 0;
  for (const [i, { from, first, last }] of segments.entries()) {
    const context = contextWithin(limits.context, first - floor + 1);
    floor = context === 1 ? first : floor;
    const [before, after] = [parameters[i - 1], parameters[i]];
    const differ =
      before !== undefined &&
      after !== undefined &&
      obstacles(before, after, planning.joinPrompts).length > 0;
    add(first, context, i, false, differ || pins.has(from.id), refusals.has(from.id));
    if (last - first > Math.min(limits.maxSpan, limits.longest - context)) {
      const windows = windowsOf(first, last, context, floor, limits);
      windows.frames.forEach((frame, n) => {
        add(frame, windows.contexts[n] ?? 1, i, true, false, false);
      });
    }
  }
  const end = segments.at(-1);
  const only = keyframes[0];
  if (end !== undefined) {
    add(end.last, 1, end.index, end.to === null, true, false);
  } else if (only !== undefined) {
    add(only.frame, 1, 0, false, true, false);
  }
  return {
    frames: new Int32Array(frames),
    contexts: new Uint8Array(contexts),
    segmentAt: new Int32Array(segmentAt),
    free: new Uint8Array(free),
    must: new Uint8Array(must),
    refused: new Uint8Array(refused),
    segments,
    parameters,
    keyframes,
    pins,
    limits,
  };
}
