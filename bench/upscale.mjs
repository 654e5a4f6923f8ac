// Upscaling 300 frames of 320x180 to 640x360 with 0, 40 and 70 % repeats, in one run: the limit (the network alone, once for
// each distinct picture), ours from nothing to the proved film (without and with results kept on disk), and the sequential way
// of scripts: every frame as PNG, hashed, upscaled, PNG, encoded. "coding" is ffmpeg alone reading the film and encoding it in
// its new size, which the same cores have to do as well; "hashing" is the share of our time that telling repeats by their bytes
// takes. About 7 minutes on two cores; --size 640x360, which people have, about 20, one of its shares with --brief (without the
// sequential way and the run that keeps) about 2. Smaller pictures make the second a run takes to start and to prove its film
// count for more.
// node bench/upscale.mjs [--size 320x180] [--frames 300] [--shares 0,40,70] [--brief]
// node bench/upscale.mjs --memory [--frames 5000]: 720p to 1440p with a quick network, each picture a hundred times
import { execFileSync, spawnSync } from 'node:child_process';
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import ort from 'onnxruntime-node';
import sharp from 'sharp';
import { buildUpscaler } from '../scripts/buildUpscaler.mjs';
import { tinyUpscaler } from '../scripts/tinyUpscaler.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({
  options: {
    size: { type: 'string', default: '320x180' },
    frames: { type: 'string', default: '300' },
    shares: { type: 'string', default: '0,40,70' },
    brief: { type: 'boolean', default: false },
    memory: { type: 'boolean', default: false },
  },
});
const [width, height] = values.size.split('x').map(Number);
const count = Number(values.frames);

const work = await mkdtemp(path.join(tmpdir(), 'entracte-bench-upscale-'));
const at = (name) => path.join(work, name);
// Beside node_modules, so that packages are found.
const built = path.join(root, 'node_modules', '.cache', 'bench-upscale');
await build({
  stdin: {
    contents: `
      export { openUpscaling } from './electron/services/upscale.ts';
      export { InferenceHost } from './electron/inference/host.ts';
      export { forkedChild } from './electron/inference/forkedChild.ts';
      export { Children } from './electron/media/children.ts';
      export { Ffmpeg } from './electron/media/ffmpeg.ts';
      export { ffmpegPlaces } from './electron/media/ffmpegPlaces.ts';
      export { findFfmpeg } from './electron/media/findFfmpeg.ts';
      export { h264 } from './electron/media/presets.ts';
      export { createHasher } from './electron/upscale/duplicates.ts';`,
    resolveDir: root,
  },
  outfile: path.join(built, 'program.mjs'),
  ...{ bundle: true, platform: 'node', target: 'node20', format: 'esm', packages: 'external' },
});
await build({
  entryPoints: [path.join(root, 'electron/inference/worker.ts')],
  outfile: path.join(built, 'inference.mjs'),
  ...{ bundle: true, platform: 'node', target: 'node20', format: 'esm', packages: 'external' },
});
const program = await import(pathToFileURL(path.join(built, 'program.mjs')).href);
const models = path.dirname(await buildUpscaler(at('models')));
const found = await program.findFfmpeg(
  program.ffmpegPlaces({
    setting: process.env.FFMPEG_PATH ?? null,
    resources: null,
    path: process.env.PATH ?? '',
  }),
);
const ffmpeg = new program.Ffmpeg(found, new program.Children());
const run = (...args) => execFileSync(found.path, ['-v', 'error', '-y', ...args], { maxBuffer: 2 ** 31 - 1 });
const seconds = (from) => (performance.now() - from) / 1000;

