import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { Fault } from '../../shared/fault.ts';

/** Where a home's editor was found last, and the key to it: a page that is open finds it there again. */
export interface Door {
  readonly token: string;
  /** null where it was never opened. */
  readonly port: number | null;
}

const doorSchema = z.object({
  token: z.string().regex(/^[\w-]{32,}$/),
  port: z.int().min(1).max(65_535).nullable(),
});

const fileIn = (data: string) => path.join(data, 'door.json');

/** The door these data had; a new one where there is none, it cannot be read, or others may have read its key. */
export async function lastDoor(data: string, newToken: () => string): Promise<Door> {
  try {
    const { mode } = await stat(fileIn(data));
    const isOurs = process.platform === 'win32' || (mode & 0o077) === 0;
    if (isOurs) {
      return doorSchema.parse(JSON.parse(await readFile(fileIn(data), 'utf8')));
    }
  } catch {
    // As on the first start.
  }
  return { token: newToken(), port: null };
}

/** Keeps the door for the next start, readable by its owner alone. A disk that refuses costs no more than a new key. */
export async function keepDoor(data: string, door: Door): Promise<void> {
  try {
    await writeFile(fileIn(data), JSON.stringify(door), { mode: 0o600 });
    // A file that was there keeps its mode through a write.
    await chmod(fileIn(data), 0o600);
  } catch {
    // The program works all the same.
  }
}

/** Serves on the first of `ports` that no other program has. Rejects with what the last of them said. */
export async function onFirstFree<T>(
  [port, ...others]: readonly [number, ...number[]],
  serve: (port: number) => Promise<T>,
): Promise<T> {
  try {
    return await serve(port);
  } catch (error) {
    const [next, ...rest] = others;
    if (next !== undefined && error instanceof Fault && error.code === 'port-taken') {
      return onFirstFree([next, ...rest], serve);
    }
    throw error;
  }
}
