import type { Duplicates, Run } from '../../shared/upscale/schema.ts';
import type { Frame } from '../media/frame.ts';
import { createFinder } from './duplicates.ts';

/** Which frames of a film are repeats, as runs in order; `hashes` are those of the distinct pictures. */
export interface DuplicateMap {
  readonly frames: number;
  readonly runs: readonly Run[];
  readonly hashes: readonly string[];
}

/** Reads all frames; holds one at a time. */
export async function mapDuplicates(frames: AsyncIterable<Frame>, mode: Duplicates): Promise<DuplicateMap> {
  const finder = await createFinder(mode);
  const runs: Run[] = [];
  const hashes: string[] = [];
  let count = 0;
  for await (const frame of frames) {
    const { distinct, isNew, hash } = finder.see(frame);
    if (isNew) {
      hashes.push(hash);
    }
    const last = runs.at(-1);
    if (last?.distinct === distinct) {
      runs[runs.length - 1] = { ...last, frames: last.frames + 1 };
    } else {
      runs.push({ from: count, frames: 1, distinct });
    }
    count += 1;
  }
  return { frames: count, runs, hashes };
}
