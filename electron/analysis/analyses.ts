import { createHash } from 'node:crypto';
import { mkdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { analysisSchema, type Analysis } from '../../shared/analysis/schema.ts';
import { writeAtomically } from '../media/atomicWrite.ts';

/** To be raised when the same video is to be measured or judged otherwise. */
const version = 2;

/** Analyses on disk, so that a video is decoded for them once: by the place, size and time of its file. */
export interface Analyses {
  readonly find: (file: string) => Promise<Analysis | null>;
  readonly keep: (file: string, analysis: Analysis) => Promise<void>;
}

export function openAnalyses(folder: string): Analyses {
  const keptFile = async (file: string) => {
    const { size, mtimeMs } = await stat(file);
    const key = createHash('sha256')
      .update([version, path.resolve(file), size, mtimeMs].join('\n'))
      .digest('hex');
    return path.join(folder, `${key.slice(0, 32)}.json`);
  };
  return {
    find: async (file) => {
      try {
        return analysisSchema.parse(JSON.parse(await readFile(await keptFile(file), 'utf8')));
      } catch {
        // Not there, damaged or of another version: measured again.
        return null;
      }
    },
    keep: async (file, analysis) => {
      await mkdir(folder, { recursive: true });
      await writeAtomically(await keptFile(file), JSON.stringify(analysis));
    },
  };
}
