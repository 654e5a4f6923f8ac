/** Halvings at most: the picture made is then within 1/128 of the way from the one that was asked for. */
const DEEPEST = 6;

/** How often the way is halved so that neighbouring times are pictures of their own. */
export function depthFor(times: readonly number[]): number {
  const sorted = [0, ...times, 1].sort((a, b) => a - b);
  const gaps = sorted.slice(1).map((time, i) => time - (sorted[i] ?? 0));
  const least = Math.min(...gaps.filter((gap) => gap > 1e-6));
  const depth = Math.ceil(Math.log2(1 / least) - 1e-6);
  return Math.min(DEEPEST, Math.max(1, depth));
}

/**
 * In-betweens of a network that only knows the half: halves of halves, each made once and only where something was
 * asked for; at most one picture a halving is held. `made` gets the indexes of the times a picture stands for.
 */
export async function halve<Picture>(
  a: Picture,
  b: Picture,
  times: readonly number[],
  half: (a: Picture, b: Picture) => Promise<Picture>,
  made: (indexes: readonly number[], picture: Picture) => Promise<void>,
): Promise<void> {
  const steps = 2 ** depthFor(times);
  const wanted = new Map<number, number[]>();
  for (const [index, time] of times.entries()) {
    const step = Math.min(steps - 1, Math.max(1, Math.round(time * steps)));
    wanted.set(step, [...(wanted.get(step) ?? []), index]);
  }
  const isWanted = (from: number, to: number) => [...wanted.keys()].some((step) => step > from && step < to);
  const between = async (from: number, to: number, first: Picture, last: Picture): Promise<void> => {
    if (!isWanted(from, to)) {
      return;
    }
    const middle = (from + to) / 2;
    const picture = await half(first, last);
    await between(from, middle, first, picture);
    await made(wanted.get(middle) ?? [], picture);
    await between(middle, to, picture, last);
  };
  await between(0, steps, a, b);
}
