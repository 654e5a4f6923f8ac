import { filmOf, segmentsOf, type Segment } from '../project/timeline.ts';
import type { Project } from '../project/schema.ts';
import type { Batch, Cost, Cut, Parameters, Plan, Profile } from './schema.ts';

const stopgapCost: Cost = { fixed: 1, perFrame: 0.05, perFrameSquared: 0 };

function parametersOf(project: Project, segment: Segment): Parameters {
  const { settings } = segment;
  const { defaults } = project;
  const text = (own: string | null, other: string) => (own === null || own.trim() === '' ? other : own);
  return {
    prompt: text(settings.prompt, text(settings.enhanced, defaults.prompt)),
    negative: text(settings.negative, defaults.negative),
    loras: settings.loras ?? defaults.loras,
    seed: settings.seed ?? defaults.seed,
    strength: settings.strength ?? defaults.strength,
    steps: defaults.steps,
    cfg: defaults.cfg,
    model: defaults.model,
  };
}

const roundUp = (length: number, step: number) => Math.ceil((length - 1) / step) * step + 1;

/** STOPGAP until the planner is complete: `fill` without windows. */
export function planFilm(
  project: Project,
  profile: Profile,
  cost: Cost = stopgapCost,
  _previous: Plan | null = null,
): Plan {
  const segments = segmentsOf(project);
  const largest = Math.min(project.planning.largest ?? profile.largest, profile.largest);
  const groups: { segments: Segment[]; cut: Cut | null }[] = [];
  for (const segment of segments) {
    const group = groups.at(-1);
    const first = group?.segments[0];
    if (group === undefined || first === undefined) {
      groups.push({ segments: [segment], cut: null });
      continue;
    }
    const differ =
      JSON.stringify(parametersOf(project, segment)) !== JSON.stringify(parametersOf(project, first));
    const long = roundUp(segment.last - first.first + 1, profile.step) > largest;
    if (differ || long || project.planning.strategy === 'separate') {
      group.cut = { reason: differ ? 'parameters' : long ? 'largest' : 'separate', detail: '' };
      groups.push({ segments: [segment], cut: null });
    } else {
      group.segments.push(segment);
    }
  }
  const seconds = (n: number) => cost.fixed + cost.perFrame * n + cost.perFrameSquared * n * n;
  const batches: Batch[] = groups.flatMap((group, index) => {
    const first = group.segments[0];
    const last = group.segments.at(-1);
    if (first === undefined || last === undefined) {
      return [];
    }
    const wanted = last.last - first.first + 1;
    const generated = roundUp(wanted, profile.step);
    const keyframes = [first.from, ...group.segments.flatMap((one) => one.to ?? [])];
    return {
      index,
      from: first.first,
      to: last.last,
      context: 1,
      wanted,
      generated,
      trimmed: generated - wanted,
      dependsOn: null,
      anchors: keyframes.map((one) => ({
        keyframe: one.id,
        film: one.frame,
        at: one.frame - first.first,
        hold: one.hold,
        seen: true,
      })),
      kept: { from: index === 0 ? 0 : 1, to: wanted - 1 },
      segments: group.segments.map((one) => one.key),
      parameters: parametersOf(project, first),
      seconds: seconds(generated),
      cut: group.cut,
    };
  });
  const film = filmOf(project);
  const separate = segments.reduce(
    (sum, one) => sum + seconds(roundUp(one.last - one.first + 1, profile.step)),
    0,
  );
  return {
    film: {
      first: film?.first ?? 0,
      last: film?.last ?? 0,
      frames: film === null ? 0 : film.last - film.first + 1,
      fps: project.fps,
    },
    profile,
    strategy: project.planning.strategy,
    segments: segments.map((one) => ({
      key: one.key,
      index: one.index,
      from: one.first,
      to: one.last,
      batches: [groups.findIndex((group) => group.segments.includes(one))],
    })),
    batches,
    savings: {
      separate: segments.length,
      batched: batches.length,
      factor: segments.length / Math.max(1, batches.length),
    },
    estimate: { seconds: batches.reduce((sum, one) => sum + one.seconds, 0), separateSeconds: separate },
  };
}
