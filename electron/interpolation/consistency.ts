/** Interleaved u, v per cell, width*height*2. */
export interface Flow {
  readonly width: number;
  readonly height: number;
  readonly vectors: Float32Array;
}

/** Bilinear read, clamped to the edge. */
export function flowAt({ width, height, vectors }: Flow, x: number, y: number): readonly [number, number] {
  const cx = Math.min(Math.max(x, 0), width - 1);
  const cy = Math.min(Math.max(y, 0), height - 1);
  const left = Math.min(Math.floor(cx), width - 2);
  const top = Math.min(Math.floor(cy), height - 2);
  const fx = cx - left;
  const fy = cy - top;
  const at = 2 * (top * width + left);
  const below = at + 2 * width;
  const mix = (offset: number): number => {
    const a = (vectors[at + offset] ?? 0) * (1 - fx) + (vectors[at + offset + 2] ?? 0) * fx;
    const b = (vectors[below + offset] ?? 0) * (1 - fx) + (vectors[below + offset + 2] ?? 0) * fx;
    return a * (1 - fy) + b * fy;
  };
  return [mix(0), mix(1)];
}

/**
 * The forward-backward miss |F + G(x + F)| per cell, as a multiple of what is allowed (1 + 0.05|F| cells of a field
 * 320 wide): under 1 is consistent. Motion out of the picture cannot be tested and counts as a miss of 4.
 */
export function missOf(flow: Flow, back: Flow): Float32Array {
  const { width, height, vectors } = flow;
  const miss = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const cell = y * width + x;
      const u = vectors[2 * cell] ?? 0;
      const v = vectors[2 * cell + 1] ?? 0;
      const toX = x + u;
      const toY = y + v;
      if (toX < -1 || toY < -1 || toX > width || toY > height) {
        miss[cell] = 4;
        continue;
      }
      const [backU, backV] = flowAt(back, toX, toY);
      miss[cell] = Math.hypot(u + backU, v + backV) / (1 + 0.05 * Math.hypot(u, v));
    }
  }
  return miss;
}

/** The share of cells under a miss of 1. */
export function shareConsistent(miss: Float32Array): number {
  let count = 0;
  for (const value of miss) {
    count += value < 1 ? 1 : 0;
  }
  return count / miss.length;
}
