export type Turns = <T>(work: () => Promise<T>) => Promise<T>;

/** One at a time, in the order asked: a save never meets the autosave before it half way. */
export function createTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work, work);
    last = turn.catch(() => undefined);
    return turn;
  };
}
