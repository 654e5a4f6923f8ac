import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { open } from 'node:fs/promises';
import { z } from 'zod';
import { contentKey } from './contentKey.ts';
import type { Part } from './film.ts';

const partSchema = z.object({
  result: z.string(),
  batch: z.int(),
  at: z.int(),
  offset: z.int(),
  count: z.int(),
});

/** One way a segment was made: it stays whatever is rendered later. Undo never deletes one. */
export const takeSchema = z.object({
  segment: z.string(),
  /** Its name in `project.segments[].take`: the result's key, or a key of several for a segment of windows. */
  key: z.string(),
  parts: z.array(partSchema),
  /** Hash of everything the segment was asked to be; null for a makeshift that a later render replaces. */
  inputs: z.string().nullable(),
  /** Asked for as another take: shown before the plan's own result as long as `inputs` is what is wanted. */
  chosen: z.boolean(),
  engine: z.string(),
  label: z.string(),
  seed: z.int(),
  /** Milliseconds since 1970. */
  made: z.number(),
});

export type Take = z.infer<typeof takeSchema>;

/** The takes of one film, oldest first. */
export interface Takes {
  of(segment: string): readonly Take[];
  all(): readonly Take[];
  /** Kept on disk when it resolves. The same take again is no new one, unless it is now chosen. */
  add(take: Take): Promise<void>;
}

export function takeKey(parts: readonly Part[]): string {
  const results = [...new Set(parts.map((part) => part.result))];
  return results.length === 1 && results[0] !== undefined ? results[0] : contentKey({ parts: results });
}

/**
 * `DIR/PROJECT.jsonl`: one take a line, only ever added to, so that two programs can add and a power cut costs
 * at most the line being written (a broken line is passed over).
 */
export async function openTakes(dir: string, project: string): Promise<Takes> {
  await mkdir(dir, { recursive: true });
  const file = path.join(dir, `${encodeURIComponent(project)}.jsonl`);
  const takes: Take[] = [];
  const remember = (take: Take) => {
    const at = takes.findIndex((one) => one.segment === take.segment && one.key === take.key);
    if (at >= 0) {
      takes.splice(at, 1);
    }
    takes.push(take);
  };
  for (const line of (await readFile(file, 'utf8').catch(() => '')).split('\n')) {
    const take = takeOf(line);
    if (take !== null) {
      remember(take);
    }
  }
  const known = (take: Take) =>
    takes.some(
      (one) =>
        one.segment === take.segment &&
        one.key === take.key &&
        one.inputs === take.inputs &&
        (one.chosen || !take.chosen),
    );
  return {
    all: () => takes,
    of: (segment) => takes.filter((take) => take.segment === segment),
    add: async (take) => {
      if (known(take)) {
        return;
      }
      remember(take);
      const handle = await open(file, 'a');
      try {
        // The leading line break ends a line that a power cut left half written.
        await handle.appendFile(`\n${JSON.stringify(take)}`);
        await handle.sync();
      } finally {
        await handle.close();
      }
    },
  };
}

function takeOf(line: string): Take | null {
  try {
    return takeSchema.parse(JSON.parse(line));
  } catch {
    return null;
  }
}
