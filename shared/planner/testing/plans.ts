import { plainSegment, type Project, type SegmentSettings } from '../../project/schema.ts';
import { segmentKey } from '../../project/timeline.ts';
import { filmFromKeyframes, type KeyframeList } from '../films.ts';
import { planFilm } from '../plan.ts';
import { wanProfile } from '../profiles.ts';
import type { Plan } from '../schema.ts';

export const film = (frames: readonly number[], more: Omit<KeyframeList, 'frames'> = {}): Project =>
  filmFromKeyframes({ frames, ...more }).project;

export const planned = (frames: readonly number[], more: Omit<KeyframeList, 'frames'> = {}): Plan =>
  planFilm(film(frames, more), wanProfile);

export const spans = (plan: Plan) => plan.batches.map(({ from, to }) => `${String(from)}-${String(to)}`);
export const lengths = (plan: Plan) =>
  plan.batches.map(({ wanted, generated }) => `${String(wanted)} -> ${String(generated)}`);
export const anchors = (plan: Plan) => plan.batches.map((batch) => batch.anchors.map((anchor) => anchor.at));
export const reasons = (plan: Plan) => plan.batches.map((batch) => batch.cut?.reason ?? null);

/** With settings of the segment after this keyframe. */
export function withSegment(project: Project, index: number, settings: Partial<SegmentSettings>): Project {
  const [from, to] = [project.keyframes[index], project.keyframes[index + 1]];
  const key = segmentKey(from?.id ?? '', to?.id ?? null);
  const before = project.segments[key] ?? plainSegment;
  return { ...project, segments: { ...project.segments, [key]: { ...before, ...settings } } };
}
