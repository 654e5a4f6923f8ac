// Frame analysis against its limit (ffmpeg decoding to nothing), and its memory over a long video.
// npm run bench:analysis -- [--seconds 40] [--runs 3]      1080p30 H.264; goal: 150 frames a second on two cores
// npm run bench:analysis -- --memory [--minutes 60]        640x360; goal: flat from the tenth minute on
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

const { values: asked } = parseArgs({
  options: {
    seconds: { type: 'string', default: '40' },
    runs: { type: 'string', default: '3' },
    memory: { type: 'boolean', default: false },
    minutes: { type: 'string', default: '60' },
  },
});
const root = path.resolve(import.meta.dirname, '..');
const program = path.join(root, 'node_modules', '.cache', 'entracte-bench', 'analysis.mjs');
const dir = mkdtempSync(path.join(os.tmpdir(), 'entracte-analysis-bench-'));
const at = (name) => path.join(dir, name);
await build({
  stdin: {
    contents: `
      import { readFileSync } from 'node:fs';
      import { analyseVideo } from './electron/analysis/analyseVideo.ts';
      import { testFfmpeg } from './electron/export/testing/films.ts';
      const { ffmpeg } = await testFfmpeg();
      const [what, file] = process.argv.slice(2);
      // Resident bytes of our children, where the system tells of them in files.
      const children = () => {
        try {
          const pids = readFileSync('/proc/self/task/' + process.pid + '/children', 'utf8').trim().split(' ').filter(Boolean);
          return pids.reduce((sum, pid) => sum + 1024 * Number(/VmRSS:\\s+(\\d+)/.exec(readFileSync('/proc/' + pid + '/status', 'utf8'))?.[1] ?? 0), 0);
        } catch {
          return null;
        }
      };
      if (what === 'path') {
        console.log(ffmpeg.found.path);
      } else {
        const resident = [];
        let next = 9000;
        const onFrame = (done) => {
          if (done >= next) {
            next += 9000;
            const { heapUsed, rss } = process.memoryUsage();
            resident.push({ main: rss, heap: heapUsed, children: children() });
          }
        };
        const [started, cpu] = [performance.now(), process.cpuUsage()];
        const { video, shots, proposals } = await analyseVideo(ffmpeg, file, { signal: null, onFrame, profile: { step: 4, largest: 81 } });
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
const ours = (...args) => run(process.execPath, [program, ...args]);
const ffmpegPath = ours('path').trim();
const ffmpeg = (...args) => run(ffmpegPath, ['-hide_banner', '-loglevel', 'error', '-y', ...args]);
const looped = (from, times, to) => {
  ffmpeg('-stream_loop', String(Math.max(0, times - 1)), '-i', from, '-c', 'copy', to);
};
const x264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p'];

/** A zoom with grain, as a camera's file of much data, and the same as it is put on the web. */
function speed() {
  const made = Math.min(10, Number(asked.seconds));
  const moving = 'mandelbrot=size=1920x1080:rate=30:end_scale=0.05:end_pts=400';
  const grain = ['-t', String(made), '-vf', 'noise=alls=5:allf=t'];
  ffmpeg('-f', 'lavfi', '-i', moving, ...grain, ...x264, '-crf', '21', at('camera.mp4'));
  ffmpeg('-i', at('camera.mp4'), ...x264, '-b:v', '6M', '-maxrate', '9M', '-bufsize', '12M', at('web.mp4'));
  for (const name of ['camera', 'web']) {
    const file = at(`${name}-long.mp4`);
    looped(at(`${name}.mp4`), Math.round(Number(asked.seconds) / made), file);
    const times = { ours: [], decode: [], unfiltered: [] };
    let [frames, busy] = [0, 0];
    const timed = (...options) => {
      const started = performance.now();
      ffmpeg(...options, '-i', file, '-f', 'null', '-');
      return (performance.now() - started) / 1000;
    };
    for (let i = 0; i < Number(asked.runs); i++) {
      const own = JSON.parse(ours('measure', file));
      [frames, busy] = [own.frames, own.busy];
      times.ours.push(own.took);
      times.decode.push(timed());
      times.unfiltered.push(timed('-skip_loop_filter', 'all'));
    }
    const rate = (all) => frames / Math.min(...all);
    const than = (all) => `${rate(all).toFixed(0)} (ours: ${(rate(times.ours) / rate(all)).toFixed(2)}x)`;
    const megabits = (statSync(file).size * 8) / (frames / 30) / 1e6;
    console.log(
      `${name}: ${String(frames)} frames of 1080p30 H.264 at ${megabits.toFixed(0)} Mb/s, quickest of ${asked.runs}, ${String(os.availableParallelism())} cores`,
    );
    console.log(
      `  ours                       ${rate(times.ours).toFixed(0)} frames a second; ${((1000 * busy) / frames).toFixed(1)} ms of our own a frame`,
    );
    console.log(`  decoding to nothing        ${than(times.decode)}`);
    console.log(`  without its loop filter    ${than(times.unfiltered)}`);
  }
}

function memory() {
  const minutes = Math.max(1, Math.round(Number(asked.minutes)));
  const minute = 'testsrc2=size=640x360:rate=30:duration=60';
  ffmpeg('-f', 'lavfi', '-i', minute, ...x264, '-crf', '35', at('minute.mp4'));
  looped(at('minute.mp4'), minutes, at('long.mp4'));
  const { frames, took, resident, most, shots, proposals } = JSON.parse(ours('measure', at('long.mp4')));
  const mb = (bytes) => (bytes === null ? '?' : (bytes / 1e6).toFixed(0));
  console.log(
    `${String(minutes)} minutes of 640x360: ${String(frames)} frames, ${(frames / took).toFixed(0)} a second, ${String(shots)} shots, ${String(proposals)} keyframes`,
  );
  const line = (name, of) => `  ${name} every 5 minutes: ${resident.map((one) => mb(of(one))).join(', ')} MB`;
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
