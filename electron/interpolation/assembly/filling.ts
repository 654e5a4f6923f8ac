import { missWith } from './consistency';
import { ACCORD, discord, isTried, lookAround, nearU, nearV, RING, TRIES, tried, weighRing } from './sharpen';

/** What a cell of distance costs against a grey value of difference. */
const PER_CELL: f32 = 0.25;
/** What it costs a motion that the other picture confirms: then the cell would not be covered there. */
const CONFIRMED: f32 = 30;
/** Motions this near to the chosen one (cells) are averaged with it. */
const AKIN: f32 = 2;

const ways: usize = memory.data<i8>([1, 0, -1, 0, 0, 1, 0, -1, 1, 1, -1, -1, 1, -1, -1, 1]);
/** Per direction: u, v, distance, cost. */
const met: usize = memory.data(8 * 16, 16);

/**
 * Gives every cell whose `miss` is 1 or more a motion from the consistent cells met in eight directions: the one nearest
 * in colour and place that would be hidden in the other picture. Covered ground moves as the ground beside it, not as
 * what covers it. `planes` are the picture's three planes at the flow's size, `back` is the other picture's flow, `out` gets
 * the filled flow, `scratch` holds 8 i32 per cell.
 */
export function fillFlow(
  flow: usize,
  miss: usize,
  back: usize,
  planes: usize,
  stride: i32,
  plane: usize,
  width: i32,
  height: i32,
  out: usize,
  scratch: usize,
): void {
  const area = (<usize>(width * height)) << 2;
  for (let way: i32 = 0; way < 8; ++way) {
    nearestConsistent(miss, width, height, way, scratch + <usize>way * area);
  }
  memory.copy(out, flow, area << 1);
  for (let cell = 0; cell < width * height; ++cell) {
    if (load<f32>(miss + ((<usize>cell) << 2)) < 1) {
      continue;
    }
    const x = cell % width;
    const y = cell / width;
    const pixel = planes + ((<usize>(y * stride + x)) << 2);
    let count = 0;
    let least: f32 = Infinity;
    let chosenU: f32 = 0;
    let chosenV: f32 = 0;
    for (let way: i32 = 0; way < 8; ++way) {
      const from = load<i32>(scratch + <usize>way * area + ((<usize>cell) << 2));
      if (from < 0) {
        continue;
      }
      const u = load<f32>(flow + ((<usize>from) << 3));
      const v = load<f32>(flow + ((<usize>from) << 3), 4);
      const dx = (from % width) - x;
      const dy = from / width - y;
      const distance = <f32>sqrt(<f32>(dx * dx + dy * dy));
      let cost =
        distance * PER_CELL +
        difference(pixel, planes + ((<usize>((from / width) * stride + (from % width))) << 2), plane);
      const toX = <f32>x + u;
      const toY = <f32>y + v;
      if (toX >= 0 && toY >= 0 && toX <= <f32>(width - 1) && toY <= <f32>(height - 1)) {
        cost += missWith(back, width, height, <f32>x, <f32>y, u, v) < 1 ? CONFIRMED : 0;
      }
      const at = met + ((<usize>count) << 4);
      store<f32>(at, u);
      store<f32>(at, v, 4);
      store<f32>(at, distance, 8);
      ++count;
      if (cost < least) {
        least = cost;
        chosenU = u;
        chosenV = v;
      }
    }
    let sumU: f32 = 0;
    let sumV: f32 = 0;
    let sum: f32 = 0;
    for (let i = 0; i < count; ++i) {
      const at = met + ((<usize>i) << 4);
      const u = load<f32>(at);
      const v = load<f32>(at, 4);
      const distance = load<f32>(at, 8);
      if (abs(u - chosenU) + abs(v - chosenV) <= AKIN) {
        const weight: f32 = 1 / (1 + distance * distance);
        sumU += weight * u;
        sumV += weight * v;
        sum += weight;
      }
    }
    if (sum > 0) {
      store<f32>(out + ((<usize>cell) << 3), sumU / sum);
      store<f32>(out + ((<usize>cell) << 3), sumV / sum, 4);
    }
  }
}

