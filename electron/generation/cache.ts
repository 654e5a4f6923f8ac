import { mkdir, readFile, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Fault } from '../../shared/fault.ts';
import { isAlive, ownerOfTag, ownerTag, type Owner } from '../jobs/owner.ts';
import { systemCode } from '../media/fileFault.ts';
import type { Frame } from '../media/frame.ts';
import { writeResult, type Unpublished } from './publication.ts';
import { manifest, resultSchema, type ResultInfo } from './result.ts';

/** How frames become files: lossless, the format chosen by the picture. */
export interface FrameFiles {
  /** Writes `frame` to `base` plus an extension of its choice; resolves to the file's whole path. */
  write(base: string, frame: Frame): Promise<string>;
  read(file: string): Promise<Frame>;
}

export interface CacheEntry {
  readonly key: string;
  readonly engine: string;
  readonly frames: number;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly made: number;
  readonly used: number;
  /** Part of a film that is open somewhere: never deleted. */
  readonly pinned: boolean;
}

export interface StoredResult {
  readonly info: ResultInfo;
  /** Batch frame `at`; Fault `result-frame` when its file is gone or broken. */
  frame(at: number): Promise<Frame>;
}

export interface Cache {
  has(key: string): Promise<boolean>;
  /** null when it is not there; counts as used now. */
  open(key: string): Promise<StoredResult | null>;
  begin(key: string): Promise<Unpublished>;
  /** Forgets a result, say because a frame of it cannot be read. */
  remove(key: string): Promise<void>;
  /** Keeps these from being trimmed until the returned function is called or this process ends. */
  pin(keys: readonly string[]): Promise<() => Promise<void>>;
  /** Least recently used first. */
  list(): Promise<readonly CacheEntry[]>;
  /** What `trim` would delete, least recently used first: enough to come under `limit` bytes. */
  wouldDelete(limit: number): Promise<readonly CacheEntry[]>;
  trim(limit: number): Promise<readonly CacheEntry[]>;
}

export interface CacheParts {
  readonly dir: string;
  readonly owner: Owner;
  readonly files: FrameFiles;
  readonly now: () => number;
}

/** The system's words for "not now", which say nothing about a file. */
const passing: ReadonlySet<string> = new Set(['EMFILE', 'ENFILE', 'ENOMEM', 'EBUSY', 'EAGAIN']);

/**
 * Results by content on disk: `objects/KE/KEY/` holds result.json and one file a frame. A result is written in `tmp/`,
 * synced and renamed into place, so that one is there wholly or not at all, whenever the power goes.
 */
