import type { Keyframe, Project, SegmentSettings } from '../schema.ts';
import { segmentKey } from '../timeline.ts';
import { merged, type Edit } from './edit.ts';
import { inherited, withEntries, withKeyframes } from './inherit.ts';
import { moveKeyframes } from './move.ts';
import { names } from './names.ts';
import { createSeats } from './seats.ts';

/** Frames between keyframes that say nothing else. A multiple of 4: such lengths are 4n+1 and need no rounding. */
export const defaultGap = 24;

export interface Drop {
  readonly asset: string;
  readonly frame: number;
}

const plainKeyframe = (id: string, asset: string, frame: number): Keyframe => ({
  id,
  frame,
  asset,
  fit: 'crop',
  crop: null,
  hold: 1,
});

/** Pins pictures to frames; one whose frame is taken goes to the next free frame after it. */
export function addKeyframes(drops: readonly Drop[], newId: () => string): Edit {
  // Ids are drawn once, so that the edit can be applied again (redo, live preview) with the same result.
  const named = drops.map((drop) => ({ ...drop, id: newId() }));
  return {
    name: names.add(drops.length),
    apply: (project) => {
      const seats = createSeats(project.keyframes.map(({ frame }) => frame));
      const added = named.map(({ id, asset, frame }) => plainKeyframe(id, asset, seats.take(frame)));
      return withKeyframes(project, [...project.keyframes, ...added]);
    },
  };
}

/** As people count: "shot 2" before "shot 10". */
const byName = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/**
 * Pins many pictures from `frame` on, in the natural order of their names, `gap` frames apart. With `ripple` all
 * that lies at or after `frame` is pushed behind them; without, they are laid between what is there.
 */
export function spreadKeyframes(
  pictures: readonly { readonly asset: string; readonly name: string }[],
  frame: number,
  newId: () => string,
  { gap = defaultGap, ripple = false }: { readonly gap?: number; readonly ripple?: boolean } = {},
): Edit {
  const ordered = pictures.toSorted((a, b) => byName.compare(a.name, b.name));
  const first = Math.max(0, Math.round(frame));
  const add = addKeyframes(
    ordered.map(({ asset }, i) => ({ asset, frame: first + i * gap })),
    newId,
  );
  const pushed = (project: Project): Project => {
    const later = project.keyframes.filter((keyframe) => keyframe.frame >= first);
    const room = first + pictures.length * gap - (later[0]?.frame ?? Infinity);
    return ripple && room > 0
      ? moveKeyframes(
          later.map(({ id }) => id),
          room,
          { ripple: true },
        ).apply(project)
      : project;
  };
  return {
    name: add.name,
    apply: (project) => (pictures.length === 0 ? project : add.apply(pushed(project))),
  };
}

export function removeKeyframes(ids: Iterable<string>): Edit {
  const gone = new Set(ids);
  return {
    name: names.remove(gone.size),
    apply: (project) => {
      const left = project.keyframes.filter(({ id }) => !gone.has(id));
      return left.length === project.keyframes.length ? project : withKeyframes(project, left);
    },
  };
}

/**
 * Copies keyframes behind the last of them, `offset` frames after the originals (by default the default gap behind
 * the last, or half way to the next keyframe where that is nearer), with the settings of the segments between them.
 */
export function duplicateKeyframes(ids: Iterable<string>, newId: () => string, offset?: number): Edit {
  const wanted = new Set(ids);
  const copyIds = new Map([...wanted].map((id) => [id, newId()]));
  return {
    name: names.duplicate(wanted.size),
    apply: (project) => {
      const chosen = project.keyframes.filter(({ id }) => wanted.has(id));
      const [first, last] = [chosen[0], chosen.at(-1)];
      if (first === undefined || last === undefined) {
        return project;
      }
      const by = offset ?? last.frame - first.frame + roomBehind(project, last);
      const seats = createSeats(project.keyframes.map(({ frame }) => frame));
      const copies = chosen.map((keyframe) => ({
        ...keyframe,
        id: copyIds.get(keyframe.id) ?? keyframe.id,
        frame: seats.take(keyframe.frame + by),
      }));
      const segments = copiedSegments(project, copyIds);
      return withKeyframes({ ...project, segments }, [...project.keyframes, ...copies]);
    },
  };
}

function roomBehind(project: Project, last: Keyframe): number {
  const next = project.keyframes.find(({ frame }) => frame > last.frame);
  const room = next === undefined ? Infinity : next.frame - last.frame;
  return room > defaultGap ? defaultGap : Math.max(1, Math.floor(room / 2));
}

function copiedSegments(
  project: Project,
  copyIds: ReadonlyMap<string, string>,
): Record<string, SegmentSettings> {
  const copied: [string, SegmentSettings][] = [];
  project.keyframes.forEach((from, i) => {
    const to = project.keyframes[i + 1];
    const [copyFrom, copyTo] = [copyIds.get(from.id), copyIds.get(to?.id ?? '')];
    if (copyFrom !== undefined && copyTo !== undefined && to !== undefined) {
      const settings = project.segments[segmentKey(from.id, to.id)];
      if (settings !== undefined) {
        copied.push([segmentKey(copyFrom, copyTo), inherited(settings)]);
      }
    }
  });
  return withEntries(project.segments, copied);
}

export type KeyframePatch = Partial<Pick<Keyframe, 'frame' | 'asset' | 'fit' | 'crop' | 'hold'>>;

/** Sets fields of keyframes; `frame` is where the first of them goes, the others keep their distance to it. */
export function setKeyframe(ids: Iterable<string>, patch: KeyframePatch): Edit {
  const chosen = new Set(ids);
  const { frame, ...fields } = patch;
  const rest = fields.hold === undefined ? fields : { ...fields, hold: Math.max(1, Math.round(fields.hold)) };
  return {
    name: names.keyframe(patch),
    apply: (project) => {
      const first = project.keyframes.find(({ id }) => chosen.has(id));
      if (first === undefined) {
        return project;
      }
      const keyframes = project.keyframes.map((keyframe) =>
        chosen.has(keyframe.id) ? merged(keyframe, rest) : keyframe,
      );
      const set = withKeyframes(project, keyframes);
      return frame === undefined ? set : moveKeyframes(chosen, Math.round(frame) - first.frame).apply(set);
    },
  };
}
