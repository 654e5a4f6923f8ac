import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { sightSchema, type Sight } from '../../../shared/analysis/vision/contract.ts';
import { writeAtomically } from '../../media/atomicWrite.ts';

/** What is known of a model at an endpoint. */
const knownSchema = z.object({
  sight: sightSchema.nullable(),
  /** The most pictures a call that came back whole; 0 for none yet. */
  worked: z.int(),
  /** The fewest pictures that were too many; null for none yet. */
  failed: z.int().nullable(),
  schema: z.boolean(),
  limit: z.enum(['max_tokens', 'max_completion_tokens', 'none']),
  /** Tokens a picture took, questions included, and an entry: the newest counts a third. null before the first. */
  tokens: z.object({ picture: z.number(), entry: z.number() }).nullable(),
});

export type Known = z.infer<typeof knownSchema>;

const nothingKnown: Known = {
  sight: null,
  worked: 0,
  failed: null,
  schema: true,
  limit: 'max_tokens',
  tokens: null,
};

/** What was learned of endpoints and models, from run to run. */
export interface VisionMemory {
  get(label: string, model: string): Known;
  change(label: string, model: string, known: Partial<Known>): void;
  /** Resolves when what was learned is on disk. */
  settled(): Promise<void>;
}

/** `file` null remembers for this run only. A broken file is begun anew: all in it can be learned again. */
export async function openVisionMemory(file: string | null): Promise<VisionMemory> {
  const all = new Map(file === null ? [] : Object.entries(await read(file)));
  let writing = Promise.resolve();
  const name = (label: string, model: string) => `${label} ${model}`;
  return {
    get: (label, model) => all.get(name(label, model)) ?? nothingKnown,
    change: (label, model, known) => {
      const before = all.get(name(label, model)) ?? nothingKnown;
      const after = { ...before, ...known };
      if (JSON.stringify(after) === JSON.stringify(before)) {
        return;
      }
      all.set(name(label, model), after);
      if (file !== null) {
        writing = writing
          .then(() => writeAtomically(file, JSON.stringify(Object.fromEntries(all), null, 1)))
          .catch(() => undefined);
      }
    },
    settled: () => writing,
  };
}

async function read(file: string): Promise<Record<string, Known>> {
  try {
    return z.record(z.string(), knownSchema).parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return {};
  }
}

/** Pictures a call: learned from what came back whole and what did not, for one run; `know` remembers it. */
export interface BatchSize {
  /** The most pictures for the next call, 1 or more. */
  most(): number;
  whole(pictures: number): void;
  /** So many pictures did not come back; `forgive` takes it back, once a single bad picture is found to be the cause. */
  tooMany(pictures: number): void;
  forgive(pictures: number): void;
}

/**
 * Halves until something works, then closes in on the limit from both sides: between `worked` and `failed` the middle
 * is tried next. A size that has worked is never counted as too large: then it was what the pictures showed.
 */
export function createBatchSize(
  wanted: number,
  known: { readonly sight: Sight | null; readonly worked: number; readonly failed: number | null },
  know: (learned: { worked: number; failed: number | null }) => void,
): BatchSize {
  let { worked } = known;
  let failures = known.failed === null ? [] : [known.failed];
  const failed = () => (failures.length === 0 ? null : Math.min(...failures));
  const tell = () => {
    know({ worked, failed: failed() });
  };
  return {
    most: () => {
      const limit = failed();
      return limit === null
        ? wanted
        : Math.min(wanted, Math.max(1, worked, Math.floor((worked + limit) / 2)));
    },
    whole: (pictures) => {
      if (pictures > worked) {
        worked = pictures;
        failures = failures.filter((size) => size > worked);
        tell();
      }
    },
    tooMany: (pictures) => {
      if (pictures > Math.max(1, worked)) {
        failures = [...failures, pictures];
        tell();
      }
    },
    forgive: (pictures) => {
      const at = failures.indexOf(pictures);
      if (at >= 0) {
        failures = failures.filter((_, i) => i !== at);
        tell();
      }
    },
  };
}
