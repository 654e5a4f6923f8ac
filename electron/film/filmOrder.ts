import { Fault } from '../../shared/fault.ts';
import { fitCost, defaultCost } from '../../shared/planner/cost.ts';
import { planFilm } from '../../shared/planner/plan.ts';
import { wanProfile } from '../../shared/planner/profiles.ts';
import type { Cost, Plan, Profile } from '../../shared/planner/schema.ts';
import type { Project, Size } from '../../shared/project/schema.ts';
import type { Engines } from '../engines/registry.ts';
import type { Costs } from '../generation/costs.ts';
import type { Engine } from '../generation/engine.ts';
import type { FilmOrder } from '../generation/openFilm.ts';

/** A project and where the files of its assets are. */
export interface FilmSource {
  readonly project: Project;
  /** null where there is none. */
  readonly assetFile: (asset: string) => Promise<string | null>;
}

/**
 * What an engine can do, for planning: while a server is off its film is still edited, with what such an engine can do
 * at its plainest. A render asks the engine itself.
 */
async function planningProfile(engine: Engine): Promise<Profile> {
  try {
    return await engine.profile();
  } catch {
    return { ...wanProfile, engine: engine.id };
  }
}

/** Seconds a batch takes on this machine: the engine's default, bent towards what was measured. */
export function costOf(engine: Engine, profile: Profile, costs: Costs, size: Size): Cost {
  const prior = defaultCost(profile, size);
  return fitCost(costs.measured(engine.id, size), prior) ?? prior;
}

/** A project made ready for the runner: planned, its pictures found. `plan` keeps one that was made before. */
export async function orderFilm(
  source: FilmSource,
  engines: Engines,
  costs: Costs,
  before: Plan | null,
  plan: Plan | null = null,
): Promise<FilmOrder> {
  const { project } = source;
  const engine = engines.engine(project.engine);
  const { keyframes, sound, background } = project;
  const used = new Set([
    ...keyframes.map((keyframe) => keyframe.asset),
    ...(sound === null ? [] : [sound.asset]),
    ...(background?.kind === 'asset' ? [background.asset] : []),
  ]);
  const files = new Map(
    await Promise.all([...used].map(async (asset) => [asset, await source.assetFile(asset)] as const)),
  );
  const profile = await planningProfile(engine);
  return {
    project,
    engine,
    plan: plan ?? planFilm(project, profile, costOf(engine, profile, costs, project.size), before),
    assetPath: (asset) => {
      const file = files.get(asset) ?? null;
      if (file === null) {
        const { name = asset, kind = 'image' } = project.assets[asset] ?? {};
        const what = { image: 'picture', video: 'video', audio: 'sound' }[kind];
        throw new Fault(
          'missing-picture',
          `The ${what} “${name}” is not where the project keeps it.`,
          `Drop the ${what} on the media bin again, or put it back.`,
        );
      }
      return file;
    },
  };
}