/** A film of `count` frames, `share` per cent of which repeat the one before; and its distinct pictures as rgba. */
function film(share) {
  const file = at(`in-${share}.mkv`);
  const distinct = Math.round((count * (100 - share)) / 100);
  const moving = run(
    ...['-f', 'lavfi', '-i', `testsrc2=s=${width}x${height}:r=25`, '-frames:v', String(distinct)],
    ...['-f', 'rawvideo', '-pix_fmt', 'rgba', '-'],
  );
  const bytes = width * height * 4;
  const pictures = Array.from({ length: distinct }, (_, i) => moving.subarray(i * bytes, (i + 1) * bytes));
  const frames = Array.from({ length: count }, (_, i) => pictures[Math.floor((i * distinct) / count)]);
  spawnSync(
    found.path,
    [
      ...[
        '-v',
        'error',
        '-y',
        '-f',
        'rawvideo',
        '-pix_fmt',
        'rgba',
        '-s',
        `${width}x${height}`,
        '-r',
        '25',
        '-i',
        '-',
      ],
      ...['-c:v', 'libx264rgb', '-qp', '0', '-preset', 'veryfast', file],
    ],
    { input: Buffer.concat(frames), stdio: ['pipe', 'ignore', 'inherit'] },
  );
  return { file, pictures };
}

async function opened(folder) {
  const script = path.join(built, 'inference.mjs');
  const children = [1, 2].map(() => new program.InferenceHost({ script, spawn: program.forkedChild }));
  const upscaling = await program.openUpscaling({
    ...{ ffmpeg: () => Promise.resolve(ffmpeg), children, models, ownModels: at('models') },
    ...{ folder: at(folder), memory: at('memory.json') },
  });
  return { children, upscaling };
}

const never = new AbortController().signal;

/** Ours from nothing: children, network and all. `keep`: results are written to the cache as well. */
async function ours(file, keep, onProgress = () => undefined, model = 'esrgan-slim-2x') {
  const folder = `store-${String(Math.random()).slice(2)}`;
  const { children, upscaling } = await opened(folder);
  try {
    const began = performance.now();
    const video = program.h264(18, 'veryfast');
    const asked = { file, output: at('ours.mp4'), scale: 2, model, duplicates: 'exact', keep, video };
    const report = await upscaling.film(asked, never, onProgress);
    return { seconds: seconds(began), report };
  } finally {
    await Promise.all(children.map((child) => child.close()));
    await rm(at(folder), { recursive: true, force: true });
  }
}

const bytesOf = await readFile(path.join(models, 'esrgan-slim-2x.onnx'));
// As the program opens it (electron/inference/sessions.ts).
const session = await ort.InferenceSession.create(bytesOf, {
  executionProviders: ['cpu'],
  extra: { session: { intra_op: { allow_spinning: '0' } } },
});
const infer = async (data) => {
  const input = new ort.Tensor('uint8', data, [1, height, width, 4]);
  return (await session.run({ picture: input })).large.data;
};

/** The limit: the network alone with all cores on what is distinct, nothing read and nothing written. */
async function limit(pictures) {
  const began = performance.now();
  for (const picture of pictures) {
    await infer(picture);
  }
  return seconds(began);
}

/** As ours is encoded. */
const encoded = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '18', '-pix_fmt', 'yuv420p'];

/** The way of today, as a script: every frame to PNG, each hashed, read and upscaled by the same network, PNG again, then encoded. */
async function sequential(file) {
  await mkdir(at('png'), { recursive: true });
  await mkdir(at('large'), { recursive: true });
  const began = performance.now();
  run('-i', file, at('png/%05d.png'));
  for (const name of (await readdir(at('png'))).sort()) {
    const png = await readFile(at(`png/${name}`));
    createHash('md5').update(png).digest('hex');
    const small = await sharp(png).ensureAlpha().raw().toBuffer();
    const large = await infer(small);
    await sharp(Buffer.from(large), { raw: { width: width * 2, height: height * 2, channels: 4 } })
      .removeAlpha()
      .png()
      .toFile(at(`large/${name}`));
  }
  run('-framerate', '25', '-i', at('large/%05d.png'), ...encoded, at('seq.mp4'));
  const took = seconds(began);
  await rm(at('png'), { recursive: true });
  await rm(at('large'), { recursive: true });
  return took;
}

/** ffmpeg alone: the film read and encoded in its new size, with nothing computed. */
function coding(file) {
  const began = performance.now();
  run('-i', file, '-vf', 'scale=2*iw:2*ih:flags=bilinear', ...encoded, at('coded.mp4'));
  return seconds(began);
}

