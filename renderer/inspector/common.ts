/** The value all share, or null where they differ. */
export function common<T, V>(things: readonly T[], read: (thing: T) => V): V | null {
  const [first, ...rest] = things;
  if (first === undefined) {
    return null;
  }
  const value = read(first);
  return rest.every((thing) => read(thing) === value) ? value : null;
}
