import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { partialOf } from './atomicWrite.ts';
import { systemCode } from './fileFault.ts';

/** The pattern ffmpeg numbers the pictures of `output` by inside `folder`: NAME_00001.png and so on. */
export function picturesIn(folder: string, output: string): string {
  const name = path.basename(output, '.png').replaceAll('%', '%%');
  return path.join(folder, `${name}_%05d.png`);
}

/** Bytes of all files of a folder. */
export async function bytesIn(folder: string): Promise<number> {
  let bytes = 0;
  for (const name of await readdir(folder)) {
    bytes += (await stat(path.join(folder, name))).size;
  }
  return bytes;
}

/** Puts a folder that is complete under its final name by one rename; a folder that was there before goes. */
export async function publishFolder(partial: string, folder: string): Promise<void> {
  let before: string | null = partialOf(folder);
  try {
    await rename(folder, before);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') {
      throw error;
    }
    before = null;
  }
  try {
    await rename(partial, folder);
  } catch (error) {
    if (before !== null) {
      await rename(before, folder);
    }
    throw error;
  }
  if (before !== null) {
    await rm(before, { recursive: true, force: true });
  }
  // Windows cannot open a folder; there the rename is durable by itself.
  if (process.platform !== 'win32') {
    const handle = await open(path.dirname(folder), 'r');
    await handle.sync().finally(() => handle.close());
  }
}
