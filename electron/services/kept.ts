import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Cache, CacheEntry } from '../generation/cache.ts';

/** A file kept beside the results of engines; `what` says of which store. */
interface KeptFile {
  readonly what: string;
  readonly file: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly used: number;
}

/** All that is kept on this machine and can be made again. */
export interface KeptThings {
  readonly results: readonly CacheEntry[];
  readonly files: readonly KeptFile[];
}

export interface Kept {
  /** Least recently used first. */
  list(): Promise<KeptThings>;
  /** What `trim` would delete: enough to come under `limit` bytes in all. */
  wouldDelete(limit: number): Promise<KeptThings>;
  trim(limit: number): Promise<KeptThings>;
}

/** `stores`: folders of small files by what they hold; nothing of them is ever in use for longer than a read. */
export function createKept(
  cache: Pick<Cache, 'list' | 'remove'>,
  stores: Readonly<Record<string, string>>,
): Kept {
  const list = async (): Promise<KeptThings> => {
    const files = await Promise.all(Object.entries(stores).map(([what, folder]) => filesIn(what, folder)));
    return { results: await cache.list(), files: files.flat().sort((a, b) => a.used - b.used) };
  };
  const wouldDelete = async (limit: number): Promise<KeptThings> => {
    const { results, files } = await list();
    let total = [...results, ...files].reduce((sum, { bytes }) => sum + bytes, 0);
    const goes = new Set<CacheEntry | KeptFile>();
    for (const each of [...results, ...files].sort((a, b) => a.used - b.used)) {
      const isPinned = 'pinned' in each && each.pinned;
      if (total > limit && !isPinned) {
        goes.add(each);
        total -= each.bytes;
      }
    }
    return {
      results: results.filter((each) => goes.has(each)),
      files: files.filter((each) => goes.has(each)),
    };
  };
  return {
    list,
    wouldDelete,
    trim: async (limit) => {
      const goes = await wouldDelete(limit);
      for (const { key } of goes.results) {
        await cache.remove(key);
      }
      for (const { file } of goes.files) {
        await rm(file, { force: true });
      }
      return goes;
    },
  };
}

async function filesIn(what: string, folder: string): Promise<readonly KeptFile[]> {
  const found: KeptFile[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      found.push(...(await filesIn(what, file)));
    } else {
      const there = await stat(file).catch(() => null);
      if (there !== null) {
        found.push({ what, file, bytes: there.size, used: there.mtimeMs });
      }
    }
  }
  return found;
}
