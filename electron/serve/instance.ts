import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { isAlive, thisProcess } from '../jobs/owner.ts';

const noteSchema = z.object({ owner: z.object({ pid: z.int(), start: z.string() }), url: z.string() });

const fileIn = (data: string) => path.join(data, 'running.json');

/** The address of an Entracte that already serves these data, or null. */
export async function runningInstance(data: string): Promise<string | null> {
  try {
    const { owner, url } = noteSchema.parse(JSON.parse(await readFile(fileIn(data), 'utf8')));
    return owner.pid !== process.pid && (await isAlive(owner)) ? url : null;
  } catch {
    return null;
  }
}

/** Says where this program serves; the answer takes the note away again. Readable by its owner alone: it holds the token. */
export async function announceInstance(data: string, url: string): Promise<() => Promise<void>> {
  const note = { owner: await thisProcess(), url };
  await writeFile(fileIn(data), JSON.stringify(note), { mode: 0o600 });
  return () => rm(fileIn(data), { force: true });
}
