import type { Keyframe, Project, SegmentSettings } from '../schema.ts';
import { segmentKey } from '../timeline.ts';
import type { Edit } from './edit.ts';
import { inherited, withEntries, withKeyframes } from './inherit.ts';
import { names } from './names.ts';
import { createSeats } from './seats.ts';

/** Lays the keyframes between the first and the last of them at even distances; both ends stay. */
export function distributeEvenly(ids: Iterable<string>): Edit {
  const chosen = new Set(ids);
  return {
    name: names.distribute(chosen.size),
    apply: (project) =>
      arranged(project, chosen, ({ first, last, count }, _frame, i) => {
        return first + Math.round(((last - first) * i) / (count - 1));
      }),
  };
}

/**
 * Turns the keyframes round in time, gaps included: the first takes the place of the last. A segment turned round
 * takes its settings along.
 */
export function reverseKeyframes(ids: Iterable<string>): Edit {
  const chosen = new Set(ids);
  return {
    name: names.reverse(chosen.size),
    apply: (project) => {
      const turned = arranged(project, chosen, ({ first, last }, frame) => first + last - frame);
      if (turned === project) {
        return project;
      }
      return { ...turned, segments: turnedSegments(project, turned) };
    },
  };
}

/** A turned pair keeps what the pair said the other way round; only then what `withKeyframes` found for it. */
function turnedSegments(before: Project, after: Project): Record<string, SegmentSettings> {
  const turned: [string, SegmentSettings][] = [];
  after.keyframes.forEach((from, i) => {
    const to = after.keyframes[i + 1];
    const settings = to === undefined ? undefined : before.segments[segmentKey(to.id, from.id)];
    const own = segmentKey(from.id, to?.id ?? null);
    if (settings !== undefined && before.segments[own] === undefined) {
      turned.push([own, inherited(settings)]);
    }
  });
  return withEntries(after.segments, turned);
}

interface Range {
  readonly first: number;
  readonly last: number;
  readonly count: number;
}

/** Keyframes given other frames; one whose new frame belongs to a keyframe not chosen takes the next free one. */
function arranged(
  project: Project,
  chosen: ReadonlySet<string>,
  place: (range: Range, frame: number, i: number) => number,
): Project {
  const movers = project.keyframes.filter(({ id }) => chosen.has(id));
  const [first, last] = [movers[0], movers.at(-1)];
  if (first === undefined || last === undefined || movers.length < 2) {
    return project;
  }
  const others = project.keyframes.filter(({ id }) => !chosen.has(id));
  const seats = createSeats(others.map(({ frame }) => frame));
  const range = { first: first.frame, last: last.frame, count: movers.length };
  const placed = movers.map((keyframe, i) => atFrame(keyframe, seats.take(place(range, keyframe.frame, i))));
  return withKeyframes(project, [...others, ...placed], chosen);
}

const atFrame = (keyframe: Keyframe, frame: number): Keyframe =>
  keyframe.frame === frame ? keyframe : { ...keyframe, frame };

/**
 * Makes every gap from the first to the last of these keyframes (all of them when fewer than two are named) a
 * multiple of `step`, so that no length needs rounding. Each moves to the nearest such place from the first, so
 * roundings do not add up; what lies behind keeps its distances.
 */
export function fitGaps(step: number, ids: Iterable<string> = []): Edit {
  const chosen = new Set(ids);
  return { name: names.fitGaps, apply: (project) => fitted(project, Math.max(1, Math.round(step)), chosen) };
}

function fitted(project: Project, step: number, chosen: ReadonlySet<string>): Project {
  const { keyframes } = project;
  const all = chosen.size < 2;
  const from = all ? 0 : keyframes.findIndex(({ id }) => chosen.has(id));
  const to = all ? keyframes.length - 1 : keyframes.findLastIndex(({ id }) => chosen.has(id));
  const first = keyframes[from];
  const last = keyframes[to];
  if (first === undefined || last === undefined) {
    return project;
  }
  let previous = first.frame;
  const nearest = (frame: number) => {
    const wanted = first.frame + step * Math.round((frame - first.frame) / step);
    previous = Math.max(wanted, previous + step);
    return previous;
  };
  const inside = keyframes
    .slice(from + 1, to + 1)
    .map((keyframe) => atFrame(keyframe, nearest(keyframe.frame)));
  const shift = previous - last.frame;
  const behind = keyframes.slice(to + 1).map((keyframe) => atFrame(keyframe, keyframe.frame + shift));
  const isOpen = project.end !== null && project.end > (keyframes.at(-1)?.frame ?? 0);
  const end =
    !isOpen || project.end === null ? project.end : all ? nearest(project.end) : project.end + shift;
  return withKeyframes(project, [...keyframes.slice(0, from + 1), ...inside, ...behind], new Set(), end);
}
