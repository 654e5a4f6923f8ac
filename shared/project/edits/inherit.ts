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
  const next = nextIds(project);
  const isStable = (keyframe: Keyframe) => next.has(keyframe.id) && !moved.has(keyframe.id);
  const stableAfter = stableIds(after, isStable);
  const known = project.segments;
  const found: [string, SegmentSettings][] = [];
  let left: string | null = null;
  after.forEach((from, i) => {
    left = isStable(from) ? from.id : left;
    const to = after[i + 1]?.id ?? null;
    const exists = to !== null || (end !== null && end > from.frame);
    if (left === null || !exists || next.get(from.id) === to) {
      return;
    }
    const key = segmentKey(from.id, to);
    if (known[key] !== undefined) {
      return;
    }
    const right = stableAfter[i + 1] ?? null;
    const around = right === null ? undefined : known[segmentKey(left, right)];
    const leftNext = next.get(left);
    const settings = around ?? (leftNext === undefined ? undefined : known[segmentKey(left, leftNext)]);
    if (settings !== undefined) {
      found.push([key, inherited(settings)]);
    }
  });
  return withEntries(known, found);
}

/** A table with more entries. One by one, since a spread of thousands that then grows takes three times as long. */
export function withEntries<T>(
  table: Record<string, T>,
  entries: readonly (readonly [string, T])[],
): Record<string, T> {
  if (entries.length === 0) {
    return table;
  }
  const copy: Record<string, T> = {};
  for (const key in table) {
    const value = table[key];
    if (value !== undefined) {
      copy[key] = value;
    }
  }
  for (const [key, value] of entries) {
    copy[key] = value;
  }
  return copy;
}

/** For each place in the list: the first keyframe at or after it that stayed where it was, or null. */
function stableIds(
  keyframes: readonly Keyframe[],
  isStable: (keyframe: Keyframe) => boolean,
): readonly (string | null)[] {
  const ids: (string | null)[] = [];
  let id: string | null = null;
  for (const keyframe of keyframes.toReversed()) {
    id = isStable(keyframe) ? keyframe.id : id;
    ids.push(id);
  }
  return ids.reverse();
}

/** By keyframe: the one its segment leads to, null for the open segment, undefined for the last one without. */
function nextIds(project: Project): ReadonlyMap<string, string | null | undefined> {
  const last = project.keyframes.at(-1);
  const isOpen = last !== undefined && project.end !== null && project.end > last.frame;
  return new Map(
    project.keyframes.map(({ id }, i) => [id, project.keyframes[i + 1]?.id ?? (isOpen ? null : undefined)]),
  );
}
