/**
 * The same function, working each immutable object out once for as long as it lives. A memory and no state: the
 * answer never differs from working it out again.
 */
export function remembered<K extends object, V>(work: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, { readonly value: V }>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) {
      return found.value;
    }
    const value = work(key);
    known.set(key, { value });
    return value;
  };
}
