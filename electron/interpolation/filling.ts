import type { Flow } from './consistency.ts';

/** Three colour planes under a flow field, width*height each. */
export type Colours = readonly [Float32Array, Float32Array, Float32Array];

const DIRECTIONS = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
  [1, 1],
  [-1, -1],
  [1, -1],
  [-1, 1],
] as const;

/** What a cell of distance costs against a grey value of difference. */
const PER_CELL = 0.25;

/**
 * Gives every cell whose `miss` is 1 or more the motion of the consistent cell that is nearest in colour and place
 * among those met in eight directions: covered ground moves as the ground beside it, not as what covers it.
 */
export function fillFlow(flow: Flow, miss: Float32Array, colours: Colours): Flow {
  const { width, height } = flow;
  const best = new Float32Array(width * height).fill(Infinity);
  const source = new Int32Array(width * height).fill(-1);
  const last = new Int32Array(width * height);
  for (const [dx, dy] of DIRECTIONS) {
    for (let row = 0; row < height; row++) {
      const y = dy >= 0 ? row : height - 1 - row;
      for (let column = 0; column < width; column++) {
        const x = dx >= 0 ? column : width - 1 - column;
        const cell = y * width + x;
        if ((miss[cell] ?? 0) < 1) {
          last[cell] = cell;
          continue;
        }
        const fromX = x - dx;
        const fromY = y - dy;
        const inside = fromX >= 0 && fromY >= 0 && fromX < width && fromY < height;
        const from = inside ? (last[fromY * width + fromX] ?? -1) : -1;
        last[cell] = from;
        if (from < 0) {
          continue;
        }
        const distance = Math.hypot(x - (from % width), y - Math.floor(from / width));
        const cost = distance * PER_CELL + difference(colours, cell, from);
        if (cost < (best[cell] ?? 0)) {
          best[cell] = cost;
          source[cell] = from;
        }
      }
    }
  }
  const vectors = new Float32Array(flow.vectors);
  for (let cell = 0; cell < source.length; cell++) {
    const from = source[cell] ?? -1;
    if (from >= 0) {
      vectors[2 * cell] = flow.vectors[2 * from] ?? 0;
      vectors[2 * cell + 1] = flow.vectors[2 * from + 1] ?? 0;
    }
  }
  return { width, height, vectors };
}

function difference([luma, blue, red]: Colours, a: number, b: number): number {
  return (
    Math.abs((luma[a] ?? 0) - (luma[b] ?? 0)) +
    Math.abs((blue[a] ?? 0) - (blue[b] ?? 0)) +
    Math.abs((red[a] ?? 0) - (red[b] ?? 0))
  );
}
