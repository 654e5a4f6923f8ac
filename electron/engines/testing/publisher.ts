// Publishes results without end, for a test that kills it: `node publisher.js DIR`. Prints a dot for each.
import { createHash } from 'node:crypto';
import { openCache } from '../../generation/cache.ts';
import { thisProcess } from '../../jobs/owner.ts';
import { pictureOf, rawFrameFiles } from './pictures.ts';

const [dir = ''] = process.argv.slice(2);
const cache = await openCache({ dir, owner: await thisProcess(), files: rawFrameFiles, now: Date.now });
for (let n = 0; ; n++) {
  const key = createHash('sha256')
    .update(`${String(process.pid)} ${String(n)}`)
    .digest('hex');
  const result = await cache.begin(key);
  for (let at = 0; at < 3; at++) {
    await result.write(at, pictureOf(`${key}${String(at)}`, { width: 16, height: 16 }));
  }
  await result.publish({ engine: 'testing', label: 'Test engine', seconds: 1, frames: 3 });
  process.stdout.write('.');
}
