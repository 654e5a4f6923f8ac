import { segmentKey } from '../timeline.ts';
import type { Keyframe, Project, SegmentSettings } from '../schema.ts';
import { changed } from './edit.ts';

/** What a new pair takes from an older one: all but the take, whose frames were made between other pictures. */
export function inherited(settings: SegmentSettings): SegmentSettings {
  return settings.take === null ? settings : { ...settings, take: null };
}

/**
 * The project with other keyframes (in any order) and, where given, another end marker. Settings stay with their
 * pair of keyframes; a pair that is new and has none of its own takes those of the segment it was cut out of, or,
 * where keyframes between the two went away, of the left one. Settings of pairs that are gone stay in `segments`
 * until `tidy`. `moved` names keyframes that were taken out and put in again. O(n log n).
 */
export function withKeyframes(
  project: Project,
  keyframes: readonly Keyframe[],
  moved: ReadonlySet<string> = new Set(),
  end: number | null = project.end,
): Project {
  const after = keyframes.toSorted((a, b) => a.frame - b.frame);
  const before = project.keyframes;
  if (sameOrder(before, after)) {
    const kept = before.every((keyframe, i) => keyframe === after[i]);
    return changed(project, { end, ...(kept ? {} : { keyframes: after }) });
  }
  const segments = inheritSegments(project, after, moved, end);
  return changed({ ...project, keyframes: after, segments }, { end });
}

function sameOrder(before: readonly Keyframe[], after: readonly Keyframe[]): boolean {
  return before.length === after.length && before.every((keyframe, i) => keyframe.id === after[i]?.id);
}

function inheritSegments(
  project: Project,
  after: readonly Keyframe[],
  moved: ReadonlySet<string>,
  end: number | null,
): Record<string, SegmentSettings> {
  const next = nextKeys(project);
  const stable = (keyframe: Keyframe) => next.has(keyframe.id) && !moved.has(keyframe.id);
  const nextStable: (string | null)[] = new Array<string | null>(after.length + 1).fill(null);
  for (let i = after.length - 1; i >= 0; i--) {
    const keyframe = after[i];
    nextStable[i] = keyframe !== undefined && stable(keyframe) ? keyframe.id : (nextStable[i + 1] ?? null);
  }
  let segments = project.segments;
  let left: string | null = null;
  after.forEach((from, i) => {
    left = stable(from) ? from.id : left;
    const to = after[i + 1] ?? null;
    const key = segmentKey(from.id, to?.id ?? null);
    const exists = to !== null || (end !== null && end > from.frame);
    if (left === null || !exists || project.segments[key] !== undefined) {
      return;
    }
    const around = project.segments[segmentKey(left, nextStable[i + 1] ?? null)];
    const source = next.get(left) ?? null;
    const settings = nextStable[i + 1] === null ? undefined : around;
    const found = settings ?? (source === null ? undefined : project.segments[source]);
    if (found !== undefined) {
      segments = segments === project.segments ? { ...segments } : segments;
      segments[key] = inherited(found);
    }
  });
  return segments;
}

/** By keyframe: the key of the segment that begins at it, null for the last one of a film without an open segment. */
function nextKeys(project: Project): ReadonlyMap<string, string | null> {
  const keys = new Map<string, string | null>();
  project.keyframes.forEach((from, i) => {
    const to = project.keyframes[i + 1];
    const open = project.end !== null && project.end > from.frame;
    keys.set(from.id, to !== undefined || open ? segmentKey(from.id, to?.id ?? null) : null);
  });
  return keys;
}
