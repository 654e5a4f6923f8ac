import { mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemCode } from '../media/fileFault.ts';
import type { Frame } from '../media/frame.ts';
import type { FrameFiles } from './cache.ts';
import { pixelHash } from './contentKey.ts';
import { manifest, type ResultInfo } from './result.ts';

/** A result being written: nothing of it is seen before `publish`. */
export interface Unpublished {
  write(at: number, frame: Frame): Promise<void>;
  read(at: number): Promise<Frame | null>;
  /** All frames from 0 to `info.frames` - 1 must be written. The same key published twice is kept once. */
  publish(info: { engine: string; label: string; seconds: number; frames: number }): Promise<void>;
  discard(): Promise<void>;
}

export interface Writing {
  readonly folder: string;
  readonly place: string;
  readonly key: string;
  readonly files: FrameFiles;
  readonly now: () => number;
}

/** Begins a result in `folder`; publishing puts the whole folder to `place` in one step, synced before. */
export function writeResult({ folder, place, key, files, now }: Writing): Unpublished {
  const written = new Map<number, { file: string; pixels: string; width: number; height: number }>();
  const discard = () => rm(folder, { recursive: true, force: true });
  return {
    discard,
    write: async (at, frame) => {
      const file = await files.write(path.join(folder, String(at).padStart(5, '0')), frame);
      const { width, height } = frame;
      written.set(at, { file: path.basename(file), pixels: pixelHash(frame), width, height });
    },
    read: async (at) => {
      const found = written.get(at);
      return found === undefined ? null : files.read(path.join(folder, found.file));
    },
    publish: async ({ frames: count, ...about }) => {
      const frames = Array.from({ length: count }, (_, at) => {
        const frame = written.get(at);
        if (frame === undefined) {
          throw new Error(`frame ${String(at)} of ${String(count)} was never written`);
        }
        return frame;
      });
      const sizes = await Promise.all(frames.map(({ file }) => syncFile(path.join(folder, file))));
      const info: ResultInfo = {
        version: 1,
        key,
        ...about,
        width: frames[0]?.width ?? 0,
        height: frames[0]?.height ?? 0,
        frames: frames.map(({ file, pixels }) => ({ file, pixels })),
        made: now(),
        bytes: sizes.reduce((sum, size) => sum + size, 0),
      };
      await writeFile(path.join(folder, manifest), JSON.stringify(info));
      await syncFile(path.join(folder, manifest));
      await syncFolder(folder);
      await mkdir(path.dirname(place), { recursive: true });
      try {
        await renameFolder(folder, place);
      } catch (error) {
        // Published by someone else meanwhile: the same key is the same result.
        await stat(path.join(place, manifest)).catch(() => {
          throw error;
        });
        await discard();
      }
      await syncFolder(path.dirname(place));
    },
  };
}

/** On Windows a virus scanner may hold a new file for a moment: up to 8 tries in about a second. */
async function renameFolder(from: string, to: string): Promise<void> {
  for (let tried = 0; ; tried++) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      const held = process.platform === 'win32' && ['EPERM', 'EACCES', 'EBUSY'].includes(systemCode(error));
      if (!held || tried >= 7) {
        throw error;
      }
      await sleep(10 * 2 ** tried);
    }
  }
}

async function syncFile(file: string): Promise<number> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
    return (await handle.stat()).size;
  } finally {
    await handle.close();
  }
}

/** A folder's entries are only safe when the folder is synced too; Windows has no such call. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') {
    return;
  }
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
