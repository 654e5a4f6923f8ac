import type { Prepared } from '../../shared/contract.ts';
import { mediaRoutes } from '../../shared/media/routes.ts';
import { filmLooks, type Look, type Looks } from '../../shared/captions/looks.ts';
import { filmOf } from '../../shared/project/timeline.ts';
import type { Project } from '../../shared/project/schema.ts';
import type { PictureName } from '../film/footage.ts';
import { remembered } from '../film/remembered.ts';
import { firstAtLeast } from '../timeline/geometry.ts';

/** What lies over the film; null for captions that cannot be shown, which the export says in a sentence. */
const looksIn = remembered((project: Project): Looks | null => {
  try {
    return filmLooks(project);
  } catch {
    return null;
  }
});
const startsOf = remembered((runs: Looks['runs']) => runs.map(({ from }) => from));

/** The captions and the black that lie over a frame. O(log changes) once the project's are worked out. */
export function lookAt(project: Project, frame: number): Look | null {
  const film = filmOf(project);
  const found = film === null ? null : looksIn(project);
  if (found === null || film === null || frame < film.first || frame > film.last) {
    return null;
  }
  const run = found.runs[firstAtLeast(startsOf(found.runs), frame - film.first + 1) - 1];
  return run === undefined ? null : (found.looks[run.state] ?? null);
}

/** The picture of a state of `filmLooks`. Main paints it, so that what is seen is what is exported. */
export const captionPicture = (prepared: Prepared, state: number, side: number): PictureName => ({
  key: `caption:${prepared.id}:${String(state)}:${String(side)}`,
  address: mediaRoutes.caption(prepared.id, state, side),
});
