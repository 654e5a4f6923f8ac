import type { CaptionTrack } from '../../../captions/schema.ts';
import type { Edit } from '../edit.ts';
import { names } from '../names.ts';

/** Puts a track in the place of the one that is there. */
export function importCaptions(track: CaptionTrack): Edit {
  return { name: names.importCaptions, apply: (project) => ({ ...project, captions: track }) };
}

export function removeCaptions(): Edit {
  return {
    name: names.removeCaptions,
    apply: (project) => (project.captions === null ? project : { ...project, captions: null }),
  };
}
