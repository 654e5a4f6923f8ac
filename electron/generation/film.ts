import type { Batch, Plan } from '../../shared/planner/schema.ts';
import type { Keyframe, Project } from '../../shared/project/schema.ts';

/** A run of frames from one result: `count` frames from batch frame `at` on, `offset` frames into the segment. */
export interface Part {
  readonly result: string;
  readonly batch: number;
  readonly at: number;
  readonly offset: number;
  readonly count: number;
}

/** What the film shows between two keyframes. A placeholder is a crossfade, marked as one. */
export type Showing =
  | {
      readonly kind: 'made';
      readonly segment: string;
      readonly take: string;
      readonly parts: readonly Part[];
    }
  | { readonly kind: 'placeholder'; readonly segment: string; readonly why: 'failed' | 'notMade' };

/** What the film shows, segment by segment in the plan's order. Keyframes are not in it: they show themselves. */
export type Results = readonly Showing[];

export type PlannedSegment = Plan['segments'][number];

/** The frames of a segment that are generated, both included: its keyframes are not; an open one's last frame is. */
export function interiorOf(segment: PlannedSegment): { readonly first: number; readonly last: number } {
  return { first: segment.from + 1, last: isOpen(segment) ? segment.to : segment.to - 1 };
}

export function isOpen(segment: { readonly key: string }): boolean {
  return segment.key.endsWith('>');
}

/** The ids of the keyframes a segment lies between (see `segmentKey`). */
export function endsOf(segment: { readonly key: string }): {
  readonly from: string;
  readonly to: string | null;
} {
  const at = segment.key.indexOf('>');
  return { from: segment.key.slice(0, at), to: segment.key.slice(at + 1) || null };
}

/** The batch frame at which a batch shows a film frame (see domain.md: its first keyframe is at C - 1). */
export function batchFrameOf(batch: Batch, film: number): number {
  return film - batch.from + batch.context - 1;
}

/** The film frame a kept batch frame becomes; null for context and surplus. */
export function filmFrameOf(batch: Batch, at: number): number | null {
  return at >= batch.kept.from && at <= batch.kept.to ? at + batch.from - batch.context + 1 : null;
}

/** Where one batch's result lies in a segment; null when it makes no frame of its interior. */
export function partOf(segment: PlannedSegment, batch: Batch, result: string): Part | null {
  const interior = interiorOf(segment);
  const first = Math.max(interior.first, filmFrameOf(batch, batch.kept.from) ?? 0);
  const last = Math.min(interior.last, filmFrameOf(batch, batch.kept.to) ?? 0);
  if (first > last) {
    return null;
  }
  const at = batchFrameOf(batch, first);
  return { result, batch: batch.index, at, offset: first - segment.from, count: last - first + 1 };
}

/** The keyframe the film shows at every frame of its hold, itself first; holds end before the next keyframe. */
export function heldFrames(project: Project): ReadonlyMap<number, Keyframe> {
  const held = new Map<number, Keyframe>();
  project.keyframes.forEach((keyframe, i) => {
    const next = project.keyframes[i + 1]?.frame ?? (project.end ?? keyframe.frame) + 1;
    const frames = Math.min(keyframe.hold, Math.max(1, next - keyframe.frame));
    for (let n = 0; n < frames; n++) {
      held.set(keyframe.frame + n, keyframe);
    }
  });
  return held;
}

/** Where a film frame comes from: a keyframe's picture, a result, or nowhere yet. */
export type FrameSource =
  | { readonly kind: 'keyframe'; readonly keyframe: Keyframe }
  | { readonly kind: 'result'; readonly result: string; readonly at: number }
  | { readonly kind: 'none' };

/** Finds film frames among what is shown. Built in O(segments + holds); a look-up is O(segments) at worst. */
export function frameFinder(
  project: Project,
  segments: readonly PlannedSegment[],
  showing: (segment: string) => readonly Part[] | null,
): (film: number) => FrameSource {
  const held = heldFrames(project);
  return (film) => {
    const keyframe = held.get(film);
    if (keyframe !== undefined) {
      return { kind: 'keyframe', keyframe };
    }
    const segment = segments.find((one) => film > one.from && film <= one.to);
    const offset = film - (segment?.from ?? 0);
    const parts = segment === undefined ? null : showing(segment.key);
    const part = parts?.find((one) => offset >= one.offset && offset < one.offset + one.count);
    return part === undefined
      ? { kind: 'none' }
      : { kind: 'result', result: part.result, at: part.at + offset - part.offset };
  };
}
