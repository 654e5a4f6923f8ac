import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { planFilm } from '../../../shared/planner/plan.ts';
import type { Plan } from '../../../shared/planner/schema.ts';
import { emptyProject, type Planning, type Project } from '../../../shared/project/schema.ts';
import { openCache, type Cache } from '../../generation/cache.ts';
import { openCosts } from '../../generation/costs.ts';
import type { Engine } from '../../generation/engine.ts';
import { createPreviews } from '../../generation/previews.ts';
import type { FilmOrder } from '../../generation/openFilm.ts';
import { createRunner, type Runner, type RunnerParts } from '../../generation/runner.ts';
import { openTakes } from '../../generation/takes.ts';
import { thisProcess } from '../../jobs/owner.ts';
import { testProfile } from './engine.ts';
import { pictureOf, rawFrameFiles } from './pictures.ts';

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

export { pictureOf, rawFrameFiles } from './pictures.ts';
