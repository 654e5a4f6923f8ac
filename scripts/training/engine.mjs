// The embedded engine opened in the middle of a frame: what it means to blend, before it blends.
import { build } from 'esbuild';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildKernels } from '../buildKernels.mjs';

const root = path.resolve(import.meta.dirname, '..', '..');

/**
 * Channels the network reads of each cell: u, v (picture 0 to 1, cells), share of picture 1, share of plain crossfade, t, then
 * both pictures along the motion and in place (luma and two colour differences each, in 64 grey values).
 */
export const CHANNELS = 17;

async function engineParts() {
  const outfile = path.join(root, 'node_modules', '.cache', 'training', 'engine.mjs');
  const contents = `export { loadKernels } from './electron/interpolation/kernels.ts';
    export { drawAt, loadMotion, loadPictures } from './electron/interpolation/drawing.ts';
    export { relate } from './electron/interpolation/pair.ts';`;
  const stdin = { contents, resolveDir: root, loader: 'ts' };
  await build({ stdin, outfile, bundle: true, platform: 'node', format: 'esm', logLevel: 'error' });
  return import(pathToFileURL(outfile).href);
}

/** (a, b, width, height: rgba pictures of one size) to the motion between them, or null where nothing is moved. */
export async function openEngine() {
  const { loadKernels, drawAt, loadMotion, loadPictures, relate } = await engineParts();
  const arena = await loadKernels(readFileSync(await buildKernels()));
  return (a, b, width, height) => {
    const size = { width, height };
    arena.reset();
    const before = loadPictures(arena, { size, a, b });
    const relatedness = relate(arena, before.one, before.other, size);
    arena.reset();
    const pictures = loadPictures(arena, { size, a, b });
    const motion = loadMotion(arena, relatedness);
    const frame = () => new Uint8ClampedArray(arena.bytes(pictures.out, a.length));
    if (motion === null) {
      return { grid: null, at: (t) => (drawAt(arena, size, pictures, null, t), frame()) };
    }
    const grid = { width: motion.width, height: motion.height };
    const [forth, back] = relatedness.motion;
    const cellsAt = () => arena.floats(motion.cells, grid.width * grid.height * 4);
    return {
      grid,
      /** The frame as the engine makes it. */
      at: (t) => (drawAt(arena, size, pictures, motion, t), frame()),
      /** What the network reads of the frame drawn last: CHANNELS planes. */
      reading: (t) => readingOf(cellsAt(), forth.colours, back.colours, grid, t),
      /** The frame drawn last, from cells changed by what the network said (4 planes). */
      refined(t, said) {
        refine(cellsAt(), said);
        const { one, other, opaque, out } = pictures;
        const { cells, line } = motion;
        arena.kernels.warpBlend(
          one,
          other,
          width,
          height,
          opaque,
          cells,
          grid.width,
          grid.height,
          t,
          out,
          line,
        );
        return frame();
      },
    };
  };
}

const GREYS = 1 / 64;

function readingOf(cells, colours0, colours1, { width, height }, t) {
  const count = width * height;
  const out = new Float32Array(CHANNELS * count);
  for (let y = 0, cell = 0; y < height; y++) {
    for (let x = 0; x < width; x++, cell++) {
      const [u, v] = [cells[cell * 4], cells[cell * 4 + 1]];
      for (let k = 0; k < 4; k++) {
        out[k * count + cell] = cells[cell * 4 + k];
      }
      out[4 * count + cell] = t;
      sample(colours0, width, height, x - t * u, y - t * v, out, 5 * count + cell, count);
      sample(colours1, width, height, x + (1 - t) * u, y + (1 - t) * v, out, 8 * count + cell, count);
      for (let c = 0; c < 3; c++) {
        out[(11 + c) * count + cell] = colours0[cell * 4 + c] * GREYS;
        out[(14 + c) * count + cell] = colours1[cell * 4 + c] * GREYS;
      }
    }
  }
  return out;
}

function sample(colours, width, height, x, y, out, at, plane) {
  const left = Math.min(Math.max(x, 0), width - 1.001);
  const top = Math.min(Math.max(y, 0), height - 1.001);
  const [cx, cy] = [left | 0, top | 0];
  const [fx, fy] = [left - cx, top - cy];
  const from = (cy * width + cx) * 4;
  const below = from + width * 4;
  for (let c = 0; c < 3; c++) {
    const upper = colours[from + c] + fx * (colours[from + 4 + c] - colours[from + c]);
    const lower = colours[below + c] + fx * (colours[below + 4 + c] - colours[below + c]);
    out[at + c * plane] = (upper + fy * (lower - upper)) * GREYS;
  }
}

const logit = (share) => Math.log(share / (1 - share));
const kept = (share) => Math.min(0.99, Math.max(0.01, share));

/** Adds what the network said: motion in cells, both shares as logits. */
function refine(cells, said) {
  const count = said.length / 4;
  for (let cell = 0; cell < count; cell++) {
    cells[cell * 4] += said[cell];
    cells[cell * 4 + 1] += said[count + cell];
    for (let k = 2; k < 4; k++) {
      cells[cell * 4 + k] = 1 / (1 + Math.exp(-logit(kept(cells[cell * 4 + k])) - said[k * count + cell]));
    }
  }
}
