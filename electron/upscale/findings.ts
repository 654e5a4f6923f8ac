import { createHash } from 'node:crypto';
import { mkdir, readFile, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { writeAtomically } from '../media/atomicWrite.ts';

/** To be raised when what is found out changes its shape or its judgement. */
const version = 4;

/** What was found out about a film by decoding all of it: asked again, nothing is decoded. */
export interface Findings {
  /**
   * `make`'s answer, or what it answered before for a file of this place, size and time. `question` names it; the answer
   * is plain data. What cannot be kept is made again.
   */
  about<T>(file: string, question: string, make: () => Promise<T>): Promise<T>;
  /** The answer that is kept, or null. */
  known<T>(file: string, question: string): Promise<T | null>;
}

export function openFindings(folder: string): Findings {
  const keptFile = async (file: string, question: string) => {
    const { size, mtimeMs } = await stat(file);
    const key = createHash('sha256')
      .update([version, question, path.resolve(file), size, mtimeMs].join('\n'))
      .digest('hex');
    return path.join(folder, `${key.slice(0, 32)}.json`);
  };
  const read = async <T>(kept: string): Promise<T | null> => {
    try {
      // Only `about` writes it, whole or not at all.
      const known = JSON.parse(await readFile(kept, 'utf8')) as T;
      const now = new Date();
      await utimes(kept, now, now).catch(() => undefined);
      return known;
    } catch {
      // Not there or damaged.
      return null;
    }
  };
  return {
    known: async <T>(file: string, question: string) => {
      const kept = await keptFile(file, question).catch(() => null);
      return kept === null ? null : read<T>(kept);
    },
    about: async <T>(file: string, question: string, make: () => Promise<T>): Promise<T> => {
      // A file that is not there is told by `make` in better words.
      const kept = await keptFile(file, question).catch(() => null);
      if (kept === null) {
        return make();
      }
      const known = await read<T>(kept);
      if (known !== null) {
        return known;
      }
      const made = await make();
      await mkdir(folder, { recursive: true })
        .then(() => writeAtomically(kept, JSON.stringify(made)))
        .catch(() => undefined);
      return made;
    },
  };
}
