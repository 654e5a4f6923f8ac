import { emptyProject, type Project } from '../../schema.ts';
import { segmentsOf } from '../../timeline.ts';
import { setSegments } from '../settings.ts';

/** A film of keyframes a, b, c… on these frames. */
export function film(frames: readonly number[], end: number | null = null): Project {
  const keyframes = frames.map((frame, i) => ({
    id: 'abcdefghijklmnop'[i] ?? `k${String(i)}`,
    frame,
    asset: `picture${String(i)}`,
    fit: 'crop' as const,
    crop: null,
    hold: 1,
  }));
  return { ...emptyProject('p', 'film'), keyframes, end };
}

/** With prompts of segments, by their pair (`a>b`). */
export function withPrompts(project: Project, prompts: Record<string, string>): Project {
  return Object.entries(prompts).reduce(
    (now, [pair, prompt]) => setSegments([pair], { prompt }).apply(now),
    project,
  );
}

export const framesOf = (project: Project) => project.keyframes.map(({ frame }) => frame);
export const order = (project: Project) => project.keyframes.map(({ id }) => id).join('');
export const promptsOf = (project: Project) =>
  Object.fromEntries(segmentsOf(project).map(({ key, settings }) => [key, settings.prompt]));

/** Ids as a program would make them: new1, new2… */
export function ids() {
  let n = 0;
  return () => `new${String(++n)}`;
}
