// How fast films are planned: the goals of the planner, its growth, and what `fastest` costs beside `fill`.
import { mkdir } from 'node:fs/promises';
import { cpus } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const folder = path.join(root, 'node_modules', '.cache', 'bench');
await mkdir(folder, { recursive: true });
const outfile = path.join(folder, 'planner.mjs');
const source = ['plan', 'films', 'profiles', 'identity']
  .map((name) => `export * from './${name}.ts';`)
  .join('\n');
await build({
  stdin: { contents: source, resolveDir: path.join(root, 'shared', 'planner'), loader: 'ts' },
  bundle: true,
  format: 'esm',
  platform: 'node',
  outfile,
  logLevel: 'warning',
});
const { planFilm, filmFromKeyframes, wanProfile } = await import(pathToFileURL(outfile).href);

/** Keyframes 1 to 40 frames apart, every tenth segment with a prompt of its own; the same film every time. */
function filmOf(count, strategy, gap = 40) {
  let seed = 1;
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  const frames = [0];
  while (frames.length < count) {
    frames.push(frames.at(-1) + 1 + Math.floor(random() * gap));
  }
  const prompts = frames.slice(1).map((_, i) => (i % 10 === 0 ? `prompt ${i}` : 'sea'));
  return filmFromKeyframes({ frames, prompts, planning: { strategy } }).project;
}

/**
 * Milliseconds of planning after warming up: the least disturbed run, the median, and the least processor time of
 * all threads, which other programs on the machine do not stretch. `previous` as in a drag.
 */
function measure(project, previous = null, runs = 15) {
  const times = [];
  const worked = [];
  for (let i = 0; i < runs + 5; i += 1) {
    const [start, used] = [performance.now(), process.cpuUsage()];
    planFilm(project, wanProfile, undefined, previous);
    times.push(performance.now() - start);
    const { user, system } = process.cpuUsage(used);
    worked.push((user + system) / 1000);
  }
  const sorted = times.slice(5).sort((one, other) => one - other);
  return { best: sorted[0], median: sorted[Math.floor(runs / 2)], processor: Math.min(...worked.slice(5)) };
}

const rows = [];
const goals = [];
const sizes = [200, 1000, 10_000, 100_000];
let before = null;
for (const count of sizes) {
  const runs = count > 10_000 ? 7 : 25;
  const film = filmOf(count, 'fastest');
  const fastest = measure(film, null, runs);
  const drag = measure(film, planFilm(film, wanProfile), runs);
  const fill = measure(filmOf(count, 'fill'), null, runs);
  const dense = measure(filmOf(count, 'fastest', 2), null, runs);
  const growth = before === null ? null : fastest.processor / before.processor / (count / before.count);
  rows.push([
    String(count),
    ...[fastest.best, fastest.median, fastest.processor, drag.best, fill.best, dense.best].map((ms) =>
      ms.toFixed(2),
    ),
    (fastest.best / fill.best).toFixed(2),
    growth === null ? '' : growth.toFixed(2),
  ]);
  if (count === 200) {
    goals.push(['200 keyframes, redrawn in a drag, under 2 ms', drag.best, 2]);
  }
  if (count === 10_000) {
    goals.push(['10,000 keyframes under 50 ms', fastest.best, 50]);
  }
  before = { count, processor: fastest.processor };
}

const heads = [
  'keyframes',
  'fastest ms',
  'median',
  'processor',
  'in a drag',
  'fill',
  'dense',
  'fastest/fill',
  'growth',
];
const widths = heads.map((head, i) => Math.max(head.length, ...rows.map((row) => row[i].length)));
for (const row of [heads, ...rows]) {
  console.log(row.map((cell, i) => cell.padStart(widths[i])).join('  '));
}
console.log('\ngrowth: processor time over the row before, divided by the growth of keyframes; 1 is linear');
console.log(
  '  (above 10,000 the rest is the garbage collector copying the plan: node --max-semi-space-size=256 shows it)',
);
console.log('times are the least disturbed run; in a drag: the plan before is given');
console.log('dense: keyframes 1 or 2 frames apart, 40 to 80 of them in reach of every batch');
for (const [goal, took, limit] of goals) {
  const verdict = took <= limit ? 'met' : 'MISSED';
  console.log(`${goal}: ${took.toFixed(2)} ms, ${(took / limit).toFixed(2)} of the goal, ${verdict}`);
}
console.log(
  `node ${process.versions.node}, ${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores`,
);
