import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { writeAtomically } from '../media/atomicWrite.ts';

/** A project the program knows: where it lies, and its text as last seen there. */
const placeSchema = z.object({
  file: z.string(),
  /** `Project.id`. */
  project: z.string(),
  name: z.string(),
  seen: z.string(),
  readOnly: z.string().nullable(),
  /** Taken off the list by hand; still known, so that a film that is open somewhere can be saved. */
  unlisted: z.boolean().default(false),
});
export type Place = z.infer<typeof placeSchema>;

/** The screen's name for a place; it tells nothing of the path. */
export const entryIdOf = (file: string): string =>
  createHash('sha256').update(path.resolve(file)).digest('hex').slice(0, 24);

const kept = 200;

export interface Places {
  /** Newest first. */
  readonly all: () => Promise<readonly Place[]>;
  /** By `Project.id` (the place opened last) or by entry id. */
  readonly find: (id: string) => Promise<Place | null>;
  /** Puts a place at the head of the list, where it is seen. */
  readonly remember: (place: Omit<Place, 'unlisted'>) => Promise<void>;
  /** Keeps it in mind, unseen until it is remembered again. */
  readonly unlist: (file: string) => Promise<void>;
  readonly forget: (file: string) => Promise<void>;
}

/** The list of recent projects in `file`. A list that is damaged or gone is an empty one: it holds nothing of worth. */
export function createPlaces(file: string): Places {
  let list: readonly Place[] | null = null;
  const all = async () => (list ??= await readList(file));
  const put = async (next: readonly Place[]) => {
    list = next.slice(0, kept);
    await mkdir(path.dirname(file), { recursive: true });
    await writeAtomically(file, `${JSON.stringify(list, null, 2)}\n`);
  };
  return {
    all,
    find: async (id) => {
      const places = await all();
      return (
        places.find(({ project }) => project === id) ?? places.find((p) => entryIdOf(p.file) === id) ?? null
      );
    },
    remember: async (place) => {
      const others = (await all()).filter((other) => other.file !== place.file);
      await put([{ ...place, unlisted: false }, ...others]);
    },
    unlist: async (hidden) =>
      put((await all()).map((place) => (place.file === hidden ? { ...place, unlisted: true } : place))),
    forget: async (gone) => put((await all()).filter((place) => place.file !== gone)),
  };
}

async function readList(file: string): Promise<readonly Place[]> {
  try {
    return z.array(placeSchema).parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return [];
  }
}
