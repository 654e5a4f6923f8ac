import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

const noteSchema = z.object({ pid: z.int(), url: z.string() });

const fileIn = (data: string) => path.join(data, 'running.json');

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and is another person's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The address of an Entracte that already serves these data, or null. */
export async function runningInstance(data: string): Promise<string | null> {
  try {
    const note = noteSchema.parse(JSON.parse(await readFile(fileIn(data), 'utf8')));
    return note.pid !== process.pid && isAlive(note.pid) ? note.url : null;
  } catch {
    return null;
  }
}

/** Says where this program serves; the answer takes the note away again. Readable by its owner alone: it holds the token. */
export async function announceInstance(data: string, url: string): Promise<() => Promise<void>> {
  await writeFile(fileIn(data), JSON.stringify({ pid: process.pid, url }), { mode: 0o600 });
  return () => rm(fileIn(data), { force: true });
}
