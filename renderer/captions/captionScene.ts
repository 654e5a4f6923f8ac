import type { Prepared } from '../../shared/contract.ts';
import { mediaRoutes } from '../../shared/media/routes.ts';
import { states, type Run } from '../../shared/captions/states.ts';
import { filmOf } from '../../shared/project/timeline.ts';
import type { Project } from '../../shared/project/schema.ts';
import type { PictureName } from '../film/footage.ts';
import { remembered } from '../film/remembered.ts';
import { firstAtLeast } from '../timeline/geometry.ts';

/** When the captions' picture changes; none for captions that cannot be shown, which the export says in a sentence. */
const runsOf = remembered((project: Project): readonly Run[] => {
  if (project.captions === null) {
    return [];
  }
  try {
    const found = states(project.captions, project.fps, (filmOf(project)?.last ?? 0) + 1);
    return found.runs.filter(({ state }) => (found.states[state]?.parts.length ?? 0) > 0);
  } catch {
    return [];
  }
});
const startsOf = remembered((runs: readonly Run[]) => runs.map(({ from }) => from));

/**
 * The picture of the captions at a frame, the same for every frame that looks alike in a row; null for none. Main paints it, so that
 * what is seen is what is exported. O(log changes) once the project's changes are worked out.
 */
export function captionPicture(
  project: Project,
  prepared: Prepared | null,
  frame: number,
  side: number,
): PictureName | null {
  const runs = runsOf(project);
  const run = runs[firstAtLeast(startsOf(runs), frame + 1) - 1];
  if (prepared === null || run === undefined || frame >= run.from + run.frames) {
    return null;
  }
  return {
    key: `caption:${prepared.id}:${String(run.from)}:${String(side)}`,
    address: mediaRoutes.caption(prepared.id, run.from, side),
  };
}
