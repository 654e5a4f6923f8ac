import { Fault } from '../fault.ts';
import { contextWithin, type Limits } from './constraints.ts';

/** Cut a gap at `frames` (film frames); a batch that starts at the nth of them has `contexts[n]` frames of context. */
export interface Windows {
  readonly frames: readonly number[];
  readonly contexts: readonly number[];
}

const whole: Windows = { frames: [], contexts: [] };

/**
 * The fewest equal windows (to within a frame, longer ones first) of the gap from `first` to `last`: the first has
 * `context` frames of context, every later one at least 5. `floor` is the earliest frame context may be taken from;
 * where the first window would be too short to give it, that one alone is longer. Throws a Fault `bad-input`.
 */
export function windowsOf(
  first: number,
  last: number,
  context: number,
  floor: number,
  limits: Limits,
): Windows {
  const gap = last - first;
  const { longest, maxSpan, windowContext } = limits;
  const firstMost = Math.min(maxSpan, longest - context);
  const laterMost = Math.min(maxSpan, longest - windowContext);
  if (gap <= firstMost) {
    return whole;
  }
  const needed = Math.max(1, 4 - (first - floor));
  if (laterMost < 1 || firstMost < needed) {
    const [field, value] = maxSpan < longest - windowContext ? ['maxSpan', maxSpan] : ['largest', longest];
    throw new Fault(
      'bad-input',
      `${field} is ${String(value)}, and the gap of ${String(gap)} frames after frame ${String(first)} cannot be cut into batches that short.`,
      `Set ${field} to ${field === 'maxSpan' ? '4' : String(windowContext + 4)} or more, or put keyframes closer together.`,
    );
  }
  let count = Math.max(2, Math.ceil(gap / laterMost) - 1);
  while (Math.ceil(gap / count) > firstMost || laterSpan(gap, count) > laterMost) {
    count += 1;
  }
  let [base, longer, from, left] = [Math.floor(gap / count), gap % count, first, count];
  const frames: number[] = [];
  if (base + (longer > 0 ? 1 : 0) < needed) {
    from = first + needed;
    left = Math.ceil((gap - needed) / laterMost);
    [base, longer] = [Math.floor((gap - needed) / left), (gap - needed) % left];
    frames.push(from);
  }
  for (let i = 0; i < left - 1; i += 1) {
    from += base + (i < longer ? 1 : 0);
    frames.push(from);
  }
  return { frames, contexts: frames.map((frame) => contextWithin(windowContext, frame - floor + 1)) };
}

/** The longest window but the first when `gap` is cut into `count`. */
const laterSpan = (gap: number, count: number): number => Math.floor(gap / count) + (gap % count > 1 ? 1 : 0);
