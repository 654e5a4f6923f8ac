import { Fault } from '../../shared/fault.ts';
import type { Plan } from '../../shared/planner/schema.ts';
import type { Keyframe, Project } from '../../shared/project/schema.ts';
import type { Frame } from '../media/frame.ts';
import type { Cache, StoredResult } from './cache.ts';
import { between, driftOf, noShift, shifted, type Shift } from './colourMatch.ts';
import { crossfade, marked } from './crossfade.ts';
import {
  endsOf,
  heldFrames,
  interiorOf,
  type Part,
  type PlannedSegment,
  type Results,
  type Showing,
} from './film.ts';
import { cropped } from './pictures.ts';

/** Where a frame of the film comes from. `at` is a batch frame of result `result`. */
export type Provenance =
  | { readonly kind: 'keyframe'; readonly keyframe: string }
  | { readonly kind: 'result'; readonly result: string; readonly at: number }
  | { readonly kind: 'placeholder'; readonly segment: string };

export interface FilmFrame {
  readonly film: number;
  /** Exactly `project.size`. */
  readonly frame: Frame;
  readonly from: Provenance;
}

export interface AssembleParts {
  readonly cache: Pick<Cache, 'open'>;
  /** A keyframe's picture as the film shows it, exactly `project.size`. */
  readonly picture: (keyframe: Keyframe) => Promise<Frame>;
  /** Whether segments that were never made are shown as placeholders too; else they are missing frames. */
  readonly unmade: 'placeholder' | 'missing';
  /**
   * Takes out an engine's drift of colour: what its own frames at a segment's two keyframes differ from the given
   * pictures by, on average, is added back, going over from the one to the other.
   */
  readonly colourMatch: boolean;
}

/**
 * Every frame of the film, in order, once; keyframes (and their holds) show the given pictures exactly. One frame is
 * held at a time. Throws Fault `film-incomplete` before the first frame when frames are missing or doubled, naming
 * the first ten, and `result-frame` when a stored frame cannot be read. `from`: the first film frame wanted.
 */
export async function* assemble(
  parts: AssembleParts,
  project: Project,
  plan: Plan,
  results: Results,
  from = plan.film.first,
): AsyncGenerator<FilmFrame, void> {
  const sources = provenances(parts, project, plan, results);
  const keyframes = new Map(project.keyframes.map((keyframe) => [keyframe.id, keyframe]));
  const segments = new Map(plan.segments.map((segment) => [segment.key, segment]));
  const shifts = shiftFinder(parts, project, plan, results);
  let last: { readonly key: string; readonly result: StoredResult } | null = null;
  const show = async (film: number, from: Provenance): Promise<Frame> => {
    switch (from.kind) {
      case 'keyframe':
        return parts.picture(known(keyframes, from.keyframe));
      case 'result': {
        const result = last?.key === from.result ? last.result : await parts.cache.open(from.result);
        if (result === null) {
          throw new Fault(
            'result-frame',
            `The result ${from.result.slice(0, 8)} that frame ${String(film)} comes from is gone.`,
            'Render again: what is missing is made anew.',
          );
        }
        last = { key: from.result, result };
        const frame = cropped(await result.frame(from.at), project.size);
        return parts.colourMatch ? shifted(frame, await shifts(film)) : frame;
      }
      case 'placeholder':
        return placeholder(parts, project, known(segments, from.segment), film);
    }
  };
  for (let film = from; film <= plan.film.last; film++) {
    const source = sources[film - plan.film.first];
    if (source !== undefined) {
      yield { film, frame: await show(film, source), from: source };
    }
  }
}

