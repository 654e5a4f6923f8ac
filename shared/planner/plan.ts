import { Fault } from '../fault.ts';
import type { Project } from '../project/schema.ts';
import { filmOf } from '../project/timeline.ts';
import { batchOf } from './batches.ts';
import { checkKeyframes, generatedLength, limitsOf } from './constraints.ts';
import { defaultCost, secondsFor } from './cost.ts';
import { cutAt } from './cuts.ts';
import { keepOf } from './keep.ts';
import { partition, separate, type Cuts } from './partition.ts';
import { placesOf, type Places } from './places.ts';
import type { Batch, Cost, Plan, Profile } from './schema.ts';

/**
 * The film as batches for an engine of this profile: pure and deeply frozen, everything after it is derived from
 * it. `cost` are predicted seconds (the profile's default without). `previous` is the plan before an edit: among
 * plans that are equally fast and have equally few batches the one that keeps most of its batches is taken.
 * A film of one keyframe and no end marker is one frame and needs no batch; neither does one of captions and sound alone.
 * Throws a Fault `bad-input` that names the field. O(keyframes * keyframes that fit into a batch).
 */
export function planFilm(
  project: Project,
  profile: Profile,
  cost: Cost = defaultCost(profile, project.size),
  previous: Plan | null = null,
): Plan {
  const film = filmOf(project);
  if (film === null) {
    throw new Fault('bad-input', 'keyframes: the film has none.', 'Add at least one picture.');
  }
  const whole = { ...film, frames: film.last - film.first + 1, fps: project.fps };
  const { strategy, joinPrompts } = project.planning;
  if (project.keyframes.length === 0) {
    const savings = { separate: 0, batched: 0, factor: 1 };
    const estimate = { seconds: 0, separateSeconds: 0 };
    return frozen({ film: whole, profile, strategy, segments: [], batches: [], savings, estimate });
  }
  checkKeyframes(project);
  const places = placesOf(project, limitsOf(project, profile));
  const keep = previous === null || strategy !== 'fastest' ? null : keepOf(places, cost, previous);
  const cuts = partition(places, strategy, cost, keep);
  const batches = cuts.slice(1).map((to, index) => {
    const from = cuts[index] ?? 0;
    const ahead = cuts[index + 2];
    const cut = ahead === undefined ? null : cutAt(places, strategy, joinPrompts, cost, from, to, ahead);
    return batchOf(places, cost, from, to, index, cut);
  });
  const alone = separate(places);
  return frozen({
    film: whole,
    profile,
    strategy,
    segments: plannedSegments(places, batches),
    batches,
    savings: {
      separate: alone.length - 1,
      batched: batches.length,
      factor: batches.length === 0 ? 1 : (alone.length - 1) / batches.length,
    },
    estimate: {
      seconds: batches.reduce((sum, batch) => sum + batch.seconds, 0),
      separateSeconds: secondsOf(places, cost, alone),
    },
  });
}

function plannedSegments({ segments }: Places, batches: readonly Batch[]): Plan['segments'] {
  let at = 0;
  return segments.map(({ key, index, first, last }) => {
    while ((batches[at]?.to ?? Infinity) <= first) {
      at += 1;
    }
    const own = [at]; // nearly always the only one
    for (let more = at + 1; (batches[more]?.from ?? Infinity) < last; more += 1) {
      own.push(more);
    }
    return { key, index, from: first, to: last, batches: own };
  });
}

function secondsOf({ frames, contexts, limits }: Places, cost: Cost, cuts: Cuts): number {
  let seconds = 0;
  for (let i = 1; i < cuts.length; i += 1) {
    const [from, to] = [cuts[i - 1] ?? 0, cuts[i] ?? 0];
    const wanted = (frames[to] ?? 0) - (frames[from] ?? 0) + (contexts[from] ?? 1);
    seconds += secondsFor(cost, generatedLength(wanted, limits.step));
  }
  return seconds;
}

/** Freezes what the plan itself made; what it shares with others (profile, fps) is copied first. */
function frozen(plan: Plan): Plan {
  // By shape, not by walking: freezing is most of a plan's time, and looking for what to freeze doubled it.
  const { freeze } = Object;
  for (const batch of plan.batches) {
    freeze(batch);
    freeze(batch.kept);
    freeze(batch.segments);
    freeze(batch.cut);
    batch.anchors.forEach(freeze);
    freeze(batch.anchors);
    if (!Object.isFrozen(batch.parameters)) {
      batch.parameters.loras.forEach(freeze);
      freeze(batch.parameters.loras);
      freeze(batch.parameters);
    }
  }
  for (const segment of plan.segments) {
    freeze(segment);
    freeze(segment.batches);
  }
  freeze(plan.segments);
  freeze(plan.batches);
  freeze(plan.savings);
  freeze(plan.estimate);
  const film = freeze({ ...plan.film, fps: freeze({ ...plan.film.fps }) });
  return freeze({ ...plan, film, profile: freeze({ ...plan.profile }) });
}
