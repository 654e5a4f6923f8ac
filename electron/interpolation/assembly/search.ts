// Patch inverse search after T. Kroeger, R. Timofte, D. Dai, L. Van Gool: "Fast Optical Flow using Dense Inverse
// Search", ECCV 2016. Differences: three colour planes instead of one, the patch mean is removed only in part
// (MEAN), neighbours' motions are tried as starting points in two sweeps, and a wide search at a coarse level
// offers displacements that no pyramid would find.

const SIDE: i32 = 8;
const STEP: i32 = 4;
/** How much of a patch's mean difference is forgiven: 1 ignores brightness altogether, 0 trusts it. */
const MEAN: f32 = 0.7;
/** Keeps the motion of patches without texture where the coarser level put it. */
const RIDGE: f32 = 120;

const BLOCK: usize = SIDE * SIDE * 4;
const template: usize = memory.data(3 * 8 * 8 * 4, 16);
const gradientX: usize = memory.data(3 * 8 * 8 * 4, 16);
const gradientY: usize = memory.data(3 * 8 * 8 * 4, 16);
const sums: usize = memory.data(3 * 2 * 4, 16);

let hxx: f32 = 0;
let hxy: f32 = 0;
let hyy: f32 = 0;
let pullX: f32 = 0;
let pullY: f32 = 0;

function total(v: v128): f32 {
  return (
    f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3)
  );
}

/** Keeps the patch at `from`, its gradients and its Hessian for the searches that follow. */
function takeTemplate(from: usize, stride: i32, plane: usize): void {
  const row = (<usize>stride) << 2;
  const half = f32x4.splat(0.5);
  hxx = RIDGE;
  hxy = 0;
  hyy = RIDGE;
  for (let c = 0; c < 3; ++c) {
    let xx = f32x4.splat(0);
    let xy = f32x4.splat(0);
    let yy = f32x4.splat(0);
    let sx = f32x4.splat(0);
    let sy = f32x4.splat(0);
    let at: usize = <usize>c * BLOCK;
    for (let y = 0; y < SIDE; ++y) {
      const line = from + <usize>c * plane + <usize>y * row;
      for (let x: usize = 0; x < 32; x += 16) {
        const gx = f32x4.mul(f32x4.sub(v128.load(line + x + 4), v128.load(line + x - 4)), half);
        const gy = f32x4.mul(f32x4.sub(v128.load(line + x + row), v128.load(line + x - row)), half);
        v128.store(template + at, v128.load(line + x));
        v128.store(gradientX + at, gx);
        v128.store(gradientY + at, gy);
        xx = f32x4.add(xx, f32x4.mul(gx, gx));
        xy = f32x4.add(xy, f32x4.mul(gx, gy));
        yy = f32x4.add(yy, f32x4.mul(gy, gy));
        sx = f32x4.add(sx, gx);
        sy = f32x4.add(sy, gy);
        at += 16;
      }
    }
    const tx = total(sx);
    const ty = total(sy);
    store<f32>(sums + ((<usize>c) << 3), tx);
    store<f32>(sums + ((<usize>c) << 3), ty, 4);
    hxx += total(xx) - (MEAN / 64) * tx * tx;
    hxy += total(xy) - (MEAN / 64) * tx * ty;
    hyy += total(yy) - (MEAN / 64) * ty * ty;
  }
}

/**
 * Mean squared difference per pixel between the template and the other picture at (x, y) (the patch's corner),
 * partly mean-free; leaves the right side of the normal equations in pullX and pullY.
 */
