import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { parseProject } from '../../shared/project/parse.ts';
import type { Project } from '../../shared/project/schema.ts';
import { serialiseProject } from '../../shared/project/serialise.ts';
import { writeAtomically } from '../media/atomicWrite.ts';
import { entryIdOf } from './places.ts';

const keptSchema = z.object({ file: z.string(), at: z.number(), project: z.unknown() });

/** States that were never saved, kept aside by the place of their project, `<entry id>.json` each. */
export interface Recovery {
  readonly keep: (file: string, project: Project, at: number) => Promise<void>;
  /** The state kept for a file, where it is newer than `saved` (ms) and not what `present` is; else null. */
  readonly newerThan: (
    file: string,
    saved: number,
    present: Project,
  ) => Promise<{ readonly project: Project; readonly at: number } | null>;
  readonly forget: (file: string) => Promise<void>;
}

export function createRecovery(folder: string): Recovery {
  const keptIn = (file: string) => path.join(folder, `${entryIdOf(file)}.json`);
  return {
    keep: async (file, project, at) => {
      await mkdir(folder, { recursive: true });
      await writeAtomically(keptIn(file), JSON.stringify({ file, at, project }));
    },
    newerThan: async (file, saved, present) => {
      const text = await readFile(keptIn(file), 'utf8').catch(() => null);
      if (text === null) {
        return null;
      }
      try {
        const { at, project: data } = keptSchema.parse(JSON.parse(text));
        const { project } = parseProject(data);
        const same = serialiseProject({ ...project, id: present.id }) === serialiseProject(present);
        return at > saved && !same ? { project: { ...project, id: present.id }, at } : null;
      } catch {
        // Kept aside by another version, or damaged: the saved state is there, so nothing stands in the way.
        return null;
      }
    },
    forget: (file) => rm(keptIn(file), { force: true }),
  };
}
