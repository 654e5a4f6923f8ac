import { secondsFor } from './cost.ts';
import { generatedLength } from './constraints.ts';
import { obstacles } from './identity.ts';
import { fits } from './partition.ts';
import type { Places } from './places.ts';
import type { Cost, Cut, Plan } from './schema.ts';

/** Why the batch from place `from` to place `to` ends there. Not for the last. */
export function cutAt(
  places: Places,
  strategy: Plan['strategy'],
  joinPrompts: boolean,
  cost: Cost,
  from: number,
  to: number,
  ahead: number,
): Cut {
  const { frames, segmentAt, segments, parameters, keyframes, limits } = places;
  const index = segmentAt[to] ?? 0;
  if (places.free[to] === 1) {
    const segment = segments[index];
    const gap = segment === undefined ? 0 : segment.last - segment.first;
    const most = Math.min(limits.maxSpan, limits.longest - 1);
    return {
      reason: 'gap',
      detail: `the gap of ${String(gap)} frames is longer than the ${String(most)} of one batch`,
    };
  }
  if (places.pins.has(keyframes[index]?.id ?? '')) {
    return { reason: 'pinned', detail: 'pinned by hand' };
  }
  if (places.must[to] === 1) {
    const [before, after] = [parameters[index - 1], parameters[index]];
    const words = before === undefined || after === undefined ? [] : obstacles(before, after, joinPrompts);
    return { reason: 'parameters', detail: words.join(', ') };
  }
  if (strategy === 'separate') {
    return { reason: 'separate', detail: 'every segment is a batch of its own' };
  }
  const [start, context] = [frames[from] ?? 0, places.contexts[from] ?? 1];
  // The shortest stretch that would not have fitted: the next place, or all that the fastest plan spread evenly.
  const beyond = fits(places, from, to + 1) ? ahead : to + 1;
  const span = (frames[beyond] ?? 0) - start;
  if (fits(places, from, beyond)) {
    const [one, two] = [
      secondsOf(cost, places, from, beyond),
      secondsOf(cost, places, from, to) + secondsOf(cost, places, to, beyond),
    ];
    const detail =
      two < one
        ? `two batches of ${two.toFixed(1)} s are faster than one of ${one.toFixed(1)} s`
        : 'the fastest cut';
    return { reason: 'separate', detail };
  }
  return limits.maxSpan <= limits.longest - context
    ? {
        reason: 'maxSpan',
        detail: `a batch that reached frame ${String(start + span)} would span ${String(span)} frames, and maxSpan is ${String(limits.maxSpan)}`,
      }
    : {
        reason: 'largest',
        detail: `a batch that reached frame ${String(start + span)} would have ${String(span + context)} frames, and the largest has ${String(limits.longest)}`,
      };
}

function secondsOf(cost: Cost, { frames, contexts, limits }: Places, from: number, to: number): number {
  const wanted = (frames[to] ?? 0) - (frames[from] ?? 0) + (contexts[from] ?? 1);
  return secondsFor(cost, generatedLength(wanted, limits.step));
}
