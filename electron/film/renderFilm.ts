import type { RenderEvent } from '../../shared/generation/events.ts';
import type { Plan } from '../../shared/planner/schema.ts';
import type { RenderReport } from '../generation/report.ts';
import type { FilmOrder } from '../generation/openFilm.ts';
import type { Runner, RenderOptions } from '../generation/runner.ts';
import type { JobContext } from '../jobs/jobs.ts';

/** Renders as a job: the runner's events become phases with counts, and its report the job's words. */
export async function renderFilm(
  runner: Runner,
  order: FilmOrder,
  options: Pick<RenderOptions, 'only' | 'take'>,
  job: Pick<JobContext, 'signal' | 'progress' | 'note'>,
  tell: (event: RenderEvent) => void,
): Promise<RenderReport> {
  const count = counter(order.plan, job);
  const events = (event: RenderEvent) => {
    count(event);
    tell(event);
  };
  const report = await runner.render(order, { ...options, signal: job.signal, events });
  report.notes.forEach(job.note);
  return report;
}

/**
 * Frames of the batches that run, over all of them, and which batch is at work. While an engine works through steps
 * before it has any frames, its steps are what is counted.
 */
function counter(plan: Plan, job: Pick<JobContext, 'progress'>): (event: RenderEvent) => void {
  let total = 0;
  let batches = 0;
  let begun = 0;
  let seen = new Set<string>();
  return (event) => {
    switch (event.event) {
      case 'plan':
        total = event.frames;
        batches = event.run;
        break;
      case 'batch':
        begun += event.state === 'running' ? 1 : 0;
        break;
      case 'retry':
      case 'split':
        // Its frames are made again.
        seen = new Set([...seen].filter((name) => !name.startsWith(`${String(event.batch)}:`)));
        break;
      case 'frame':
        seen.add(`${String(event.batch)}:${String(event.at)}`);
        break;
      case 'phase':
        if (event.name !== 'sampling' || event.total <= 1) {
          return;
        }
        break;
      default:
        return;
    }
    const part = batches > 1 ? { index: Math.min(Math.max(begun, 1), batches), of: batches } : null;
    if (event.event === 'phase') {
      const [done, steps] = [Math.round(event.done), Math.round(event.total)];
      job.progress({ phase: 'Sampling', done: Math.min(done, steps), total: steps, unit: 'steps', part });
    } else if (total > 0) {
      job.progress({ phase: 'Rendering', done: Math.min(seen.size, total), total, unit: 'frames', part });
    } else if (event.event === 'plan' && plan.batches.length > 0) {
      const all = plan.batches.length;
      job.progress({
        phase: 'Everything is made already',
        done: all,
        total: all,
        unit: 'batches',
        part: null,
      });
    }
  };
}
