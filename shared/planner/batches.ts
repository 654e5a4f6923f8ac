import { generatedLength } from './constraints.ts';
import { secondsFor } from './cost.ts';
import { joinParameters } from './identity.ts';
import { anchorEnd } from './mask.ts';
import type { Places } from './places.ts';
import type { Anchor, Batch, Cost, Cut, Parameters } from './schema.ts';
import { nextSeen } from './seen.ts';

/**
 * The batch from place `from` to place `to`, by domain.md's one arithmetic; `index` is its place in the plan.
 * The film's first batch keeps its first keyframe; every later one leaves it to the batch before.
 */
export function batchOf(
  places: Places,
  cost: Cost,
  from: number,
  to: number,
  index: number,
  cut: Cut | null,
): Batch {
  const { frames, contexts, segmentAt, segments, limits } = places;
  const [first, last] = [frames[from] ?? 0, frames[to] ?? 0];
  const context = contexts[from] ?? 1;
  const wanted = last - first + context;
  const generated = generatedLength(wanted, limits.step);
  const [start, end] = [segmentAt[from] ?? 0, segmentAt[to - 1] ?? 0];
  return {
    index,
    from: first,
    to: last,
    context,
    wanted,
    generated,
    trimmed: generated - wanted,
    dependsOn: context > 1 ? index - 1 : null,
    anchors: anchorsOf(places, from, to, wanted, generated),
    kept: { from: first === frames[0] ? context - 1 : context, to: wanted - 1 },
    segments: segments.slice(start, end + 1).map((segment) => segment.key),
    parameters: parametersOf(places, start, end),
    seconds: secondsFor(cost, generated),
    cut,
  };
}

/** Every frame of the batch that shows a keyframe, by keyframe; one held over a free cut goes on in the next batch. */
function anchorsOf(places: Places, from: number, to: number, wanted: number, generated: number): Anchor[] {
  const { frames, contexts, segmentAt, free, keyframes } = places;
  const [first, last, context] = [frames[from] ?? 0, frames[to] ?? 0, contexts[from] ?? 1];
  const anchors: Anchor[] = [];
  const end = (segmentAt[to - 1] ?? 0) + (free[to] === 1 ? 0 : 1);
  for (let k = segmentAt[from] ?? 0; k <= end; k += 1) {
    const keyframe = keyframes[k];
    const before = (keyframes[k + 1]?.frame ?? Infinity) - 1;
    if (keyframe !== undefined) {
      const film = Math.max(keyframe.frame, first);
      const shown = Math.min(keyframe.frame + keyframe.hold - 1, before, last);
      if (shown >= film) {
        const at = film - first + context - 1;
        const anchor = { at, hold: shown - film + 1 };
        const next = nextSeen(generated, at);
        const seen = next !== null && next < anchorEnd({ wanted, generated }, anchor);
        anchors.push({ keyframe: keyframe.id, film, ...anchor, seen });
      }
    }
  }
  return anchors;
}

function parametersOf({ parameters }: Places, start: number, end: number): Parameters {
  const [first, last] = [parameters[start], parameters[end]];
  const joined = first === last ? first : joinParameters(parameters.slice(start, end + 1));
  if (joined === undefined || joined === null) {
    throw new Error(`no parameters for segments ${String(start)} to ${String(end)}`);
  }
  return joined;
}
