import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { readFrameFile, writeFrameFile } from '../media/frameFiles.ts';
import type { KnownResults } from './upscaleFrames.ts';

/** Upscaled pictures by content on disk: `KE/KEY.png`. A file is there wholly or not at all; a damaged one counts as none. */
export interface FrameStore {
  /** The results of one way of upscaling; `settings` is everything that decides a pixel beside the source. */
  resultsOf(settings: unknown): KnownResults;
  has(settings: unknown, hash: string): Promise<boolean>;
  /** Deletes what was used longest ago until at most `limit` bytes are left. */
  trim(limit: number): Promise<void>;
}

const keyOf = (settings: unknown, hash: string) =>
  createHash('sha256')
    .update(JSON.stringify([settings, hash]))
    .digest('hex');

export function openFrameStore(folder: string): FrameStore {
  const baseOf = (key: string) => path.join(folder, key.slice(0, 2), key);
  return {
    has: async (settings, hash) => {
      const found = await stat(`${baseOf(keyOf(settings, hash))}.png`).catch(() => null);
      return found !== null;
    },
    resultsOf: (settings) => ({
      read: async (hash) => {
        const file = `${baseOf(keyOf(settings, hash))}.png`;
        const now = new Date();
        try {
          // Says whether it is there, and that it was used.
          await utimes(file, now, now);
        } catch {
          return null;
        }
        try {
          return await readFrameFile(file);
        } catch {
          await rm(file, { force: true });
          return null;
        }
      },
      write: async (hash, frame) => {
        const base = baseOf(keyOf(settings, hash));
        await mkdir(path.dirname(base), { recursive: true });
        // Not synced: a file that a power cut tears fails its checksum and is made again.
        const partial = await writeFrameFile(frame, `${base}.${randomBytes(4).toString('hex')}`);
        await rename(partial, `${base}${path.extname(partial)}`);
      },
    }),
    trim: async (limit) => {
      const files: { readonly file: string; readonly bytes: number; readonly used: number }[] = [];
      for (const shard of await readdir(folder).catch(() => [])) {
        for (const name of await readdir(path.join(folder, shard))) {
          const file = path.join(folder, shard, name);
          const found = await stat(file).catch(() => null);
          if (found !== null) {
            files.push({ file, bytes: found.size, used: found.mtimeMs });
          }
        }
      }
      let total = files.reduce((sum, { bytes }) => sum + bytes, 0);
      for (const { file, bytes } of files.sort((a, b) => a.used - b.used)) {
        if (total <= limit) {
          return;
        }
        await rm(file, { force: true });
        total -= bytes;
      }
    },
  };
}