function compare(other: usize, stride: i32, plane: usize, x: f32, y: f32, width: i32, height: i32): f32 {
  x = min<f32>(max<f32>(x, -8), <f32>width);
  y = min<f32>(max<f32>(y, -8), <f32>height);
  const left = floor(x);
  const top = floor(y);
  const fx = f32x4.splat(x - left);
  const fy = f32x4.splat(y - top);
  const row = (<usize>stride) << 2;
  const corner = other + ((<isize>(<i32>top * stride + <i32>left)) << 2);
  let cost: f32 = 0;
  pullX = 0;
  pullY = 0;
  for (let c = 0; c < 3; ++c) {
    let line = corner + <usize>c * plane;
    let at = <usize>c * BLOCK;
    let a = v128.load(line);
    let b = v128.load(line, 16);
    let upper0 = f32x4.add(a, f32x4.mul(fx, f32x4.sub(v128.load(line, 4), a)));
    let upper1 = f32x4.add(b, f32x4.mul(fx, f32x4.sub(v128.load(line, 20), b)));
    let squares = f32x4.splat(0);
    let plain = f32x4.splat(0);
    let bx = f32x4.splat(0);
    let by = f32x4.splat(0);
    for (let y = 0; y < SIDE; ++y) {
      line += row;
      a = v128.load(line);
      b = v128.load(line, 16);
      const lower0 = f32x4.add(a, f32x4.mul(fx, f32x4.sub(v128.load(line, 4), a)));
      const lower1 = f32x4.add(b, f32x4.mul(fx, f32x4.sub(v128.load(line, 20), b)));
      const d0 = f32x4.sub(
        f32x4.add(upper0, f32x4.mul(fy, f32x4.sub(lower0, upper0))),
        v128.load(template + at),
      );
      const d1 = f32x4.sub(
        f32x4.add(upper1, f32x4.mul(fy, f32x4.sub(lower1, upper1))),
        v128.load(template + at, 16),
      );
      squares = f32x4.add(squares, f32x4.add(f32x4.mul(d0, d0), f32x4.mul(d1, d1)));
      plain = f32x4.add(plain, f32x4.add(d0, d1));
      bx = f32x4.add(
        bx,
        f32x4.add(f32x4.mul(d0, v128.load(gradientX + at)), f32x4.mul(d1, v128.load(gradientX + at, 16))),
      );
      by = f32x4.add(
        by,
        f32x4.add(f32x4.mul(d0, v128.load(gradientY + at)), f32x4.mul(d1, v128.load(gradientY + at, 16))),
      );
      upper0 = lower0;
      upper1 = lower1;
      at += 32;
    }
    const sum = total(plain);
    cost += total(squares) - (MEAN / 64) * sum * sum;
    pullX += total(bx) - (MEAN / 64) * sum * load<f32>(sums + ((<usize>c) << 3));
    pullY += total(by) - (MEAN / 64) * sum * load<f32>(sums + ((<usize>c) << 3), 4);
  }
  return cost * (1.0 / 64.0);
}

/**
 * One level. Patches of 8x8 every 4 pixels (columns = ceil((width-8)/4)+1, the last ones aligned to the edge) start from
 * `start` (interleaved u, v per patch, pixels of this level) or a neighbour's motion, whichever fits better, and
 * descend for up to `rounds` steps. Writes u, v and the cost per patch: `motions` interleaved, `costs` one float each.
 */
export function searchPatches(
  one: usize,
  other: usize,
  stride: i32,
  plane: usize,
  width: i32,
  height: i32,
  columns: i32,
  rows: i32,
  start: usize,
  motions: usize,
  costs: usize,
  rounds: i32,
  stiffness: f32,
): void {
  memory.copy(motions, start, (<usize>(columns * rows)) << 3);
  for (let sweep = 0; sweep < 2; ++sweep) {
    const ahead = sweep == 0 ? -1 : 1;
    for (let index = 0; index < columns * rows; ++index) {
      const cell = sweep == 0 ? index : columns * rows - 1 - index;
      const column = cell % columns;
      const line = cell / columns;
      const x = <f32>min(column * STEP, width - SIDE);
      const y = <f32>min(line * STEP, height - SIDE);
      takeTemplate(one + ((<usize>(<i32>y * stride + <i32>x)) << 2), stride, plane);
      const own = motions + ((<usize>cell) << 3);
      let u = load<f32>(own);
      let v = load<f32>(own, 4);
      const homeU = load<f32>(start + ((<usize>cell) << 3));
      const homeV = load<f32>(start + ((<usize>cell) << 3), 4);
      let best =
        compare(other, stride, plane, x + u, y + v, width, height) +
        stiffness * stretch(u - homeU, v - homeV);
      const before = best;
      for (let side = 0; side < 2; ++side) {
        const near = side == 0 ? column + ahead : line + ahead;
        if (near < 0 || near >= (side == 0 ? columns : rows)) {
          continue;
        }
        const at = motions + ((<usize>(side == 0 ? cell + ahead : cell + ahead * columns)) << 3);
        const nu = load<f32>(at);
        const nv = load<f32>(at, 4);
        if (abs(nu - u) + abs(nv - v) < 0.05) {
          continue;
        }
        const cost =
          compare(other, stride, plane, x + nu, y + nv, width, height) +
          stiffness * stretch(nu - homeU, nv - homeV);
        if (cost < best) {
          best = cost;
          u = nu;
          v = nv;
        }
      }
      if (sweep == 0 || best < before) {
        const det: f32 = 1 / (hxx * hyy - hxy * hxy);
        const fromU = u;
        const fromV = v;
        let tryU = u;
        let tryV = v;
        for (let round = 0; round < rounds; ++round) {
          const cost =
            compare(other, stride, plane, x + tryU, y + tryV, width, height) +
            stiffness * stretch(tryU - homeU, tryV - homeV);
          if (cost < best) {
            best = cost;
            u = tryU;
            v = tryV;
          } else if (round > 2) {
            break;
          }
          const du = (hyy * pullX - hxy * pullY) * det;
          const dv = (hxx * pullY - hxy * pullX) * det;
          tryU -= du;
          tryV -= dv;
          if (abs(tryU - fromU) > 8 || abs(tryV - fromV) > 8 || abs(du) + abs(dv) < 0.02) {
            break;
          }
        }
      }
      store<f32>(own, u);
      store<f32>(own, v, 4);
      store<f32>(costs + ((<usize>cell) << 2), best);
    }
  }
}

