import { randomBytes } from 'node:crypto';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileFault, systemCode } from './fileFault.ts';

/**
 * Where a file is written before it is whole: in the same folder, so that the rename cannot cross a disk, with a
 * short name of its own, so that a long final name still fits.
 */
export function partialOf(file: string): string {
  return path.join(path.dirname(file), `.entracte-${randomBytes(8).toString('hex')}.part`);
}

/**
 * Writes a file so that a reader, a crash or a power cut meets the old bytes or the new ones, never a part:
 * temp file, fsync, rename. Leaves nothing behind when it fails. Throws a Fault (see fileFault).
 */
export async function writeAtomically(file: string, bytes: Uint8Array | string): Promise<void> {
  const partial = partialOf(file);
  try {
    const handle = await open(partial, 'wx');
    try {
      await handle.writeFile(bytes);
    } finally {
      await handle.close();
    }
    await publish(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw fileFault(`“${path.basename(file)}” could not be written`, file, error);
  }
}

/** Puts a file that is complete (and closed by its writer) under its final name: fsync, rename, fsync the folder. */
export async function publish(partial: string, file: string): Promise<void> {
  await synced(await open(partial, 'r+'));
  await renamed(partial, file);
  // Windows cannot open a folder; there the rename is durable by itself.
  if (process.platform !== 'win32') {
    await synced(await open(path.dirname(file), 'r'));
  }
}

async function synced(handle: FileHandle): Promise<void> {
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** On Windows a virus scanner or indexer may hold a file for a moment: up to 8 tries in about a second. */
async function renamed(from: string, to: string): Promise<void> {
  for (let tried = 0; ; tried++) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      const held = ['EPERM', 'EACCES', 'EBUSY'].includes(systemCode(error));
      if (process.platform !== 'win32' || !held || tried >= 7) {
        throw error;
      }
      await wait(10 * 2 ** tried);
    }
  }
}
