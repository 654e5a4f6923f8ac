/** A copy that other threads can read as well. */
export function sharedBytes(bytes: Uint8Array | Uint8ClampedArray): Uint8ClampedArray {
  const copy = new Uint8ClampedArray(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}

/** A copy that other threads can read as well, or that many zeros. */
export function sharedFloats(values: Float32Array | number): Float32Array {
  const many = typeof values === 'number' ? values : values.length;
  const copy = new Float32Array(new SharedArrayBuffer(many * 4));
  if (typeof values !== 'number') {
    copy.set(values);
  }
  return copy;
}
