// A render in a process of its own, for tests that kill it: `node killedRender.js DIR FILM LOG KILL-BATCH`.
// Ends itself with SIGKILL in the middle of batch KILL-BATCH (none when -1); prints the film's hash when it is whole.
import { createHash } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { projectSchema } from '../../../shared/project/schema.ts';
import { createTestEngine } from './engine.ts';
import { openStudio } from './film.ts';

const [dir = '', film = '', log = '', killBatch = '-1'] = process.argv.slice(2);
const project = projectSchema.parse(JSON.parse(film));
const studio = await openStudio(dir);
const engine = createTestEngine({
  log: (what, { batch }) => {
    appendFileSync(log, `${what} ${String(batch.index)}\n`);
  },
});
const order = studio.order(project, engine);
const report = await studio.runner.render(order, {
  events: (event) => {
    if (event.event === 'frame' && event.batch === Number(killBatch) && event.at > 20) {
      process.kill(process.pid, 'SIGKILL');
    }
  },
});
const open = await studio.runner.open(order);
const hash = createHash('sha256');
for await (const { frame } of open.frames(report.results, 'missing')) {
  hash.update(frame.data);
}
process.stdout.write([...report.notes, hash.digest('hex')].join('\n'));