export async function openCache({ dir, owner, files, now }: CacheParts): Promise<Cache> {
  const objects = path.join(dir, 'objects');
  const scratch = path.join(dir, 'tmp');
  const pins = path.join(dir, 'pins');
  await Promise.all([objects, scratch, pins].map((folder) => mkdir(folder, { recursive: true })));
  await sweep(scratch);
  await sweep(pins);

  const placeOf = (key: string) => path.join(objects, key.slice(0, 2), key);
  const held = new Map<number, readonly string[]>();
  let count = 0;
  let pinWriting = Promise.resolve();

  const infoOf = async (folder: string): Promise<ResultInfo | null> => {
    try {
      return resultSchema.parse(JSON.parse(await readFile(path.join(folder, manifest), 'utf8')));
    } catch {
      return null;
    }
  };

  const writePins = () => {
    const name = path.join(pins, ownerTag(owner));
    const keys = [...new Set([...held.values()].flat())];
    pinWriting = pinWriting.then(async () => {
      await writeFile(`${name}.new`, JSON.stringify(keys));
      await rename(`${name}.new`, name);
    });
    return pinWriting;
  };

  const pinnedKeys = async (): Promise<ReadonlySet<string>> => {
    const keys = new Set<string>([...held.values()].flat());
    for (const name of await readdir(pins)) {
      const holder = ownerOfTag(name);
      if (holder !== null && (await isAlive(holder))) {
        const text = await readFile(path.join(pins, name), 'utf8').catch(() => '[]');
        (JSON.parse(text) as string[]).forEach((key) => keys.add(key));
      }
    }
    return keys;
  };

  const list = async (): Promise<readonly CacheEntry[]> => {
    const pinned = await pinnedKeys();
    const entries: CacheEntry[] = [];
    for (const shard of await readdir(objects)) {
      for (const key of await readdir(path.join(objects, shard))) {
        const folder = path.join(objects, shard, key);
        const info = await infoOf(folder);
        const used = await stat(path.join(folder, manifest)).catch(() => null);
        if (info !== null && used !== null) {
          const { engine, bytes, made } = info;
          const frames = info.frames.length;
          entries.push({ key, engine, frames, bytes, made, used: used.mtimeMs, pinned: pinned.has(key) });
        }
      }
    }
    return entries.sort((a, b) => a.used - b.used);
  };

  const wouldDelete = async (limit: number) => {
    const entries = await list();
    let total = entries.reduce((sum, entry) => sum + entry.bytes, 0);
    return entries.filter((entry) => {
      const goes = total > limit && !entry.pinned;
      total -= goes ? entry.bytes : 0;
      return goes;
    });
  };

  /** Out of sight in one step, then deleted: a half-deleted result is never found. */
  const remove = async (key: string) => {
    const aside = path.join(scratch, `${ownerTag(owner)}.${String(count++)}`);
    try {
      await rename(placeOf(key), aside);
    } catch {
      return;
    }
    await rm(aside, { recursive: true, force: true });
  };

  return {
    has: async (key) => (await infoOf(placeOf(key))) !== null,
    open: async (key) => {
      const folder = placeOf(key);
      const info = await infoOf(folder);
      if (info === null) {
        return null;
      }
      const date = new Date(now());
      await utimes(path.join(folder, manifest), date, date).catch(() => undefined);
      return {
        info,
        frame: async (at) => {
          try {
            return await readStored(files, folder, info, at);
          } catch (error) {
            // A result with a frame that is gone or broken is none: the next render makes it anew.
            if (!passing.has(systemCode(error instanceof Error ? error.cause : null))) {
              await remove(key);
            }
            throw error;
          }
        },
      };
    },
    begin: async (key) => {
      const folder = path.join(scratch, `${ownerTag(owner)}.${String(count++)}`);
      await mkdir(folder);
      return writeResult({ folder, place: placeOf(key), key, files, now });
    },
    remove,
    pin: async (keys) => {
      const id = count++;
      held.set(id, keys);
      await writePins();
      return async () => {
        held.delete(id);
        await writePins();
      };
    },
    list,
    wouldDelete,
    trim: async (limit) => {
      const goes = await wouldDelete(limit);
      for (const entry of goes) {
        await remove(entry.key);
      }
      return goes;
    },
  };
}

/** Deletes what processes that are gone left behind; names begin with their owner's tag. */
async function sweep(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const holder = ownerOfTag(name.split('.')[0] ?? '');
    if (holder === null || !(await isAlive(holder))) {
      await rm(path.join(folder, name), { recursive: true, force: true });
    }
  }
}

async function readStored(files: FrameFiles, folder: string, info: ResultInfo, at: number): Promise<Frame> {
  const stored = info.frames[at];
  try {
    if (stored === undefined) {
      throw new RangeError(`it has ${String(info.frames.length)} frames`);
    }
    const frame = await files.read(path.join(folder, stored.file));
    if (frame.width !== info.width || frame.height !== info.height) {
      throw new RangeError(`it is ${String(frame.width)}x${String(frame.height)}`);
    }
    return frame;
  } catch (error) {
    throw new Fault(
      'result-frame',
      `Frame ${String(at)} of result ${info.key.slice(0, 8)} cannot be read: ${String(error)}.`,
      'Render again: this batch is made anew, everything else is kept.',
      error,
    );
  }
}
