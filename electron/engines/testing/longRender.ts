// A long film rendered with real frame files, for bench/memory.mjs: `node longRender.mjs DIR FRAMES WIDTH HEIGHT`.
// Prints one JSON object: frames, most bytes resident in this process while rendering and assembling, seconds.
import { planFilm } from '../../../shared/planner/plan.ts';
import { openCache } from '../../generation/cache.ts';
import { createPreviews } from '../../generation/previews.ts';
import { thisProcess } from '../../jobs/owner.ts';
import { readFrameFile, writeFrameFile } from '../../media/frameFiles.ts';
import { encodePreview } from '../../media/images.ts';
import { createTestEngine } from './engine.ts';
import { filmOf, openStudio } from './film.ts';

const [dir = '', ...numbers] = process.argv.slice(2);
const [frames = 0, width = 0, height = 0] = numbers.map(Number);
let most = 0;
const watching = setInterval(() => {
  most = Math.max(most, process.memoryUsage.rss());
}, 50);

const gap = 80;
const keyframes = Array.from({ length: Math.ceil((frames - 1) / gap) }, (_, i) => i * gap);
const project = { ...filmOf([...keyframes, frames - 1]), size: { width, height } };
const cache = await openCache({
  dir,
  owner: await thisProcess(),
  files: { write: (base, frame) => writeFrameFile(frame, base), read: readFrameFile },
  now: Date.now,
});
const previews = createPreviews({
  encode: async (frame) => ({
    type: 'image/webp',
    bytes: await encodePreview(frame, { maxSide: 960, format: 'webp' }),
  }),
  held: 128e6,
  kept: 32e6,
  ids: 4000,
});
const studio = await openStudio(dir, { cache, previews });
const engine = createTestEngine();
const order = studio.order(project, engine, planFilm(project, await engine.profile()));
const began = Date.now();
const report = await studio.runner.render(order, {
  events: (event) => {
    if (event.event === 'frame') {
      void previews.fetch(event.preview);
    }
  },
});
const rendered = Date.now();
const whileRendering = most;
let shown = 0;
for await (const { frame } of (await studio.runner.open(order)).frames(report.results, 'missing')) {
  shown += frame.data.length === width * height * 4 ? 1 : 0;
}
clearInterval(watching);
const seconds = { render: (rendered - began) / 1000, assemble: (Date.now() - rendered) / 1000 };
process.stdout.write(`${JSON.stringify({ state: report.state, shown, whileRendering, most, seconds })}\n`);
