import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { writeAtomically } from '../media/atomicWrite.ts';
import type { LoadMemory } from './batches.ts';

/** What was learned of this machine: loads that fit, and seconds a million pixels of input took, by network. */
export interface UpscaleMemory {
  readonly loads: LoadMemory;
  readonly paces: Map<string, number>;
  save(): Promise<void>;
}

const schema = z.object({
  loads: z.array(z.tuple([z.string(), z.object({ together: z.int(), pixels: z.int() })])),
  paces: z.array(z.tuple([z.string(), z.number().positive()])),
});

/** A file that is missing or broken is begun anew: it holds estimates only. */
export async function openUpscaleMemory(file: string): Promise<UpscaleMemory> {
  let known: z.infer<typeof schema> = { loads: [], paces: [] };
  try {
    known = schema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    // Begun anew.
  }
  const [loads, paces] = [new Map(known.loads), new Map(known.paces)];
  return {
    loads,
    paces,
    save: () => writeAtomically(file, JSON.stringify({ loads: [...loads], paces: [...paces] })),
  };
}
