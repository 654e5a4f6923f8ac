import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { CostSample } from '../../shared/planner/cost.ts';
import type { Size } from '../../shared/project/schema.ts';

/** What one batch took: `frames` generated (L'), in seconds. */
const measureSchema = z.object({
  engine: z.string(),
  width: z.int(),
  height: z.int(),
  frames: z.int().positive(),
  seconds: z.number().positive(),
});

export type Measure = z.infer<typeof measureSchema>;

/** Measured batches by engine and size, from which the planner's cost model is fitted. */
export interface Costs {
  /** Newest last, at most the newest 64 of this engine and size. */
  measured(engine: string, size: Size): readonly CostSample[];
  add(measure: Measure): Promise<void>;
}

const most = 64;

/** One measure a line; the file is made short again when it is opened. */
export async function openCosts(file: string): Promise<Costs> {
  await mkdir(path.dirname(file), { recursive: true });
  const byEngine = new Map<string, Measure[]>();
  const nameOf = (engine: string, { width, height }: Size) => `${engine} ${String(width)}x${String(height)}`;
  const remember = (measure: Measure) => {
    const name = nameOf(measure.engine, measure);
    byEngine.set(name, [...(byEngine.get(name) ?? []), measure].slice(-most));
  };
  const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n');
  for (const line of lines) {
    const measure = measureOf(line);
    if (measure !== null) {
      remember(measure);
    }
  }
  const kept = [...byEngine.values()].flat();
  if (lines.length > kept.length + 1000) {
    await writeFile(file, kept.map((measure) => `${JSON.stringify(measure)}\n`).join(''));
  }
  return {
    measured: (engine, size) =>
      (byEngine.get(nameOf(engine, size)) ?? []).map(({ frames, seconds }) => ({ frames, seconds })),
    add: async (measure) => {
      remember(measure);
      await appendFile(file, `${JSON.stringify(measure)}\n`);
    },
  };
}

function measureOf(line: string): Measure | null {
  try {
    return measureSchema.parse(JSON.parse(line));
  } catch {
    return null;
  }
}
