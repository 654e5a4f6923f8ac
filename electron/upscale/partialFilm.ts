import { createHash, randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { isAlive, ownerOfTag, ownerTag, thisProcess } from '../jobs/owner.ts';

/**
 * Where a film is written before it is whole, beside its place: `.entracte-OUTPUT.OWNER.RANDOM.part`. What programs that
 * are gone left of the same film is removed first; what is written by one that runs stays.
 */
export async function beginPartial(output: string): Promise<string> {
  const folder = path.dirname(output);
  const stem = `.entracte-${createHash('sha256').update(path.basename(output)).digest('hex').slice(0, 12)}.`;
  // A folder that cannot be read is told of by whoever writes into it.
  for (const name of await readdir(folder).catch(() => [])) {
    if (name.startsWith(stem) && name.endsWith('.part')) {
      const owner = ownerOfTag(name.slice(stem.length).split('.')[0] ?? '');
      if (owner !== null && !(await isAlive(owner))) {
        await rm(path.join(folder, name), { force: true }).catch(() => undefined);
      }
    }
  }
  const tag = ownerTag(await thisProcess());
  return path.join(folder, `${stem}${tag}.${randomBytes(4).toString('hex')}.part`);
}