/** Where every frame comes from, first frame first. Throws Fault `film-incomplete`. */
function provenances(
  parts: Pick<AssembleParts, 'unmade'>,
  project: Project,
  plan: Plan,
  results: Results,
): readonly Provenance[] {
  const held = heldFrames(project);
  const { first, last } = plan.film;
  const sources: (Provenance | undefined)[] = Array.from({ length: last - first + 1 }, (_, i) => {
    const keyframe = held.get(first + i);
    return keyframe === undefined ? undefined : { kind: 'keyframe', keyframe: keyframe.id };
  });
  const doubled: number[] = [];
  const segments = new Map(plan.segments.map((segment) => [segment.key, segment]));
  const put = (film: number, from: Provenance) => {
    const there = sources[film - first];
    if (there === undefined) {
      sources[film - first] = from;
    } else if (there.kind !== 'keyframe') {
      doubled.push(film);
    }
  };
  for (const showing of results) {
    for (const [film, from] of framesOf(known(segments, showing.segment), showing, parts.unmade)) {
      put(film, from);
    }
  }
  const missing = sources.flatMap((source, i) => (source === undefined ? [first + i] : []));
  if (missing.length > 0 || doubled.length > 0) {
    const what = [
      ...(missing.length > 0 ? [`${count(missing)} missing (${firstTen(missing)})`] : []),
      ...(doubled.length > 0 ? [`${count(doubled)} there twice (${firstTen(doubled)})`] : []),
    ];
    throw new Fault(
      'film-incomplete',
      `The film is not whole: ${what.join(' and ')}.`,
      'Render what is missing, then try again.',
    );
  }
  return sources.filter((source) => source !== undefined);
}

function* framesOf(
  segment: PlannedSegment,
  showing: Showing,
  unmade: AssembleParts['unmade'],
): Generator<readonly [number, Provenance]> {
  if (showing.kind === 'made') {
    for (const { result, at, offset, count: frames } of showing.parts) {
      for (let n = 0; n < frames; n++) {
        yield [segment.from + offset + n, { kind: 'result', result, at: at + n }];
      }
    }
  } else if (showing.why === 'failed' || unmade === 'placeholder') {
    const { first, last } = interiorOf(segment);
    for (let film = first; film <= last; film++) {
      yield [film, { kind: 'placeholder', segment: segment.key }];
    }
  }
}

/** The shift that a film frame needs; what a segment's keyframes say is worked out once, one segment at a time. */
function shiftFinder(parts: AssembleParts, project: Project, plan: Plan, results: Results) {
  const keyframes = new Map(project.keyframes.map((keyframe) => [keyframe.id, keyframe]));
  const made = new Map(results.map((showing) => [showing.segment, showing]));
  let index = 0;
  let known: { readonly segment: string; readonly from: Shift; readonly to: Shift } | null = null;
  const driftAt = async (keyframe: Keyframe | undefined, part: Part | undefined, offset: number) => {
    const result = part === undefined ? null : await parts.cache.open(part.result);
    const at = part === undefined ? -1 : part.at + offset - part.offset;
    if (keyframe === undefined || result === null || at < 0 || at >= result.info.frames.length) {
      return null;
    }
    return driftOf(await parts.picture(keyframe), cropped(await result.frame(at), project.size));
  };
  return async (film: number): Promise<Shift> => {
    while ((plan.segments[index]?.to ?? Infinity) < film) {
      index++;
    }
    const segment = plan.segments[index];
    const showing = made.get(segment?.key ?? '');
    if (segment === undefined || showing?.kind !== 'made') {
      return noShift;
    }
    const length = segment.to - segment.from;
    if (known?.segment !== segment.key) {
      const ends = endsOf(segment);
      const from = await driftAt(keyframes.get(ends.from), showing.parts[0], 0);
      const to = await driftAt(keyframes.get(ends.to ?? ''), showing.parts.at(-1), length);
      known = { segment: segment.key, from: from ?? to ?? noShift, to: to ?? from ?? noShift };
    }
    return between(known.from, known.to, (film - segment.from) / length);
  };
}

/** A crossfade of the two keyframes, marked as one; what follows the last keyframe shows it still. */
async function placeholder(
  { picture }: AssembleParts,
  project: Project,
  segment: PlannedSegment,
  film: number,
): Promise<Frame> {
  const ends = endsOf(segment);
  const keyframes = new Map(project.keyframes.map((keyframe) => [keyframe.id, keyframe]));
  const from = await picture(known(keyframes, ends.from));
  const to = ends.to === null ? from : await picture(known(keyframes, ends.to));
  const t = (film - segment.from) / (segment.to - segment.from);
  return marked(crossfade(from, to, t));
}

function known<T>(map: ReadonlyMap<string, T>, name: string): T {
  const found = map.get(name);
  if (found === undefined) {
    throw new Error(`the plan names ${name}, which is not there: it was made for another project`);
  }
  return found;
}

const count = (frames: readonly number[]) =>
  frames.length === 1 ? '1 frame is' : `${String(frames.length)} frames are`;

const firstTen = (frames: readonly number[]) =>
  frames.slice(0, 10).join(', ') + (frames.length > 10 ? ', …' : '');