// Distance from where the coarser level put a patch, bounded so that a small fast thing may still leave.
function stretch(u: f32, v: f32): f32 {
  return min<f32>(sqrt(u * u + v * v), 4);
}

/**
 * Tries every whole displacement within reachX, reachY at a coarse level and replaces a patch's start where one fits
 * clearly better than what the pyramid offers (small things that move far). O(patches * reach area).
 */
export function searchWide(
  one: usize,
  other: usize,
  stride: i32,
  plane: usize,
  width: i32,
  height: i32,
  columns: i32,
  rows: i32,
  start: usize,
  reachX: i32,
  reachY: i32,
  stiffness: f32,
): void {
  for (let cell = 0; cell < columns * rows; ++cell) {
    const x = min((cell % columns) * STEP, width - SIDE);
    const y = min((cell / columns) * STEP, height - SIDE);
    takeTemplate(one + ((<usize>(y * stride + x)) << 2), stride, plane);
    const own = start + ((<usize>cell) << 3);
    const u = load<f32>(own);
    const v = load<f32>(own, 4);
    const home = compare(other, stride, plane, <f32>x + u, <f32>y + v, width, height);
    let best = home * 0.7 - stiffness;
    let bestU = u;
    let bestV = v;
    for (let dy = max(-reachY, -y - 2); dy <= min(reachY, height - SIDE - y + 2); ++dy) {
      for (let dx = max(-reachX, -x - 2); dx <= min(reachX, width - SIDE - x + 2); ++dx) {
        const cost =
          compareWhole(other + ((<isize>((y + dy) * stride + x + dx)) << 2), stride, plane, best * 64) +
          0.02 * stiffness * sqrt(<f32>(dx * dx + dy * dy));
        if (cost < best) {
          best = cost;
          bestU = <f32>dx;
          bestV = <f32>dy;
        }
      }
    }
    store<f32>(own, bestU);
    store<f32>(own, bestV, 4);
  }
}

/** As compare, at a whole position and without gradients; gives up once luma alone exceeds `limit` (a sum, not a mean). */
function compareWhole(corner: usize, stride: i32, plane: usize, limit: f32): f32 {
  const row = (<usize>stride) << 2;
  let cost: f32 = 0;
  for (let c = 0; c < 3; ++c) {
    let line = corner + <usize>c * plane;
    let at = <usize>c * BLOCK;
    let squares = f32x4.splat(0);
    let plain = f32x4.splat(0);
    for (let y = 0; y < SIDE; ++y) {
      const d0 = f32x4.sub(v128.load(line), v128.load(template + at));
      const d1 = f32x4.sub(v128.load(line, 16), v128.load(template + at, 16));
      squares = f32x4.add(squares, f32x4.add(f32x4.mul(d0, d0), f32x4.mul(d1, d1)));
      plain = f32x4.add(plain, f32x4.add(d0, d1));
      line += row;
      at += 32;
    }
    const sum = total(plain);
    cost += total(squares) - (MEAN / 64) * sum * sum;
    if (cost > limit) {
      break;
    }
  }
  return cost * (1.0 / 64.0);
}
