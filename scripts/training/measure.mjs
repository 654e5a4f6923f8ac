// node measure.mjs REFINER.onnx [--clips=bikes,bunny] [--some]: the engine alone and with the refiner, on the clips of
// bench:draft (FFMPEG_PATH, or ffmpeg on the path). PSNR (dB) and SSIM at gaps 2, 4, 8 and 16, clip by clip and their mean,
// and what the network takes of a frame. --some: two pairs of a window and two frames of each, where the bench has four.
import os from 'node:os';
import path from 'node:path';
import * as runtime from 'onnxruntime-node';
import { clips, SPAN, windowsOf } from '../../bench/draftClips.mjs';
import { decibel, squaredError, ssim } from '../../bench/draftMeasure.mjs';
import { CHANNELS, openEngine } from './engine.mjs';

const [model, ...words] = process.argv.slice(2);
const only = words.find((word) => word.startsWith('--clips='))?.slice('--clips='.length);
const MOST = words.includes('--some') ? 2 : 4;
const cache =
  process.env['ENTRACTE_BENCH_CACHE'] ??
  path.join(process.env['XDG_CACHE_HOME'] ?? path.join(os.homedir(), '.cache'), 'entracte-bench', 'draft');
const ffmpeg = process.env['FFMPEG_PATH'] ?? 'ffmpeg';
const between = await openEngine();
const session = await runtime.InferenceSession.create(model, { intraOpNumThreads: 1 });
const GAPS = [2, 4, 8, 16];
const MULTIPLE = 8;

/** Planes widened to multiples of what the network halves, by repeating the last cells. */
function widened(planes, { width, height }) {
  const wide = Math.ceil(width / MULTIPLE) * MULTIPLE;
  const high = Math.ceil(height / MULTIPLE) * MULTIPLE;
  const out = new Float32Array(CHANNELS * wide * high);
  for (let row = 0; row < CHANNELS * high; row++) {
    const y = Math.min(height - 1, row % high);
    const from = (Math.floor(row / high) * height + y) * width;
    out.set(planes.subarray(from, from + width), row * wide);
    out.fill(planes[from + width - 1], row * wide + width, (row + 1) * wide);
  }
  return new runtime.Tensor('float32', out, [1, CHANNELS, high, wide]);
}

function cropped({ data, dims }, { width, height }) {
  const [, channels, high, wide] = dims;
  const out = new Float32Array(channels * width * height);
  for (let row = 0; row < channels * height; row++) {
    const from = (Math.floor(row / height) * high + (row % height)) * wide;
    out.set(data.subarray(from, from + width), row * width);
  }
  return out;
}

function rgba(rgb) {
  const out = new Uint8ClampedArray((rgb.length / 3) * 4).fill(255);
  for (let i = 0, o = 0; i < rgb.length; i += 3, o += 4) {
    out.set(rgb.subarray(i, i + 3), o);
  }
  return out;
}
const withoutAlpha = (pixels) => pixels.filter((_, i) => i % 4 !== 3);
const some = (values, most) =>
  values.length <= most
    ? values
    : Array.from({ length: most }, (_, i) => values[Math.round(((i + 0.5) * values.length) / most - 0.5)]);

const spent = { reading: 0, network: 0, count: 0 };

async function refinedAt(pair, t) {
  const begun = performance.now();
  const reading = widened(pair.reading(t), pair.grid);
  const read = performance.now();
  const { said } = await session.run({ cells: reading });
  spent.reading += read - begun;
  spent.network += performance.now() - read;
  spent.count++;
  return pair.refined(t, cropped(said, pair.grid));
}

/** clip -> per gap { plain, refined } of { error, similar, count } */
async function measure(clip) {
  const sums = GAPS.map(() => [0, 1].map(() => ({ error: 0, similar: 0, count: 0 })));
  for (const { width, height, pixels } of windowsOf(clip, { cache, python: 'python3', ffmpeg })) {
    const frameOf = (index) => pixels.subarray(index * width * height * 3, (index + 1) * width * height * 3);
    for (const [g, gap] of GAPS.entries()) {
      const firsts = some(
        Array.from({ length: (SPAN - 1) / gap }, (_, i) => i * gap),
        MOST,
      );
      for (const first of firsts) {
        const pair = between(rgba(frameOf(first)), rgba(frameOf(first + gap)), width, height);
        for (const k of some(
          Array.from({ length: gap - 1 }, (_, i) => i + 1),
          MOST,
        )) {
          const truth = frameOf(first + k);
          const plain = pair.at(k / gap);
          const refined = pair.grid === null ? plain : await refinedAt(pair, k / gap);
          for (const [i, frame] of [plain, refined].entries()) {
            const made = withoutAlpha(frame);
            sums[g][i].error += squaredError(made, truth);
            sums[g][i].similar += ssim(made, truth, width, height);
            sums[g][i].count++;
          }
        }
      }
    }
  }
  return sums;
}

const all = new Map();
for (const clip of clips.filter(({ name }) => only === undefined || only.split(',').includes(name))) {
  const sums = await measure(clip);
  all.set(clip.name, sums);
  const ahead = sums.map(([plain, refined]) => {
    const [before, after] = [plain, refined].map(({ error, count }) => decibel(error / count));
    return `${before.toFixed(2)} ${after >= before ? '+' : ''}${(after - before).toFixed(3)}`;
  });
  console.log(`${clip.name.padEnd(10)} ${ahead.join('   ')}`);
}
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
for (const [g, gap] of GAPS.entries()) {
  const [plain, refined] = [0, 1].map((i) => {
    const rows = [...all.values()].map((sums) => sums[g][i]);
    return [
      mean(rows.map(({ error, count }) => decibel(error / count))),
      mean(rows.map(({ similar, count }) => similar / count)),
    ];
  });
  console.log(
    `gap ${String(gap).padEnd(3)} engine ${plain[0].toFixed(3)} dB ${plain[1].toFixed(4)}   refined ${refined[0].toFixed(3)} dB ${refined[1].toFixed(4)}   ${(refined[0] - plain[0]).toFixed(3)} dB`,
  );
}
console.log(
  `a frame: ${(spent.reading / spent.count).toFixed(1)} ms to read, ${(spent.network / spent.count).toFixed(1)} ms network (one thread)`,
);
