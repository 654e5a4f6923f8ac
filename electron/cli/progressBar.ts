import type { Progress } from '../../shared/jobs/job.ts';
import { secondsLeft } from '../jobs/eta.ts';
import type { Step } from '../jobs/jobs.ts';

/** Adds to each step what is left of its phase, from the phase's own pace. */
export function createPace(now: () => number): (step: Step) => Progress {
  let phase = '';
  let since = 0;
  let first = 0;
  return (step) => {
    if (step.phase !== phase) {
      [phase, since, first] = [step.phase, now(), step.done];
    }
    const left = secondsLeft(step.done - first, step.total - first, (now() - since) / 1000, null);
    return { part: null, ...step, left: step.left ?? left };
  };
}

/** "about 3 min", "12 s". */
export function timeLeft(seconds: number): string {
  return seconds >= 90 ? `about ${String(Math.round(seconds / 60))} min` : `${String(Math.ceil(seconds))} s`;
}

/** One line of at most `columns` characters: phase, bar, counts, batch, time left. */
export function progressLine({ phase, done, total, unit, part, left }: Progress, columns: number): string {
  const batch = part === null ? '' : ` · batch ${String(part.index)} of ${String(part.of)}`;
  const rest = left === null ? '' : ` · ${timeLeft(left)} left`;
  const words = `${unit} ${String(done)} of ${String(total)}${batch}${rest}`;
  const room = Math.max(0, Math.min(32, columns - phase.length - words.length - 4));
  const filled = total === 0 ? 0 : Math.round((room * done) / total);
  const bar = room < 4 ? '' : `${'█'.repeat(filled)}${'░'.repeat(room - filled)} `;
  return `${phase} ${bar}${words}`.slice(0, columns - 1);
}
