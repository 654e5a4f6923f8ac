import type { Fades, Fps, Project } from '../project/schema.ts';
import { filmOf } from '../project/timeline.ts';
import type { CaptionTrack, Slide } from './schema.ts';
import { frameOf, states, type CaptionState, type Part, type Run } from './states.ts';

/** Pictures of captions laid on each other, each as strongly as its weight (0..1), under black of strength `dark`. */
export interface Look {
  readonly layers: readonly { readonly state: number; readonly weight: number }[];
  readonly dark: number;
}

/** What lies over a film: `runs` name looks, looks name states, each distinct one once. */
export interface Looks {
  readonly states: readonly CaptionState[];
  readonly looks: readonly Look[];
  readonly runs: readonly Run[];
}

/** The part of the timeline a film is: frames. */
export interface Stretch {
  readonly first: number;
  readonly frames: number;
}

/**
 * What lies over a film with fades: its captions, which come and go, and the black it begins and ends in. Frames of `runs` count
 * from the film's first. Outside fades a look is one state, so that a caption that stays is still one picture.
 * Throws as `states`. O(words log words + fading frames).
 */
export function looksOf(
  track: CaptionTrack | null,
  fps: Fps,
  { first, frames }: Stretch,
  fades: Fades,
): Looks {
  const fading = new Map<number, Map<number, number>>();
  const shown = track === null ? null : faded(track, fps, fades.slides, fading);
  const plain = shown === null ? null : states(shown, fps, first + frames);
  const seen = collector();
  const empty = seen.state([]);
  const spans = plain?.runs ?? [{ state: 0, from: 0, frames: first + frames }];
  const changes = new Set([...fading.keys(), ...darkFrames(frames, fades).map((frame) => frame + first)]);
  const breaks = [...changes].sort((a, b) => a - b);
  let next = 0;
  for (const run of spans) {
    const end = run.from + run.frames;
    const parts = plain?.states[run.state]?.parts ?? [];
    for (let at = Math.max(run.from, first); at < end;) {
      while ((breaks[next] ?? Infinity) < at) {
        next++;
      }
      const isFading = breaks[next] === at;
      const until = isFading ? at + 1 : Math.min(end, breaks[next] ?? Infinity);
      const layers = isFading
        ? layersOf(parts, fading.get(at), seen.state)
        : [{ state: parts.length === 0 ? empty : seen.state(parts), weight: 1 }];
      const dark = darkAt(at - first, frames, fades);
      seen.run({ layers: layers.filter(({ state }) => state !== empty), dark }, at - first, until - at);
      at = until;
    }
  }
  return { states: seen.states, looks: seen.looks, runs: seen.runs };
}

/** What lies over a project's film; nothing for one without frames. Throws as `states`. */
export function filmLooks(project: Project): Looks {
  const film = filmOf(project);
  const stretch = film === null ? { first: 0, frames: 0 } : { ...film, frames: film.last - film.first + 1 };
  return looksOf(project.captions, project.fps, stretch, project.fades);
}

/** Gathers states, looks and runs, each distinct one once; neighbours that look alike become one run. */
function collector() {
  const [stateNumbers, lookNumbers] = [new Map<string, number>(), new Map<string, number>()];
  const [found, looks]: [CaptionState[], Look[]] = [[], []];
  const runs: { state: number; from: number; frames: number }[] = [];
  const numberOf = <T>(numbers: Map<string, number>, list: T[], key: string, value: T): number => {
    const known = numbers.get(key) ?? list.push(value) - 1;
    numbers.set(key, known);
    return known;
  };
  return {
    states: found,
    looks,
    runs,
    state: (parts: readonly Part[]) => {
      const key = parts
        .map(({ slide, from, to, marked }) => [slide, from, to, ...marked].join(':'))
        .join('|');
      return numberOf(stateNumbers, found, key, { parts });
    },
    run: (look: Look, from: number, frames: number) => {
      // A picture that is dark is as large as the film: one that came back would be kept for that.
      const moment = look.dark === 0 ? '' : String(from);
      const key = `${String(look.dark)}@${moment} ${look.layers.map((one) => `${String(one.state)}:${String(one.weight)}`).join(' ')}`;
      const state = numberOf(lookNumbers, looks, key, look);
      const last = runs.at(-1);
      if (last?.state === state) {
        last.frames += frames;
      } else if (frames > 0) {
        runs.push({ state, from, frames });
      }
    },
  };
}