async function compare() {
  console.log(`${count} frames of ${width}x${height} to twice the size, seconds`);
  console.log('repeats   limit  coding   ours  x limit  kept on disk  sequential  saved  hashing');
  for (const share of values.shares.split(',').map(Number)) {
    const { file, pictures } = film(share);
    await infer(pictures[0]);
    const before = await limit(pictures);
    const plain = await ours(file, false);
    const between = await limit(pictures);
    const kept = values.brief ? null : await ours(file, true);
    const after = kept === null ? between : await limit(pictures);
    const slow = values.brief ? null : await sequential(file);
    // The network's own time drifts by what else the machine does: that around our run is ours.
    const least = (before + between) / 2;
    const hashing = (100 * (await telling(pictures))) / plain.seconds;
    const keptBy =
      kept === null
        ? '-'
        : `${kept.seconds.toFixed(2)} (${(kept.seconds / ((between + after) / 2)).toFixed(3)})`;
    const saved = slow === null ? '-' : `${(100 * (1 - plain.seconds / slow)).toFixed(0)} %`;
    console.log(
      [
        ...[
          `${String(share)} %`.padStart(7),
          least.toFixed(2).padStart(7),
          coding(file).toFixed(2).padStart(7),
          plain.seconds.toFixed(2).padStart(6),
        ],
        ...[(plain.seconds / least).toFixed(3).padStart(8), keptBy.padStart(13)],
        ...[(slow?.toFixed(2) ?? '-').padStart(11), saved.padStart(6), `${hashing.toFixed(2)} %`.padStart(8)],
      ].join(' '),
    );
  }
}

/** Seconds to tell all frames by their bytes as the program does: compared with the one before, hashed where they differ. */
async function telling(pictures) {
  const hashOf = await program.createHasher();
  const frames = Array.from({ length: count }, (_, i) => {
    const picture = pictures[Math.floor((i * pictures.length) / count)];
    // Equal bytes in other places, as a decoder gives them.
    return i % 2 === 0 ? picture : Buffer.from(picture);
  });
  const began = performance.now();
  frames.forEach((data, i) => {
    if (i === 0 || Buffer.compare(frames[i - 1], data) !== 0) {
      hashOf({ width, height, data });
    }
  });
  return seconds(began);
}

/** 5,000 frames of 720p to 1440p with a network that costs nothing: what this process holds at most. */
async function memory() {
  const source = [
    '-f',
    'lavfi',
    '-i',
    'testsrc2=s=1280x720:r=1/4',
    '-vf',
    'fps=25',
    '-frames:v',
    String(count),
  ];
  run(
    ...source,
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-qp',
    '0',
    '-pix_fmt',
    'yuv420p',
    at('long.mp4'),
  );
  await writeFile(at('models/tiny.onnx'), tinyUpscaler());
  const manifest = {
    version: 1,
    name: 'tiny',
    file: 'tiny.onnx',
    scale: 2,
    layout: 'rgba',
    range: 255,
    margin: 0,
    bytesPerPixel: 200,
  };
  await writeFile(at('models/tiny.json'), JSON.stringify(manifest));
  let most = 0;
  const marks = [];
  const { seconds: took, report } = await ours(
    at('long.mp4'),
    false,
    (phase, done) => {
      most = Math.max(most, process.memoryUsage().rss);
      if (phase === 'upscale' && done % Math.ceil(count / 10) === 0) {
        marks.push(Math.round(process.memoryUsage().rss / 1e6));
        process.stderr.write(`${String(done)} frames: ${String(marks.at(-1))} MB\n`);
      }
    },
    'tiny',
  );
  console.log(
    `${report.frames} frames, ${report.distinct} distinct, in ${took.toFixed(0)} s, ${report.wrong} wrong; at most ${(most / 1e6).toFixed(0)} MB; along the way: ${marks.join(', ')}`,
  );
}

try {
  await (values.memory ? memory() : compare());
} finally {
  await session.release();
  await rm(work, { recursive: true, force: true });
}
