import type { Desk } from '../film/desk.ts';
import type { Results } from '../film/results.ts';
import type { Previews } from '../generation/previews.ts';
import type { MediaSources, Picture } from '../http/mediaHandler.ts';
import type { ProjectStore } from '../project/store.ts';
import type { SoundShape } from '../../shared/media/sound.ts';
import type { CaptionPictures } from './captionPictures.ts';
import type { OwnModels } from './ownModels.ts';
import type { createRough } from './rough.ts';
import { picture, pictureOfFile } from './pictures.ts';

export interface MediaSourcesParts {
  readonly screen: string;
  readonly desk: Desk;
  readonly projects: ProjectStore;
  readonly previews: Previews;
  readonly results: Results;
  readonly captions: CaptionPictures;
  readonly ownModels: OwnModels;
  readonly rough: ReturnType<typeof createRough>;
  readonly soundShape: (file: string) => Promise<SoundShape>;
  readonly videoFrame: (file: string, seconds: number, side: number | null) => Promise<Picture | null>;
}

/** Where the media handler finds what it serves. */
export function createMediaSources({
  screen,
  desk,
  projects,
  previews,
  results,
  captions,
  ownModels,
  rough,
  soundShape,
  videoFrame,
}: MediaSourcesParts): MediaSources {
  return {
    screen,
    asset: async (project, asset, side) => {
      const file = await projects.assetPath(project, asset);
      return file === null ? null : pictureOfFile(file, side);
    },
    guide: async (prepared, batch, at, side) => picture(await desk.guideFrame(prepared, batch, at), side),
    film: async (prepared, frame, side) => {
      const found = await desk.filmFrame(prepared, frame);
      return found === null ? null : picture(found, side);
    },
    caption: (prepared, state, side) => captions.picture(desk.order(prepared).project, state, side),
    videoFrame: async (project, asset, seconds, side) => {
      const file = await projects.assetPath(project, asset);
      return file === null ? null : videoFrame(file, seconds, side);
    },
    file: (project, asset) => projects.assetPath(project, asset),
    sound: async (project, asset) => {
      const file = await projects.assetPath(project, asset);
      return file === null ? null : soundShape(file);
    },
    resultFrame: async (media, seconds, side) => {
      const found = results.find(media);
      return found === null ? null : videoFrame(found.file, seconds, side);
    },
    rough,
    preview: (id) => previews.fetch(id),
    result: (media) => results.find(media),
    importAsset: (project, name, bytes) => projects.importAsset(project, name, bytes),
    importModel: (fileName, bytes, signal) => ownModels.add({ name: null, fileName, bytes }, signal),
  };
}
