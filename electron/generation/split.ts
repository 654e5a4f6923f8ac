import { contextWithin, generatedLength } from '../../shared/planner/constraints.ts';
import type { Batch } from '../../shared/planner/schema.ts';
import type { Film } from './request.ts';

/** A batch in two, at the keyframe nearest its middle; null when it has none between its ends. */
export function parted(film: Film, batch: Batch): readonly [Batch, Batch] | null {
  const middle = (batch.from + batch.to) / 2;
  const [best] = batch.anchors
    .map((anchor) => anchor.film)
    .filter((frame) => frame > batch.from && frame < batch.to)
    .sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle) || a - b);
  return best === undefined ? null : cut(film, batch, best, film.project.planning.context);
}

/** Frames handed from one window to the next: a later window needs at least this much to go on from. */
const windowContext = 5;

/**
 * A batch of one segment in two windows at a free frame, the later one going on from the earlier; null when
 * the halves would not be shorter.
 */
export function shortened(film: Film, batch: Batch): readonly [Batch, Batch] | null {
  const context = Math.max(film.project.planning.context, windowContext);
  const halves = cut(film, batch, batch.from + Math.floor((batch.to - batch.from) / 2), context);
  const shorter = halves.every((half) => half.generated < batch.generated && half.to > half.from);
  return shorter && batch.to - batch.from >= context ? halves : null;
}

/** The batch without frames from before it; null when it does not begin at a keyframe, or already has none. */
export function withoutContext(film: Film, batch: Batch): Batch | null {
  const atKeyframe = batch.anchors.some((anchor) => anchor.film === batch.from);
  return batch.context > 1 && atKeyframe ? stretch(film, batch, batch.from, batch.to, 1) : null;
}

function cut(film: Film, batch: Batch, at: number, context: number): readonly [Batch, Batch] {
  return [
    stretch(film, batch, batch.from, at, batch.context),
    stretch(film, batch, at, batch.to, contextWithin(context, at - film.plan.film.first + 1)),
  ];
}

/** The part of a batch over film frames `from` to `to`, by domain.md's one arithmetic. */
function stretch(film: Film, batch: Batch, from: number, to: number, context: number): Batch {
  const wanted = to - from + context;
  const generated = generatedLength(wanted, film.plan.profile.step);
  const first = from === batch.from && batch.kept.from < batch.context;
  const anchors = batch.anchors.flatMap((anchor) => {
    const shownFrom = Math.max(anchor.film, from);
    const shownTo = Math.min(anchor.film + anchor.hold - 1, to);
    const place = { film: shownFrom, at: shownFrom - from + context - 1, hold: shownTo - shownFrom + 1 };
    return place.hold > 0 ? [{ ...anchor, ...place }] : [];
  });
  const segments = batch.segments.filter((key) => {
    const segment = film.segments.get(key);
    return segment !== undefined && segment.from < to && segment.to > from;
  });
  return {
    ...batch,
    ...{ from, to, context, wanted, generated, anchors, segments },
    trimmed: generated - wanted,
    dependsOn: context > 1 ? batch.dependsOn : null,
    kept: { from: first ? context - 1 : context, to: wanted - 1 },
  };
}