// For every cell the consistent cell met first when going against the way, or -1.
function nearestConsistent(miss: usize, width: i32, height: i32, way: i32, last: usize): void {
  const dx = <i32>load<i8>(ways + 2 * way);
  const dy = <i32>load<i8>(ways + 2 * way + 1);
  for (let row = 0; row < height; ++row) {
    const y = dy >= 0 ? row : height - 1 - row;
    for (let column = 0; column < width; ++column) {
      const x = dx >= 0 ? column : width - 1 - column;
      const cell = y * width + x;
      let found = -1;
      if (load<f32>(miss + ((<usize>cell) << 2)) < 1) {
        found = cell;
      } else if (x - dx >= 0 && x - dx < width && y - dy >= 0 && y - dy < height) {
        found = load<i32>(last + ((<usize>(cell - dy * width - dx)) << 2));
      }
      store<i32>(last + ((<usize>cell) << 2), found);
    }
  }
}

function difference(a: usize, b: usize, plane: usize): f32 {
  return (
    abs(load<f32>(a) - load<f32>(b)) +
    abs(load<f32>(a + plane) - load<f32>(b + plane)) +
    abs(load<f32>(a + 2 * plane) - load<f32>(b + 2 * plane))
  );
}

/** Dearer than any discord: a motion that the other picture confirms is taken only where nothing else is offered. */
const REFUSED: f32 = 12;

/**
 * Lets filled cells (miss 1 or more) agree: each takes the motion its neighbours of like colour hold, of those that would hide
 * it in the other picture. Reads `flow`, writes `out`; `reach` widens the ring asked (10 cells for 1).
 */
export function voteFilled(
  flow: usize,
  miss: usize,
  back: usize,
  planes: usize,
  stride: i32,
  plane: usize,
  width: i32,
  height: i32,
  reach: i32,
  out: usize,
): void {
  memory.copy(out, flow, (<usize>(width * height)) << 3);
  for (let cell = 0; cell < width * height; ++cell) {
    if (load<f32>(miss + ((<usize>cell) << 2)) < 1) {
      continue;
    }
    const x = cell % width;
    const y = cell / width;
    const u = load<f32>(flow + ((<usize>cell) << 3));
    const v = load<f32>(flow + ((<usize>cell) << 3), 4);
    if (lookAround(planes, stride, width, height, flow, x, y, u, v, reach) < AKIN) {
      continue;
    }
    const accord: f32 = ACCORD / (weighRing(planes + ((<usize>(y * stride + x)) << 2), plane) + 0.01);
    let best: f32 = Infinity;
    let count = 0;
    for (let i: i32 = -1; i < RING && count < TRIES; ++i) {
      const cu = i < 0 ? u : load<f32>(nearU + ((<usize>i) << 2));
      const cv = i < 0 ? v : load<f32>(nearV + ((<usize>i) << 2));
      if (isTried(cu, cv, count)) {
        continue;
      }
      store<f32>(tried + ((<usize>count) << 3), cu);
      store<f32>(tried + ((<usize>count) << 3), cv, 4);
      ++count;
      let cost = discord(cu, cv) * accord;
      const toX = <f32>x + cu;
      const toY = <f32>y + cv;
      if (cost < best && toX >= 0 && toY >= 0 && toX <= <f32>(width - 1) && toY <= <f32>(height - 1)) {
        cost += missWith(back, width, height, <f32>x, <f32>y, cu, cv) < 1 ? REFUSED : 0;
      }
      if (cost < best) {
        best = cost;
        store<f32>(out + ((<usize>cell) << 3), cu);
        store<f32>(out + ((<usize>cell) << 3), cv, 4);
      }
    }
  }
}
