import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { planFilm } from '../../../shared/planner/plan.ts';
import type { Plan } from '../../../shared/planner/schema.ts';
import { emptyProject, type Planning, type Project } from '../../../shared/project/schema.ts';
import { openCache, type Cache, type FrameFiles } from '../../generation/cache.ts';
import { openCosts } from '../../generation/costs.ts';
import type { Engine } from '../../generation/engine.ts';
import { createPreviews } from '../../generation/previews.ts';
import { createRunner, type FilmOrder, type Runner, type RunnerParts } from '../../generation/runner.ts';
import { openTakes } from '../../generation/takes.ts';
import { thisProcess } from '../../jobs/owner.ts';
import type { Frame } from '../../media/frame.ts';
import { testProfile } from './engine.ts';

/** A small film with keyframes at these film frames, each of another colour. */
export function filmOf(
  frames: readonly number[],
  planning: Partial<Planning> = {},
  end: number | null = null,
): Project {
  const plain = emptyProject('film', 'Film', { width: 32, height: 24 });
  const keyframes = frames.map((frame, i) => ({
    id: `k${String(i)}`,
    frame,
    asset: `a${String(i)}`,
    fit: 'crop' as const,
    crop: null,
    hold: 1,
  }));
  return { ...plain, engine: 'testing', keyframes, end, planning: { ...plain.planning, ...planning } };
}

/** The picture of an asset: a gradient whose colours come from the asset's name. */
export function pictureOf(asset: string, { width, height }: { width: number; height: number }): Frame {
  const tint = [...asset].reduce((sum, char) => (sum * 37 + char.charCodeAt(0)) % 251, 11);
  const data = new Uint8Array(width * height * 4);
  for (let at = 0; at < width * height; at++) {
    data.set([60 + (tint % 150), (at * 3 + tint) % 256, (tint * 7) % 256, 255], at * 4);
  }
  return { width, height, data };
}

/** Frames as they are in memory behind a head of eight bytes: quick, and nothing to install. */
export const rawFrameFiles: FrameFiles = {
  write: async (base, { width, height, data }) => {
    const head = Buffer.alloc(8);
    head.writeUInt32LE(width, 0);
    head.writeUInt32LE(height, 4);
    await writeFile(`${base}.raw`, Buffer.concat([head, data]));
    return `${base}.raw`;
  },
  read: async (file) => {
    const bytes = await readFile(file);
    const [width, height] = [bytes.readUInt32LE(0), bytes.readUInt32LE(4)];
    return { width, height, data: new Uint8Array(bytes.subarray(8)) };
  },
};

export interface Studio {
  readonly cache: Cache;
  readonly runner: Runner;
  readonly order: (project: Project, engine: Engine, plan?: Plan) => FilmOrder;
}

/** Everything a render needs in one folder, with real files and no waiting between tries. */
export async function openStudio(dir: string, parts: Partial<RunnerParts> = {}): Promise<Studio> {
  await mkdir(dir, { recursive: true });
  const cache = await openCache({ dir, owner: await thisProcess(), files: rawFrameFiles, now: Date.now });
  const costs = await openCosts(path.join(dir, 'costs.jsonl'));
  const runner = createRunner({
    cache,
    costs,
    previews: createPreviews({
      encode: (frame) => Promise.resolve({ type: 'image/raw', bytes: frame.data }),
      held: 1 << 20,
      kept: 1 << 20,
      ids: 1000,
    }),
    takes: (project) => openTakes(path.join(dir, 'takes'), project),
    readPicture: (file, _keyframe, size) => Promise.resolve(pictureOf(file, size)),
    patience: { patience: 30, grace: 1, waits: [0, 0] },
    cacheLimit: null,
    now: Date.now,
    log: () => undefined,
    ...parts,
  });
  return {
    cache,
    runner,
    order: (project, engine, plan) => ({
      project,
      engine,
      plan: plan ?? planFilm(project, testProfile),
      assetPath: (asset) => asset,
    }),
  };
}
