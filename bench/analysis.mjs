// Frame analysis against its limit (ffmpeg decoding to nothing), and its memory over a long video.
// npm run bench:analysis -- [--seconds 20] [--runs 3] [--rates 4.5,6,16]   1080p30 H.264; goal: 150 a second, two cores
// npm run bench:analysis -- --memory [--minutes 60] [--hd]                640x360, or 1080p; goal: flat
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildKernels } from '../scripts/buildKernels.mjs';
import { clips, fileOf } from './draftClips.mjs';

const { values: asked } = parseArgs({
  options: {
    seconds: { type: 'string', default: '20' },
    rates: { type: 'string' },
    hd: { type: 'boolean', default: false },
    runs: { type: 'string', default: '3' },
    memory: { type: 'boolean', default: false },
    minutes: { type: 'string', default: '60' },
  },
});
const root = path.resolve(import.meta.dirname, '..');
const program = path.join(root, 'node_modules', '.cache', 'entracte-bench', 'analysis.mjs');
const kept = path.join(root, 'node_modules', '.cache', 'entracte-bench', 'analysis-clips');
const realClips = path.join(os.homedir(), '.cache', 'entracte-bench', 'draft');
const kernels = await buildKernels({ room: 'analysis' });
const dir = mkdtempSync(path.join(os.tmpdir(), 'entracte-analysis-bench-'));
const at = (name) => path.join(dir, name);
await build({
  stdin: {
    contents: `
      import { readFileSync } from 'node:fs';
      import { analyseVideo } from './electron/analysis/analyseVideo.ts';
      import { openEye } from './electron/analysis/look.ts';
      import { testFfmpeg } from './electron/export/testing/films.ts';
      const { ffmpeg } = await testFfmpeg();
      const [what, kernels, file, frames] = process.argv.slice(2);
      // Resident bytes of our children, where the system tells of them in files.
      const children = () => {
        try {
          const pids = readFileSync('/proc/self/task/' + process.pid + '/children', 'utf8').trim().split(' ').filter(Boolean);
          return pids.reduce((sum, pid) => sum + 1024 * Number(/VmRSS:\\s+(\\d+)/.exec(readFileSync('/proc/' + pid + '/status', 'utf8'))?.[1] ?? 0), 0);
        } catch {
          return null;
        }
      };
      const every = Number(frames);
      if (what === 'path') {
        console.log(ffmpeg.found.path);
      } else {
        const resident = [];
        let next = every;
        const onFrame = (done) => {
          if (done >= next) {
            next += every;
            const { heapUsed, rss } = process.memoryUsage();
            resident.push({ main: rss, heap: heapUsed, children: children() });
          }
        };
        const eye = await openEye(kernels);
        const [started, cpu] = [performance.now(), process.cpuUsage()];
        const { video, shots, proposals } = await analyseVideo(ffmpeg, eye, file, { signal: null, onFrame, profile: { step: 4, largest: 81 } });
        const took = (performance.now() - started) / 1000;
        const { user, system } = process.cpuUsage(cpu);
        const most = process.resourceUsage().maxRSS * 1024;
        console.log(JSON.stringify({ frames: video.frames, shots: shots.length, proposals: proposals.length, took, busy: (user + system) / 1e6, resident, most }));
      }`,
    resolveDir: root,
    loader: 'ts',
  },
  outfile: program,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  logLevel: 'error',
});
const run = (file, args) => {
  const { stdout, stderr, status, error } = spawnSync(file, args, { encoding: 'utf8' });
  if (status !== 0) {
    throw new Error(`${file} ${args.join(' ')}: ${String(error ?? '')}${stderr}`);
  }
  return stdout;
};
/** Memory is looked at once in so many frames: 2 minutes, or 5. */
const every = asked.hd ? 3600 : 9000;
const ours = (what, file = '') => run(process.execPath, [program, what, kernels, file, String(every)]);
const ffmpegPath = ours('path').trim();
const ffmpeg = (...args) => run(ffmpegPath, ['-hide_banner', '-loglevel', 'error', '-y', ...args]);
const looped = (from, times, to) => {
  ffmpeg('-stream_loop', String(Math.max(0, times - 1)), '-i', from, '-c', 'copy', to);
};
/** Bit rates of 1080p30 (Mb/s): as the web has it (x264, preset medium), much of the web, and a camera's file. */
const rates = [4.5, 6, 16];

