import { Fault } from '../../shared/fault.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Upscaling, UpscaleRequest } from './upscale.ts';
import type { UpscaleJobs } from './upscaleJobs.ts';

type Asked = Omit<UpscaleRequest, 'file'> & { readonly project: string; readonly asset: string };

/** What the screen asks about a video of a project. */
export function upscaleCalls(
  upscaling: Pick<Upscaling, 'models' | 'look' | 'ready'>,
  films: UpscaleJobs,
  jobs: Pick<Jobs, 'start'>,
  assetFile: (project: string, asset: string) => Promise<string | null>,
) {
  const found = async ({ project, asset, ...asked }: Asked): Promise<UpscaleRequest> => {
    const file = await assetFile(project, asset);
    if (file === null) {
      throw new Fault('missing-file', 'The file of this video is not there.', 'Find it again in the bin.');
    }
    return { ...asked, file };
  };
  return {
    models: upscaling.models,
    look: async (asked: Asked, signal: AbortSignal) => upscaling.look(await found(asked), signal),
    ready: upscaling.ready,
    compared: films.compared,
    start: async ({ name, ...asked }: Asked & { readonly name: string }) => {
      const job = await films.start(jobs, await found(asked), { ...asked, name });
      return { job: job.id };
    },
  };
}
