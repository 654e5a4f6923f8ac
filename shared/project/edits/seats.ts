/**
 * Frames that are taken. `take(wanted)` answers the first free frame from `wanted` on (never below 0) and takes it.
 * Runs of taken frames are remembered with path compression, so thousands that want one frame stay linear.
 */
export function createSeats(taken: Iterable<number>): { readonly take: (wanted: number) => number } {
  const next = new Map<number, number>();
  for (const frame of taken) {
    next.set(frame, frame + 1);
  }
  const freeFrom = (wanted: number): number => {
    let free = wanted;
    for (let step = next.get(free); step !== undefined; step = next.get(free)) {
      free = step;
    }
    for (let at = wanted; at < free;) {
      const step = next.get(at) ?? free;
      next.set(at, free);
      at = step;
    }
    return free;
  };
  return {
    take: (wanted) => {
      const frame = freeFrom(Math.max(0, Math.round(wanted)));
      next.set(frame, frame + 1);
      return frame;
    },
  };
}
