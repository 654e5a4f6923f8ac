import type { Desk } from '../film/desk.ts';
import type { Results } from '../film/results.ts';
import type { Previews } from '../generation/previews.ts';
import type { MediaSources, Picture } from '../http/mediaHandler.ts';
import type { Frame } from '../media/frame.ts';
import { encodePreview, readThumbnail } from '../media/images.ts';
import type { ProjectStore } from '../project/store.ts';

export interface MediaSourcesParts {
  readonly screen: string;
  readonly desk: Desk;
  readonly projects: ProjectStore;
  readonly previews: Previews;
  readonly results: Results;
}

/** Whole pictures are shown without loss, so that what is seen is what is there; small ones are quick to fetch. */
const shown = (frame: Frame, side: number | null): Promise<Picture> =>
  encodePreview(frame, side === null ? { maxSide: null, format: 'png' } : { maxSide: side, format: 'webp' });

/** Where the media handler finds what it serves. */
export function createMediaSources({
  screen,
  desk,
  projects,
  previews,
  results,
}: MediaSourcesParts): MediaSources {
  return {
    screen,
    asset: async (project, asset, side) => {
      const file = await projects.assetPath(project, asset);
      return file === null ? null : readThumbnail(file, side);
    },
    guide: async (prepared, batch, at, side) => shown(await desk.guideFrame(prepared, batch, at), side),
    film: async (prepared, frame, side) => {
      const found = await desk.filmFrame(prepared, frame);
      return found === null ? null : shown(found, side);
    },
    preview: (id) => previews.fetch(id),
    result: (media) => results.find(media),
    importAsset: (project, name, bytes) => projects.importAsset(project, name, bytes),
  };
}
