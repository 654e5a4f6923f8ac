import type { Keyframe, Project } from '../schema.ts';
import type { Edit } from './edit.ts';
import { withKeyframes } from './inherit.ts';
import { names } from './names.ts';

export interface MoveOptions {
  /** All that lies after the first of them moves along, the end marker too. */
  readonly ripple?: boolean;
}

/**
 * Moves keyframes by `delta` frames, keeping the distances between them. Where one would go below 0 or onto
 * another keyframe all stop short, at the last place free for all: a drag passes over a keyframe only where the
 * pointer itself passed it. A rippled move never passes the keyframe before it.
 */
export function moveKeyframes(
  ids: Iterable<string>,
  delta: number,
  { ripple = false }: MoveOptions = {},
): Edit {
  const chosen = new Set(ids);
  return {
    name: names.move(chosen.size),
    apply: (project) =>
      ripple
        ? rippled(project, chosen, Math.round(delta))
        : moved(project, chosen, Math.round(delta), 'short'),
  };
}

/**
 * Moves keyframes by a key press. Unlike a drag it passes over what is in its way, to the next place free for
 * all: a key that does nothing seems broken. At frame 0 it stops.
 */
export function nudge(ids: Iterable<string>, delta: number): Edit {
  const chosen = new Set(ids);
  return {
    name: names.move(chosen.size),
    apply: (project) => moved(project, chosen, Math.round(delta), 'over'),
  };
}

function moved(
  project: Project,
  chosen: ReadonlySet<string>,
  delta: number,
  obstacle: 'short' | 'over',
): Project {
  const movers = project.keyframes.filter(({ id }) => chosen.has(id));
  const first = movers[0];
  if (first === undefined || delta === 0) {
    return project;
  }
  const taken = new Set<number>();
  for (const { id, frame } of project.keyframes) {
    if (!chosen.has(id)) {
      taken.add(frame);
    }
  }
  const isFree = (by: number) => movers.every(({ frame }) => !taken.has(frame + by));
  const by = freeDelta(Math.max(delta, -first.frame), -first.frame, obstacle, isFree);
  return by === 0 ? project : withKeyframes(project, shifted(project, chosen, by), chosen);
}

/** The delta nearest to `wanted` that is free: back towards 0, or (over) on in its direction and else back. */
function freeDelta(
  wanted: number,
  lowest: number,
  obstacle: 'short' | 'over',
  isFree: (by: number) => boolean,
): number {
  const direction = Math.sign(wanted);
  if (obstacle === 'over' && direction !== 0) {
    // Ends: beyond the last keyframe every place is free.
    for (let by = wanted; by >= lowest; by += direction) {
      if (isFree(by)) {
        return by;
      }
    }
  }
  let by = wanted;
  while (by !== 0 && !isFree(by)) {
    by -= direction;
  }
  return by;
}

function rippled(project: Project, chosen: ReadonlySet<string>, delta: number): Project {
  const index = project.keyframes.findIndex(({ id }) => chosen.has(id));
  const first = project.keyframes[index];
  if (first === undefined) {
    return project;
  }
  const lowest = (project.keyframes[index - 1]?.frame ?? -1) + 1;
  const by = Math.max(delta, lowest - first.frame);
  const later = new Set(project.keyframes.slice(index).map(({ id }) => id));
  const end = project.end !== null && project.end >= first.frame ? project.end + by : project.end;
  return by === 0 ? project : withKeyframes(project, shifted(project, later, by), new Set(), end);
}

function shifted(project: Project, chosen: ReadonlySet<string>, by: number): Keyframe[] {
  return project.keyframes.map((keyframe) =>
    chosen.has(keyframe.id) ? { ...keyframe, frame: keyframe.frame + by } : keyframe,
  );
}