/** Five seconds of footage with grain: a published clip of the sea, or a zoom where it cannot be had. Made once. */
function footage(megabits) {
  const file = path.join(kept, `${String(megabits)}.mp4`);
  if (existsSync(file)) {
    return file;
  }
  mkdirSync(kept, { recursive: true });
  const source = path.join(kept, 'source.mkv');
  if (!existsSync(source)) {
    let input = ['-f', 'lavfi', '-i', 'mandelbrot=size=1920x1080:rate=30:end_scale=0.05:end_pts=400'];
    try {
      input = [
        '-i',
        fileOf(
          clips.find(({ name }) => name === 'ocean'),
          realClips,
          'python3',
        ),
      ];
    } catch (error) {
      console.log(`no real footage (${error.message}): a zoom instead`);
    }
    const grain = 'fps=30,scale=1920:1080:flags=lanczos,setsar=1,noise=alls=3:allf=t,format=yuv420p';
    const part = `${source}.part`;
    ffmpeg(
      ...input,
      '-t',
      '5',
      '-an',
      '-vf',
      grain,
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-qp',
      '8',
      '-f',
      'matroska',
      part,
    );
    renameSync(part, source);
  }
  const rate = [
    '-b:v',
    `${String(megabits)}M`,
    '-maxrate',
    `${String(1.5 * megabits)}M`,
    '-bufsize',
    `${String(2 * megabits)}M`,
  ];
  const part = `${file}.part`;
  ffmpeg('-i', source, '-c:v', 'libx264', '-preset', 'medium', ...rate, '-f', 'mp4', part);
  renameSync(part, file);
  return file;
}

/** Everything is timed in turn, so that what else the machine does falls on all alike; the quickest of each counts. */
function speed() {
  for (const megabits of asked.rates === undefined ? rates : asked.rates.split(',').map(Number)) {
    const file = at(`${String(megabits)}.mp4`);
    looped(footage(megabits), Math.ceil(Number(asked.seconds) / 5), file);
    const times = { ours: [], decode: [], unfiltered: [] };
    let [frames, busy] = [0, Infinity];
    const timed = (options) => {
      const started = performance.now();
      ffmpeg(...options, '-i', file, '-f', 'null', '-');
      return (performance.now() - started) / 1000;
    };
    for (let i = 0; i < Number(asked.runs); i++) {
      const own = JSON.parse(ours('measure', file));
      [frames, busy] = [own.frames, Math.min(busy, own.busy)];
      times.ours.push(own.took);
      times.decode.push(timed([]));
      times.unfiltered.push(timed(['-skip_loop_filter', 'all']));
    }
    const rate = (all) => frames / Math.min(...all);
    const than = (all) => `${rate(all).toFixed(0)} (ours: ${(rate(times.ours) / rate(all)).toFixed(2)}x)`;
    const real = (statSync(file).size * 8) / (frames / 30) / 1e6;
    console.log(
      `${String(frames)} frames of 1080p30 H.264 at ${real.toFixed(1)} Mb/s, quickest of ${asked.runs}, ${String(os.availableParallelism())} cores`,
    );
    console.log(
      `  ours                       ${rate(times.ours).toFixed(0)} frames a second; ${((1000 * busy) / frames).toFixed(2)} ms of main a frame`,
    );
    console.log(`  decoding to nothing        ${than(times.decode)}`);
    console.log(`  without its loop filter    ${than(times.unfiltered)}`);
  }
}

function memory() {
  const minutes = Math.max(1, Math.round(Number(asked.minutes)));
  const size = asked.hd ? '1920x1080' : '640x360';
  if (asked.hd) {
    looped(footage(4.5), minutes * 12, at('long.mp4'));
  } else {
    const minute = 'testsrc2=size=640x360:rate=30:duration=60';
    const x264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p'];
    ffmpeg('-f', 'lavfi', '-i', minute, ...x264, '-crf', '35', at('minute.mp4'));
    looped(at('minute.mp4'), minutes, at('long.mp4'));
  }
  const { frames, took, resident, most, shots, proposals } = JSON.parse(ours('measure', at('long.mp4')));
  const mb = (bytes) => (bytes === null ? '?' : (bytes / 1e6).toFixed(0));
  console.log(
    `${String(minutes)} minutes of ${size}: ${String(frames)} frames, ${(frames / took).toFixed(0)} a second, ${String(shots)} shots, ${String(proposals)} keyframes`,
  );
  const line = (name, of) =>
    `  ${name} every ${asked.hd ? '2' : '5'} minutes: ${resident.map((one) => mb(of(one))).join(', ')} MB`;
  console.log(line('main, resident,', ({ main }) => main));
  console.log(line('main, heap,', ({ heap }) => heap));
  console.log(line('children, resident,', ({ children }) => children));
  console.log(`  main at most ${mb(most)} MB`);
}

try {
  if (asked.memory) {
    memory();
  } else {
    speed();
  }
} finally {
  rmSync(dir, { recursive: true, force: true });
}
