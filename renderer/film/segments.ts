import { segmentsOf, type Segment } from '../../shared/project/timeline.ts';
import type { Keyframe, Project } from '../../shared/project/schema.ts';

const known = new WeakMap<readonly Keyframe[], { project: Project; segments: readonly Segment[] }>();

/** The segments of a project, worked out once for each state of it that is shown. */
export function segmentsIn(project: Project): readonly Segment[] {
  const found = known.get(project.keyframes);
  if (
    found !== undefined &&
    found.project.segments === project.segments &&
    found.project.end === project.end
  ) {
    return found.segments;
  }
  const segments = segmentsOf(project);
  known.set(project.keyframes, { project, segments });
  return segments;
}

export function segmentKeysOf(project: Project): readonly string[] {
  return segmentsIn(project).map(({ key }) => key);
}

/** The segment that shows `frame`; the later one on a keyframe between two. */
export function segmentAt(project: Project, frame: number): Segment | null {
  return segmentsIn(project).findLast(({ first, last }) => frame >= first && frame <= last) ?? null;
}
