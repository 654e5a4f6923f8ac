import path from 'node:path';
import PQueue from 'p-queue';
import { z } from 'zod';
import { exportSettingsSchema } from '../../shared/export/settings.ts';
import { Fault } from '../../shared/fault.ts';
import type { RenderEvent } from '../../shared/generation/events.ts';
import { planSchema } from '../../shared/planner/schema.ts';
import { projectSchema } from '../../shared/project/schema.ts';
import type { Engines } from '../engines/registry.ts';
import type { Costs } from '../generation/costs.ts';
import type { RenderReport } from '../generation/report.ts';
import type { FilmOrder } from '../generation/openFilm.ts';
import type { RenderOptions } from '../generation/runner.ts';
import type { JobContext, Work } from '../jobs/jobs.ts';
import type { Desk } from './desk.ts';
import { orderFilm } from './filmOrder.ts';
import { makeFilm, type MakeFilmParts } from './makeFilm.ts';
import { renderFilm } from './renderFilm.ts';
import type { Results } from './results.ts';

/** What a job is started with: all of it, so that it can be begun again after a crash. */
const filmInput = z.object({ prepared: z.string(), project: projectSchema, plan: planSchema });

export const renderInput = filmInput.extend({
  only: z.array(z.string()).nullable(),
  take: z.enum(['kept', 'new']),
});

export const exportInput = filmInput.extend({ settings: exportSettingsSchema, file: z.string() });

export interface WorksParts extends MakeFilmParts {
  readonly engines: Engines;
  readonly costs: Costs;
  readonly desk: Pick<Desk, 'tell'>;
  readonly results: Results;
  readonly assetFile: (project: string, asset: string) => Promise<string | null>;
}

/** How the jobs of a film are done. */
export function filmWorks(parts: WorksParts): { readonly render: Work; readonly export: Work } {
  const { runner, engines, costs, desk, results } = parts;
  const order = ({ project, plan }: z.infer<typeof filmInput>) =>
    orderFilm(
      { project, assetFile: (asset) => parts.assetFile(project.id, asset) },
      engines,
      costs,
      null,
      plan,
    );

  // An export that comes while its film is rendered waits and finds everything made, instead of making it twice.
  const renders = new PQueue({ concurrency: 1 });
  const render = (
    prepared: string,
    film: FilmOrder,
    options: Pick<RenderOptions, 'only' | 'take'>,
    job: JobContext,
  ): Promise<RenderReport> => {
    const tell = (event: RenderEvent) => {
      desk.tell(prepared, event);
    };
    return renders.add(() => renderFilm(runner, film, options, job, tell), { signal: job.signal });
  };

  return {
    render: async (input, job) => {
      const asked = renderInput.parse(input);
      const options = { only: asked.only, take: asked.take === 'new' ? ('new' as const) : null };
      const report = await render(asked.prepared, await order(asked), options, job);
      const [lost] = report.failed;
      if (lost !== undefined && report.made === 0) {
        throw new Fault('render-failed', lost.reason, lost.remedy);
      }
      return null;
    },
    export: async (input, job) => {
      const { settings, file, ...asked } = exportInput.parse(input);
      const film = await order(asked);
      const report = await render(asked.prepared, film, {}, job);
      job.signal.throwIfAborted();
      const made = await makeFilm(parts, film, report, { settings, output: file }, job);
      return { media: results.add(made.file), name: path.basename(made.file), bytes: made.bytes };
    },
  };
}
