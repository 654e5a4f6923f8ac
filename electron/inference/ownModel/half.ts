/** Numbers as IEEE half floats, rounded to the nearest; beyond 65504 they are infinite. */
export function toHalf(values: Float32Array): Uint16Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const out = new Uint16Array(values.length);
  for (let i = 0; i < out.length; i++) {
    const word = bits[i] ?? 0;
    const sign = (word >>> 16) & 0x8000;
    const size = word & 0x7fffffff;
    // 2^-14, the least normal half; what is smaller counts in steps of 2^-24.
    out[i] =
      sign |
      (size > 0x7f800000
        ? 0x7e00
        : size >= 0x477ff000
          ? 0x7c00
          : size < 0x38800000
            ? Math.round(Math.abs(values[i] ?? 0) * 2 ** 24)
            : (size - 0x38000000 + 0xfff + ((size >>> 13) & 1)) >>> 13);
  }
  return out;
}

/** Half floats as numbers. */
export function fromHalf(halves: Uint16Array): Float32Array {
  const out = new Float32Array(halves.length);
  const bits = new Uint32Array(out.buffer);
  for (let i = 0; i < out.length; i++) {
    const half = halves[i] ?? 0;
    const sign = (half & 0x8000) << 16;
    const size = half & 0x7fff;
    if (size < 0x400) {
      out[i] = (size / 2 ** 24) * (sign === 0 ? 1 : -1);
    } else {
      bits[i] = sign | (size >= 0x7c00 ? 0x7f800000 | ((size & 0x3ff) << 13) : (size << 13) + 0x38000000);
    }
  }
  return out;
}
