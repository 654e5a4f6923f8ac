import type { Job, Progress } from '../../shared/jobs/job.ts';
import { secondsLeft, type Rates } from './eta.ts';

type Step = Pick<Progress, 'phase' | 'unit' | 'done' | 'total'>;

/** The pace of a job's phases: estimates what is left and, at a phase's end, remembers how long a unit took. */
export function createPaces(kind: Job['kind'], rates: Rates, now: () => number) {
  let phase: { name: string; since: number; first: number; done: number } | null = null;
  const nameOf = (step: Step) => `${kind}:${step.phase}:${step.unit}`;
  const end = () => {
    if (phase !== null && phase.done > phase.first) {
      rates.learn(phase.name, (now() - phase.since) / 1000 / (phase.done - phase.first));
    }
    phase = null;
  };
  return {
    end,
    left: (step: Step): number | null => {
      const name = nameOf(step);
      if (phase?.name !== name || step.done < phase.done) {
        end();
        phase = { name, since: now(), first: step.done, done: step.done };
      }
      phase.done = step.done;
      const elapsed = (now() - phase.since) / 1000;
      const before = rates.get(name);
      return secondsLeft(step.done - phase.first, step.total - phase.first, elapsed, before);
    },
  };
}
