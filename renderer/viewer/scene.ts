import type { Prepared } from '../../shared/contract.ts';
import { roughAt, type Rough as Moved } from '../../shared/media/rough.ts';
import { mediaRoutes } from '../../shared/media/routes.ts';
import type { Batch, Plan } from '../../shared/planner/schema.ts';
import type { Keyframe, Project } from '../../shared/project/schema.ts';
import type { Arranged } from '../app/preferences.ts';
import { filmPicture, type PictureName, type Rough } from '../film/footage.ts';
import { framesOf, guideIn, keyframesById, maskIn } from '../film/lookups.ts';
import { firstAtLeast } from '../timeline/geometry.ts';
import { texts } from '../texts.ts';

/** One picture of a scene; `keyframe` says how it lies in the frame, null where it fills it already. */
export interface Layer {
  readonly picture: PictureName;
  readonly keyframe: Pick<Keyframe, 'fit' | 'crop'> | null;
  readonly opacity: number;
}

/** What the viewer shows at a frame: grounds, pictures over each other, and where they come from, in words. */
export interface Scene {
  readonly source: string;
  readonly ground: string;
  /** The first list whose pictures are all there is drawn; later ones stand in while it loads. */
  readonly choices: readonly (readonly Layer[])[];
}

const black = '#000';

export const assetPicture = (project: string, asset: string, side?: number): PictureName => ({
  key: `asset:${asset}:${side === undefined ? 'full' : String(side)}`,
  address: mediaRoutes.asset(project, asset, side),
});

const keyframeLayer = (project: Project, keyframe: Keyframe, opacity = 1): Layer => ({
  picture: assetPicture(project.id, keyframe.asset),
  keyframe,
  opacity,
});

const outside: Scene = { source: texts.viewer.source.none, ground: black, choices: [] };

/**
 * The keyframes as arranged, before anything is generated. While it is played the draft engine moves them, whatever will
 * render: it is quick everywhere. O(log keyframes) beside reading the frames.
 */
export function arrangedScene(project: Project, frame: number, arranged: Arranged, isPlayed: boolean): Scene {
  const frames = framesOf(project.keyframes);
  const after = firstAtLeast(frames, frame);
  const [next, previous] = [project.keyframes[after], project.keyframes[after - 1]];
  if (next?.frame === frame) {
    return { source: texts.viewer.source.keyframe, ground: black, choices: [[keyframeLayer(project, next)]] };
  }
  const nearest = previous ?? next;
  if (nearest === undefined) {
    return backgroundScene(project);
  }
  if (previous === undefined || (next === undefined && frame > (project.end ?? -1))) {
    // Nothing is there, but black would look as if something were broken.
    const { before, after } = texts.viewer.source;
    return {
      source: previous === undefined ? before : after,
      ground: black,
      choices: [[keyframeLayer(project, nearest)]],
    };
  }
  if (frame - previous.frame < previous.hold || next === undefined || arranged === 'hold') {
    return { source: texts.viewer.source.hold, ground: black, choices: [[keyframeLayer(project, previous)]] };
  }
  const share = (frame - previous.frame) / (next.frame - previous.frame);
  const both = [keyframeLayer(project, previous), keyframeLayer(project, next, share)];
  const standIns = [both, [keyframeLayer(project, previous)]];
  const moved = arranged === 'motion' ? roughAt(project, after - 1, frame) : null;
  if (moved === null) {
    return { source: texts.viewer.source.crossfade, ground: black, choices: standIns };
  }
  const drafted = [roughLayer(project, { ...moved, model: null })];
  const own = moved.model === null || isPlayed ? [] : [[roughLayer(project, moved)]];
  return { source: texts.viewer.source.motion, ground: black, choices: [...own, drafted, ...standIns] };
}

const roughLayer = (project: Project, moved: Moved): Layer => ({
  picture: { key: `rough:${JSON.stringify(moved)}`, address: mediaRoutes.rough(project.id, moved) },
  keyframe: null,
  opacity: 1,
});

/** What a film without keyframes shows under its captions. */
function backgroundScene({ id, background }: Project): Scene {
  const { source } = texts.viewer;
  if (background?.kind !== 'asset') {
    return { source: source.background, ground: background?.colour ?? black, choices: [] };
  }
  const place = { ...background, crop: null };
  const layer = { picture: assetPicture(id, background.asset), keyframe: place, opacity: 1 };
  return { source: source.background, ground: black, choices: [[layer]] };
}

const previewLayer = (id: string): Layer => ({
  picture: { key: `preview:${id}`, address: mediaRoutes.preview(id) },
  keyframe: null,
  opacity: 1,
});

/** The film as far as it is made, else the rough picture of what is being made, else as arranged. */
export function outputScene(
  project: Project,
  prepared: Prepared | null,
  preview: string | null,
  rough: Rough | null,
  frame: number,
  arranged: Arranged,
  isPlayed: boolean,
): Scene {
  const base = arrangedScene(project, frame, arranged, isPlayed);
  const { keyframe, before: early, after: late } = texts.viewer.source;
  const asArranged: readonly string[] = [keyframe, early, late];
  if (base.choices.length === 0 || asArranged.includes(base.source)) {
    return base;
  }
  if (preview !== null) {
    return {
      source: texts.viewer.source.preview,
      ground: black,
      choices: [[previewLayer(preview)], ...base.choices],
    };
  }
  if (rough !== null) {
    const before = rough.before === null ? [] : [[previewLayer(rough.before)]];
    return {
      source: texts.viewer.source.rough,
      ground: black,
      choices: [[previewLayer(rough.preview)], ...before, ...base.choices],
    };
  }
  const picture = filmPicture(prepared, frame);
  if (picture === null) {
    return base;
  }
  return {
    source: texts.viewer.source.film,
    ground: black,
    choices: [[{ picture, keyframe: null, opacity: 1 }], ...base.choices],
  };
}

/** The batch that makes a film frame, and that frame's place in it. O(log batches). */
export function batchAt(
  plan: Plan | null,
  frame: number,
): { readonly batch: Batch; readonly at: number } | null {
  if (plan === null) {
    return null;
  }
  let [low, high] = [0, plan.batches.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((plan.batches[middle]?.to ?? 0) < frame) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  const batch = plan.batches[low];
  return batch === undefined || frame < batch.from
    ? null
    : { batch, at: frame - batch.from + batch.context - 1 };
}

/** What the engine is given at a film frame. */
export function guideScene(
  project: Project,
  plan: Plan | null,
  prepared: Prepared | null,
  frame: number,
): Scene {
  const place = batchAt(plan, frame);
  const given = place === null ? undefined : guideIn(place.batch)[place.at];
  const ground = '#808080';
  if (given === undefined) {
    return outside;
  }
  if (given.kind === 'grey') {
    return { source: texts.viewer.source.guideGrey, ground, choices: [] };
  }
  if (given.kind === 'context') {
    const picture = filmPicture(prepared, given.film);
    const choices = picture === null ? [] : [[{ picture, keyframe: null, opacity: 1 }]];
    return { source: texts.viewer.source.guideContext, ground, choices };
  }
  const keyframe = keyframesById(project.keyframes).get(given.keyframe);
  const choices = keyframe === undefined ? [] : [[keyframeLayer(project, keyframe)]];
  return { source: texts.viewer.source.guideKeyframe, ground: black, choices };
}

/** The mask's weight at a film frame as planned: 0 keep, 1 generate; null outside the plan. */
export function weightAt(plan: Plan | null, frame: number): number | null {
  const place = batchAt(plan, frame);
  return place === null ? null : (maskIn(place.batch)[place.at] ?? null);
}
