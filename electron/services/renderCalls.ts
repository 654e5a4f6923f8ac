import type { z } from 'zod';
import type { ComfyGraph } from '../../shared/engines/comfyui.ts';
import { Fault } from '../../shared/fault.ts';
import type { Desk } from '../film/desk.ts';
import type { renderInput } from '../film/works.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { ComfyDesk } from './comfy.ts';

/** What the screen asks of a prepared film: to make it, and what a server would be sent for one of its batches. */
export function renderCalls(
  desk: Pick<Desk, 'order' | 'request'>,
  jobs: Pick<Jobs, 'start'>,
  comfy: Pick<ComfyDesk, 'showGraph'>,
) {
  return {
    render: async (asked: { prepared: string; only: string[] | null; take: 'kept' | 'new' }) => {
      const { project, plan } = desk.order(asked.prepared);
      const input: z.infer<typeof renderInput> = { ...asked, project, plan };
      const title = `Render ${project.name}`;
      const job = await jobs.start({ kind: 'render', title, project: project.id, input });
      return { job: job.id };
    },
    showGraph: async (prepared: string, batch: number): Promise<ComfyGraph> => {
      const request = await desk.request(prepared, batch);
      if (request === null) {
        throw new Fault(
          'no-request',
          'This batch goes on from one that is not made yet.',
          'Render the one before.',
        );
      }
      return comfy.showGraph(request);
    },
  };
}
