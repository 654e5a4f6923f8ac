import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { comfyChoicesSchema } from '../../../shared/engines/comfyui.ts';
import { writeAtomically } from '../../media/atomicWrite.ts';

/** What a server was like when it last answered, so that finished work is found again while it is off. */
const knownSchema = z.object({ version: z.string(), choices: comfyChoicesSchema });

export type KnownServer = z.infer<typeof knownSchema>;

export interface ServerMemory {
  get(label: string): KnownServer | null;
  set(label: string, known: KnownServer): Promise<void>;
}

/** `file` null remembers for this run only. A broken file is begun anew: all in it can be asked again. */
export async function openServerMemory(file: string | null): Promise<ServerMemory> {
  const servers = new Map(file === null ? [] : Object.entries(await read(file)));
  let writing = Promise.resolve();
  return {
    get: (label) => servers.get(label) ?? null,
    set: async (label, known) => {
      if (JSON.stringify(servers.get(label)) === JSON.stringify(known)) {
        return;
      }
      servers.set(label, known);
      if (file !== null) {
        const text = JSON.stringify(Object.fromEntries(servers));
        writing = writing.then(() => writeAtomically(file, text)).catch(() => undefined);
        await writing;
      }
    },
  };
}

async function read(file: string): Promise<Record<string, KnownServer>> {
  try {
    return z.record(z.string(), knownSchema).parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return {};
  }
}
