import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { betweenSchema } from '../../../shared/analysis/vision/words.ts';
import { writeAtomically } from '../../media/atomicWrite.ts';
import { promptVersion } from './prompt.ts';

/** What is known by content, for good: a description, what happens between two pictures, or why there is none. */
const keptSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: z.string(), model: z.string(), at: z.number() }),
  z.object({ kind: z.literal('between'), between: betweenSchema, model: z.string(), at: z.number() }),
  z.object({ kind: z.literal('refused'), reason: z.string(), model: z.string(), at: z.number() }),
]);

export type Kept = z.infer<typeof keptSchema>;

/** Words by what they are about: pixels, model, language and the version of the question. */
export interface WordCache {
  get(key: string): Promise<Kept | null>;
  /** On disk when it resolves, whole. */
  put(key: string, kept: Kept): Promise<void>;
}

/** One small file an answer; one that is broken counts as absent. Not counted against the cache of results. */
export function openWordCache(dir: string): WordCache {
  const made = new Set<string>();
  const fileOf = (key: string) => path.join(dir, key.slice(0, 2), `${key}.json`);
  return {
    get: async (key) => {
      try {
        return keptSchema.parse(JSON.parse(await readFile(fileOf(key), 'utf8')));
      } catch {
        return null;
      }
    },
    put: async (key, kept) => {
      const file = fileOf(key);
      if (!made.has(path.dirname(file))) {
        await mkdir(path.dirname(file), { recursive: true });
        made.add(path.dirname(file));
      }
      await writeAtomically(file, JSON.stringify(kept));
    },
  };
}

/** The key of words about these pictures, by their pixel hashes: one, or the two that something lies between. */
export function wordKey(model: string, language: string, hashes: readonly string[]): string {
  return createHash('sha256')
    .update(JSON.stringify(['words', promptVersion, model, language, hashes]))
    .digest('hex');
}
