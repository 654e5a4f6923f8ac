import { segmentsOf } from '../timeline.ts';
import {
  plainSegment,
  type Asset,
  type Defaults,
  type Fps,
  type Planning,
  type Project,
  type SegmentSettings,
  type Size,
} from '../schema.ts';
import { changed, merged, type Edit } from './edit.ts';
import { names } from './names.ts';

/** Sets fields of segments, by `segmentKey`. A new prompt drops what was made of the old one by enhancement. */
export function setSegments(keys: Iterable<string>, patch: Partial<SegmentSettings>): Edit {
  const chosen = [...new Set(keys)];
  const full = patch.prompt === undefined || 'enhanced' in patch ? patch : { ...patch, enhanced: null };
  return {
    name: names.segment(patch),
    apply: (project) => {
      let segments = project.segments;
      for (const key of chosen) {
        const before = project.segments[key] ?? plainSegment;
        const after = merged(before, before.prompt === patch.prompt ? patch : full);
        if (after !== before) {
          segments = segments === project.segments ? { ...segments } : segments;
          segments[key] = after;
        }
      }
      return segments === project.segments ? project : { ...project, segments };
    },
  };
}

/** Where the film ends after its last keyframe; at or before that keyframe there is no marker. */
export function setEnd(frame: number | null): Edit {
  return {
    name: names.end(frame),
    apply: (project) => {
      const last = project.keyframes.at(-1)?.frame ?? 0;
      const end = frame === null ? null : Math.max(0, Math.round(frame));
      return changed(project, { end: end !== null && end > last ? end : null });
    },
  };
}

const side = (pixels: number) => Math.min(8192, Math.max(16, Math.round(pixels)));

/** The film's size in pixels, brought within 16 to 8192. */
export function setSize({ width, height }: Size): Edit {
  const size = { width: side(width), height: side(height) };
  return { name: names.size, apply: (project) => changed(project, { size }) };
}

/** Frames are the truth: keyframes keep their frames, and the film becomes faster or slower. */
export function setFps(fps: Fps): Edit {
  return { name: names.fps, apply: (project) => changed(project, { fps }) };
}

export function setDefaults(patch: Partial<Defaults>): Edit {
  return {
    name: names.defaults,
    apply: (project) => changed(project, { defaults: merged(project.defaults, patch) }),
  };
}

export function setPlanning(patch: Partial<Planning>): Edit {
  return {
    name: names.planning,
    apply: (project) => changed(project, { planning: merged(project.planning, patch) }),
  };
}

/** Demands that a batch ends at this keyframe, or no longer; a demanded cut is not refused. */
export function togglePin(keyframe: string): Edit {
  return toggle(names.pin, keyframe, 'pins', 'refused');
}

/** Asks that no batch ends at this keyframe, or no longer; a refused cut is not demanded. */
export function toggleRefused(keyframe: string): Edit {
  return toggle(names.refuse, keyframe, 'refused', 'pins');
}

type Wish = 'pins' | 'refused';

function toggle(name: string, keyframe: string, wish: Wish, opposite: Wish): Edit {
  const without = (list: readonly string[]) => list.filter((id) => id !== keyframe);
  return {
    name,
    apply: (project) => {
      const list = project.planning[wish];
      const next = list.includes(keyframe) ? without(list) : [...list, keyframe];
      const planning = { ...project.planning, [wish]: next, [opposite]: without(project.planning[opposite]) };
      return { ...project, planning };
    },
  };
}

/** An empty name changes nothing. */
export function rename(name: string): Edit {
  const trimmed = name.trim();
  return {
    name: names.rename,
    apply: (project) => (trimmed === '' ? project : changed(project, { name: trimmed })),
  };
}

export function setEngine(engine: string): Edit {
  return { name: names.engine, apply: (project) => changed(project, { engine }) };
}

/** Puts a file into the project's bin; one that is there (same bytes, so same id) stays as it is. */
export function addAsset(id: string, asset: Asset): Edit {
  return {
    name: names.addAsset,
    apply: (project) =>
      project.assets[id] === undefined ? { ...project, assets: { ...project.assets, [id]: asset } } : project,
  };
}

/**
 * Another file in the place of `old`, in the bin and wherever the film shows or plays it; crops stay where its shape is
 * the same.
 */
export function replaceAsset(old: string, id: string, asset: Asset): Edit {
  return {
    name: names.replaceAsset,
    apply: (project) => {
      const before = project.assets[old];
      if (before === undefined || old === id) {
        return project;
      }
      const sameShape = before.width * asset.height === before.height * asset.width;
      // The order of creation is the order of the bin, so the new file goes where the old one was.
      const entries = Object.entries(project.assets).map(([key, value]) =>
        key === old ? ([id, asset] as const) : ([key, value] as const),
      );
      const keyframes = project.keyframes.map((keyframe) =>
        keyframe.asset === old
          ? { ...keyframe, asset: id, crop: sameShape ? keyframe.crop : null }
          : keyframe,
      );
      const { sound, background } = project;
      return {
        ...project,
        assets: Object.fromEntries(entries),
        keyframes,
        sound: sound?.asset === old ? { ...sound, asset: id } : sound,
        background:
          background?.kind === 'asset' && background.asset === old
            ? { ...background, asset: id }
            : background,
      };
    },
  };
}

/** The project as it is saved: without settings of pairs that are gone, and without marks at keyframes that are. */
export function tidy(project: Project): Project {
  const live = new Set(segmentsOf(project).map(({ key }) => key));
  const kept = Object.entries(project.segments).filter(
    ([key, settings]) => live.has(key) && merged(plainSegment, settings) !== plainSegment,
  );
  const ids = new Set(project.keyframes.map(({ id }) => id));
  const known = (list: readonly string[]) => list.filter((id) => ids.has(id));
  const planning = merged(project.planning, {
    pins: known(project.planning.pins),
    refused: known(project.planning.refused),
  });
  const all = kept.length === Object.keys(project.segments).length;
  return changed(project, { planning, ...(all ? {} : { segments: Object.fromEntries(kept) }) });
}
