import sharp from 'sharp';
import { Fault } from '../../../shared/fault.ts';
import type { Keyframe, Project } from '../../../shared/project/schema.ts';
import { secondsAt } from '../../../shared/project/timeline.ts';
import { inspectImage, readImage } from '../../media/images.ts';
import type { VisionItem } from './item.ts';
import { sentSize } from './picture.ts';

/**
 * A film's keyframes as the film shows them, in order. `only`: ids, null for all; those that are not neighbours in the
 * film come as different shots, so that nothing is said about what lies between them.
 */
export function keyframeItems(
  project: Project,
  only: readonly string[] | null,
  assetFile: (asset: string) => Promise<string | null>,
): readonly VisionItem[] {
  const chosen = only === null ? null : new Set(only);
  const fileOf = async ({ asset }: Keyframe) => {
    const file = await assetFile(asset);
    if (file === null) {
      const name = project.assets[asset]?.name ?? asset;
      throw new Fault(
        'missing-picture',
        `The picture “${name}” is not where the project keeps it.`,
        'Drop the picture on the media bin again, or put it back.',
      );
    }
    return file;
  };
  const items: VisionItem[] = [];
  let shot = 0;
  for (const keyframe of project.keyframes) {
    if (chosen !== null && !chosen.has(keyframe.id)) {
      shot += 1;
      continue;
    }
    items.push({
      id: keyframe.id,
      frame: keyframe.frame,
      seconds: secondsAt(keyframe.frame, project.fps),
      shot,
      look: lookOf(project, keyframe),
      picture: async () => {
        const { fit, crop } = keyframe;
        const size = sentSize(project.size.width, project.size.height);
        return readImage(await fileOf(keyframe), { ...size, fit, crop });
      },
      check: async () => {
        const file = await fileOf(keyframe);
        // The head of a file is read in no time; what is wrong with a bad one is told by looking closer.
        return sharp(file)
          .metadata()
          .catch(() => inspectImage(file));
      },
    });
  }
  return items;
}

/** The same for keyframes that show the same pixels: assets are named by the hash of their bytes. */
export function lookOf(project: Pick<Project, 'size'>, { asset, fit, crop }: Keyframe): string {
  const { width, height } = sentSize(project.size.width, project.size.height);
  return JSON.stringify([asset, fit, crop, width, height]);
}
