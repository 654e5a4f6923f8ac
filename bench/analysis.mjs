// Frame analysis against its limit (ffmpeg decoding to nothing), and its memory over a long video.
// npm run bench:analysis -- [seconds=40] [hours=1] [runs=3]     1080p30 H.264; goals: 150 frames a second on two cores, memory flat
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const [seconds = '40', hours = '1', runs = '3'] = process.argv.slice(2);
const root = path.resolve(import.meta.dirname, '..');
const program = path.join(root, 'node_modules', '.cache', 'entracte-bench', 'analysis.mjs');
const dir = mkdtempSync(path.join(os.tmpdir(), 'entracte-analysis-bench-'));
const at = (name) => path.join(dir, name);
await build({
  stdin: {
    contents: `
      import { measureVideo } from './electron/analysis/measureVideo.ts';
      import { testFfmpeg } from './electron/export/testing/films.ts';
      const { ffmpeg } = await testFfmpeg();
      const [what, file] = process.argv.slice(2);
      if (what === 'path') {
        console.log(ffmpeg.found.path);
      } else {
        const mb = () => Math.round(process.memoryUsage().rss / 1e6);
        const resident = [];
        const onFrame = (done) => { if (done % 9000 === 0) { resident.push(mb()); } };
        const started = performance.now();
        const { measures } = await measureVideo(ffmpeg, file, { signal: null, onFrame });
        const took = (performance.now() - started) / 1000;
        console.log(JSON.stringify({ frames: measures.length, took, resident, most: Math.round(process.resourceUsage().maxRSS / 1000) }));
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
const ffmpeg = ours('path').trim();
const quiet = ['-hide_banner', '-loglevel', 'error', '-y'];
const decode = (file, ...options) => {
  const started = performance.now();
  run(ffmpeg, [...quiet, ...options, '-i', file, '-f', 'null', '-']);
  return (performance.now() - started) / 1000;
};

try {
  const moving = `mandelbrot=size=1920x1080:rate=30:end_scale=0.05:end_pts=400`;
  const x264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '21', '-pix_fmt', 'yuv420p'];
  const made = Math.min(10, Number(seconds));
  run(ffmpeg, [
    ...quiet,
    '-f',
    'lavfi',
    '-i',
    moving,
    '-t',
    String(made),
    '-vf',
    'noise=alls=5:allf=t',
    ...x264,
    at('one.mp4'),
  ]);
  const loops = Math.max(0, Math.round(Number(seconds) / made) - 1);
  run(ffmpeg, [...quiet, '-stream_loop', String(loops), '-i', at('one.mp4'), '-c', 'copy', at('full.mp4')]);
  const times = { ours: [], decode: [], unfiltered: [] };
  let frames = 0;
  for (let i = 0; i < Number(runs); i++) {
    const own = JSON.parse(ours('measure', at('full.mp4')));
    frames = own.frames;
    times.ours.push(own.took);
    times.decode.push(decode(at('full.mp4')));
    times.unfiltered.push(decode(at('full.mp4'), '-skip_loop_filter', 'all'));
  }
  const rate = (all) => frames / Math.min(...all);
  console.log(
    `${String(frames)} frames of 1080p30 H.264, quickest of ${runs}, ${String(os.availableParallelism())} cores`,
  );
  console.log(`  ours                       ${rate(times.ours).toFixed(0)} frames a second`);
  console.log(
    `  decoding to nothing        ${rate(times.decode).toFixed(0)} (ours: ${(rate(times.ours) / rate(times.decode)).toFixed(2)}x)`,
  );
  console.log(
    `  without its loop filter    ${rate(times.unfiltered).toFixed(0)} (ours: ${(rate(times.ours) / rate(times.unfiltered)).toFixed(2)}x)`,
  );

  const small = 'testsrc2=size=320x180:rate=30:duration=60';
  run(ffmpeg, [...quiet, '-f', 'lavfi', '-i', small, ...x264, '-crf', '35', at('minute.mp4')]);
  const minutes = Math.max(1, Math.round(Number(hours) * 60));
  run(ffmpeg, [
    ...quiet,
    '-stream_loop',
    String(minutes - 1),
    '-i',
    at('minute.mp4'),
    '-c',
    'copy',
    at('long.mp4'),
  ]);
  const long = JSON.parse(ours('measure', at('long.mp4')));
  console.log(
    `${String(minutes)} minutes of 320x180 (${String(long.frames)} frames, ${(long.frames / long.took).toFixed(0)} a second)`,
  );
  console.log(`  resident every 5 minutes: ${long.resident.join(', ')} MB; at most ${String(long.most)} MB`);
} finally {
  rmSync(dir, { recursive: true, force: true });
}
