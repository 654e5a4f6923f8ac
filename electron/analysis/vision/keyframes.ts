import { Fault } from '../../../shared/fault.ts';
import type { Keyframe, Project } from '../../../shared/project/schema.ts';
import { secondsAt } from '../../../shared/project/timeline.ts';
import { readImage } from '../../media/images.ts';
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
        const file = await assetFile(keyframe.asset);
        if (file === null) {
          const name = project.assets[keyframe.asset]?.name ?? keyframe.asset;
          throw new Fault(
            'missing-picture',
            `The picture “${name}” is not where the project keeps it.`,
            'Drop the picture on the media bin again, or put it back.',
          );
        }
        const { fit, crop } = keyframe;
        return readImage(file, { ...sentSize(project.size.width, project.size.height), fit, crop });
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