/** The slides of a picture, those that fade apart from those that do not. */
function layersOf(
  parts: readonly Part[],
  weights: ReadonlyMap<number, number> | undefined,
  stateOf: (parts: readonly Part[]) => number,
): Look['layers'] {
  const groups = new Map<number, Part[]>();
  for (const part of parts) {
    const weight = weights?.get(part.slide) ?? 1;
    groups.set(weight, [...(groups.get(weight) ?? []), part]);
  }
  return [...groups].map(([weight, group]) => ({ state: stateOf(group), weight }));
}

/** The frames, counted from the film's first, at which black lies over it. */
function darkFrames(frames: number, fades: Fades): readonly number[] {
  const fadeIn = Math.min(fades.in, frames);
  const fadeOut = Math.min(fades.out, frames);
  return [
    ...Array.from({ length: fadeIn }, (_, i) => i),
    ...Array.from({ length: fadeOut }, (_, i) => frames - fadeOut + i),
  ];
}

/** Frame 0 of a film that fades in is black, and so is the last of one that fades out. */
function darkAt(frame: number, frames: number, fades: Fades): number {
  const light = Math.min(
    fades.in === 0 ? 1 : frame / fades.in,
    fades.out === 0 ? 1 : (frames - 1 - frame) / fades.out,
  );
  return 1 - Math.min(1, Math.max(0, light));
}

/**
 * Puts the weight of every fading slide into `fading`, by frame, and answers the track with the times its slides are seen:
 * those that cross are seen beyond the cut between them.
 */
function faded(
  track: CaptionTrack,
  fps: Fps,
  { how, frames }: Fades['slides'],
  fading: Map<number, Map<number, number>>,
): CaptionTrack {
  if (how === 'none') {
    return track;
  }
  const put = (frame: number, slide: number, weight: number) => {
    const weights = fading.get(frame) ?? new Map<number, number>();
    weights.set(slide, Math.min(weight, weights.get(slide) ?? 1));
    fading.set(frame, weights);
  };
  const from = track.slides.map(({ start }) => frameOf(start, fps));
  const to = track.slides.map(({ end }) => frameOf(end, fps));
  const lengthOf = (slide: number) => Math.max(0, (to[slide] ?? 0) - (from[slide] ?? 0));
  const next = track.slides.map((_, i) => (how === 'crossfade' && to[i] === from[i + 1] ? i + 1 : null));
  const [starts, ends] = [[...from], [...to]];
  track.slides.forEach((_, i) => {
    const crossing = next[i] ?? null;
    if (crossing !== null) {
      // Half before the cut and half behind it, and never longer than half a slide.
      const length = Math.min(frames, lengthOf(i), lengthOf(crossing));
      const begin = (to[i] ?? 0) - Math.floor(length / 2);
      for (let k = 0; k < length; k++) {
        const t = (k + 1) / (length + 1);
        put(begin + k, i, 1 - t);
        put(begin + k, crossing, t);
      }
      ends[i] = begin + length;
      starts[crossing] = begin;
    }
    const length = Math.min(frames, Math.floor(lengthOf(i) / 2));
    for (let k = 0; k < length; k++) {
      const t = (k + 1) / (length + 1);
      if (i === 0 || next[i - 1] !== i) {
        put((from[i] ?? 0) + k, i, t);
      }
      if (crossing === null) {
        put((to[i] ?? 0) - 1 - k, i, t);
      }
    }
  });
  const seconds = (frame: number) => (frame * fps.den) / fps.num;
  return {
    ...track,
    slides: track.slides.map((slide, i): Slide => ({
      ...slide,
      start: starts[i] === from[i] ? slide.start : seconds(starts[i] ?? 0),
      end: ends[i] === to[i] ? slide.end : seconds(ends[i] ?? 0),
    })),
  };
}
