import type { Slide } from '../../shared/captions/schema.ts';
import type { Fps } from '../../shared/project/schema.ts';
import { remembered } from '../film/remembered.ts';
import { firstAtLeast } from '../timeline/geometry.ts';

/** Where a slide lies on the timeline, in frames with fractions: a second begins with its frame's cell. */
export function spanOf(
  { start, end }: Slide,
  { num, den }: Fps,
): { readonly from: number; readonly length: number } {
  return { from: (start * num) / den - 0.5, length: ((end - start) * num) / den };
}

const startsOf = remembered((slides: readonly Slide[]) => slides.map(({ start }) => start));
/** The latest end of the slides up to each: never falls, so that it can be searched although slides may overlap. */
const endsOf = remembered((slides: readonly Slide[]) => {
  let latest = 0;
  return slides.map(({ end }) => (latest = Math.max(latest, end)));
});

/** The slides of which something may lie in the frames `from` to `to`. O(log slides + those found). */
export function slidesWithin(
  slides: readonly Slide[],
  { num, den }: Fps,
  from: number,
  to: number,
): readonly Slide[] {
  const first = firstAtLeast(endsOf(slides), (from * den) / num);
  const after = firstAtLeast(startsOf(slides), ((to + 1) * den) / num);
  return slides.slice(first, after);
}
