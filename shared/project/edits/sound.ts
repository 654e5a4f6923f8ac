import type { Background, Fades, Project } from '../schema.ts';
import { changed, merged, type Edit } from './edit.ts';
import { names } from './names.ts';

/** Lays a sound of the bin under the film, from its beginning; null takes it away. One that is there already keeps its place. */
export function setSound(asset: string | null): Edit {
  return {
    name: names.sound(asset),
    apply: (project) =>
      asset === project.sound?.asset
        ? project
        : changed(project, { sound: asset === null ? null : { asset, offset: 0 } }),
  };
}

/** The longest a sound may be moved, in seconds: what the project file takes. */
const farthest = 360_000;

/** Moves the sound to begin at this second of the timeline; below 0 its beginning is left out. */
export function setSoundOffset(seconds: number): Edit {
  const offset = Math.min(farthest, Math.max(-farthest, Math.round(seconds * 1e6) / 1e6));
  return {
    name: names.moveSound,
    apply: (project) =>
      project.sound === null ? project : changed(project, { sound: merged(project.sound, { offset }) }),
  };
}

/** What a film without keyframes shows under its captions; null for black. */
export function setBackground(background: Background | null): Edit {
  return { name: names.background, apply: (project) => changed(project, { background }) };
}

type FadesPatch = Partial<Omit<Fades, 'slides'>> & { readonly slides?: Partial<Fades['slides']> };

/** Sets fades; frames are whole and never below 0, those between slides 1 to 600. */
export function setFades({ slides = {}, ...patch }: FadesPatch): Edit {
  return {
    name: names.fades,
    apply: (project) => faded(project, patch, slides),
  };
}

function faded(project: Project, patch: Partial<Fades>, slides: Partial<Fades['slides']>): Project {
  const { fades } = project;
  const whole = (frames: number) => Math.max(0, Math.round(frames));
  const between = merged(fades.slides, slides);
  const next = merged(fades, {
    in: whole(patch.in ?? fades.in),
    out: whole(patch.out ?? fades.out),
    slides: merged(fades.slides, { ...between, frames: Math.min(600, Math.max(1, whole(between.frames))) }),
  });
  return changed(project, { fades: next });
}
