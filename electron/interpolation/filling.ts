import { flowAt, type Flow } from './consistency.ts';

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
/** What it costs a motion that the other picture confirms: then the cell would not be covered there. */
const CONFIRMED = 30;
/** Motions this near to the chosen one (cells) are averaged with it. */
const AKIN = 2;

/**
 * Gives every cell whose `miss` is 1 or more a motion from the consistent cells met in eight directions: the one nearest in
 * colour and place that would be hidden in the other picture. Covered ground moves as the ground beside it, not as
 * what covers it. `back` is the flow of the other picture.
 */
export function fillFlow(flow: Flow, miss: Float32Array, back: Flow, colours: Colours): Flow {
  const { width, height } = flow;
  const sources = DIRECTIONS.map(([dx, dy]) => nearestConsistent(miss, width, height, dx, dy));
  const vectors = new Float32Array(flow.vectors);
  for (let cell = 0; cell < miss.length; cell++) {
    if ((miss[cell] ?? 0) < 1) {
      continue;
    }
    const x = cell % width;
    const y = Math.floor(cell / width);
    const met = sources.flatMap((source) => {
      const from = source[cell] ?? -1;
      if (from < 0) {
        return [];
      }
      const u = flow.vectors[2 * from] ?? 0;
      const v = flow.vectors[2 * from + 1] ?? 0;
      const distance = Math.hypot(x - (from % width), y - Math.floor(from / width));
      const hidden = isInside(x + u, y + v, flow) && isConfirmed(back, x, y, u, v) ? CONFIRMED : 0;
      return [{ u, v, distance, cost: distance * PER_CELL + difference(colours, cell, from) + hidden }];
    });
    const [first, ...others] = met;
    if (first === undefined) {
      continue;
    }
    const chosen = others.reduce((best, one) => (one.cost < best.cost ? one : best), first);
    let [sumU, sumV, sum] = [0, 0, 0];
    for (const { u, v, distance } of met) {
      if (Math.abs(u - chosen.u) + Math.abs(v - chosen.v) <= AKIN) {
        const weight = 1 / (1 + distance * distance);
        sumU += weight * u;
        sumV += weight * v;
        sum += weight;
      }
    }
    vectors[2 * cell] = sumU / sum;
    vectors[2 * cell + 1] = sumV / sum;
  }
  return { width, height, vectors };
}

/** For every cell the consistent cell met first when going against (dx, dy), or -1. */
function nearestConsistent(
  miss: Float32Array,
  width: number,
  height: number,
  dx: number,
  dy: number,
): Int32Array {
  const last = new Int32Array(width * height);
  for (let row = 0; row < height; row++) {
    const y = dy >= 0 ? row : height - 1 - row;
    for (let column = 0; column < width; column++) {
      const x = dx >= 0 ? column : width - 1 - column;
      const cell = y * width + x;
      const inside = isInside(x - dx, y - dy, { width, height });
      last[cell] = (miss[cell] ?? 0) < 1 ? cell : inside ? (last[cell - dy * width - dx] ?? -1) : -1;
    }
  }
  return last;
}

function isInside(x: number, y: number, { width, height }: Pick<Flow, 'width' | 'height'>): boolean {
  return x >= 0 && y >= 0 && x <= width - 1 && y <= height - 1;
}

function isConfirmed(back: Flow, x: number, y: number, u: number, v: number): boolean {
  const [backU, backV] = flowAt(back, x + u, y + v);
  return Math.hypot(u + backU, v + backV) < 1 + 0.05 * Math.hypot(u, v);
}

function difference([luma, blue, red]: Colours, a: number, b: number): number {
  return (
    Math.abs((luma[a] ?? 0) - (luma[b] ?? 0)) +
    Math.abs((blue[a] ?? 0) - (blue[b] ?? 0)) +
    Math.abs((red[a] ?? 0) - (red[b] ?? 0))
  );
}
