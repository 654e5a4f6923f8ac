import { z } from 'zod';
import { Fault } from '../fault.ts';
import {
  emptyProject,
  plainPlanning,
  plainSegment,
  planningSchema,
  type Fps,
  type Keyframe,
  type Planning,
  type Project,
  type Size,
} from '../project/schema.ts';
import { segmentsOf } from '../project/timeline.ts';
import { mostFrames } from './constraints.ts';

/** A film made from lists, without pictures, and what was changed in them, for people. */
export interface ListedFilm {
  readonly project: Project;
  readonly notes: readonly string[];
}

interface ListOptions {
  readonly name?: string;
  readonly size?: Size;
  readonly fps?: Fps;
  /** By segment, in order; a single one is for all. */
  readonly prompts?: readonly string[];
  readonly negatives?: readonly string[];
  readonly planning?: Partial<Omit<Planning, 'pins' | 'refused'>>;
  /** Film frames of keyframes at which a batch must end. */
  readonly pins?: readonly number[];
}

export interface KeyframeList extends ListOptions {
  /** Film frames, one a keyframe. */
  readonly frames: readonly number[];
  /** The film's last frame when it goes on after the last keyframe. */
  readonly end?: number | null;
}

export interface SegmentList extends ListOptions {
  /** Frames of every segment, both its keyframes counted. */
  readonly segments: readonly number[];
  /** Frames that a segment shares with the one after it; one more for the last is ignored. */
  readonly overlaps?: readonly number[];
  /** What the two lists are called where they come from, for messages. */
  readonly names?: { readonly segments: string; readonly overlaps: string };
}

const plainNames = { segments: 'segments', overlaps: 'overlaps' };

const bad = (message: string, remedy: string) => new Fault('bad-input', message, remedy);

function whole(field: string, value: number, least: number): number {
  if (!Number.isInteger(value) || value < least) {
    const what =
      least === 0 ? 'frames are whole numbers from 0' : `at least ${String(least)} whole frames are needed`;
    throw bad(
      `${field} is ${String(value)}, and ${what}.`,
      `Give ${field} as a whole number of at least ${String(least)}.`,
    );
  }
  if (value > mostFrames) {
    throw bad(
      `${field} is ${String(value)}, and a film has at most ${String(mostFrames)} frames.`,
      `Give ${field} as ${String(mostFrames)} or less, or split the film.`,
    );
  }
  return value;
}

/** Keyframes at these film frames; unsorted ones are sorted, which a note says. Throws a Fault `bad-input`. */
export function filmFromKeyframes(list: KeyframeList): ListedFilm {
  list.frames.forEach((frame, i) => whole(`keyframes[${String(i)}]`, frame, 0));
  const frames = [...list.frames].sort((a, b) => a - b);
  if (frames.length === 0) {
    throw bad('keyframes: there is none.', 'Give at least one frame, such as 0,25,54.');
  }
  const twice = frames.find((frame, i) => frame === frames[i - 1]);
  if (twice !== undefined) {
    throw bad(
      `keyframes: two of them are at frame ${String(twice)}.`,
      'Leave one out, or move it to another frame.',
    );
  }
  const notes = frames.every((frame, i) => frame === list.frames[i])
    ? []
    : [
        `The keyframes were not in order and were sorted: ${frames.slice(0, 10).join(', ')}${frames.length > 10 ? ', …' : ''}.`,
      ];
  const end = list.end ?? null;
  const last = frames.at(-1) ?? 0;
  if (end !== null && whole('end', end, 0) < last) {
    throw bad(
      `end is ${String(end)}, before the last keyframe at frame ${String(last)}.`,
      `Give an end of ${String(last)} or more, or none.`,
    );
  }
  const keyframes = frames.map((frame, i): Keyframe => {
    return { id: `k${String(i + 1)}`, frame, asset: '', fit: 'crop', crop: null, hold: 1 };
  });
  const bare = { ...emptyProject('film', list.name ?? 'Film', list.size, list.fps), end, keyframes };
  return { project: withTexts({ ...bare, planning: planningOf(list, keyframes) }, list), notes };
}

/**
 * The older form: segments of so many frames, neighbours sharing `overlaps` frames, keyframes at 0 and at the last
 * frame of every segment. [25,29,25] over [4,4] is 0, 24, 49, 70. Throws a Fault `bad-input`.
 */
export function filmFromSegments(list: SegmentList): ListedFilm {
  const { segments, names = plainNames } = list;
  if (segments.length === 0) {
    throw bad(
      `${names.segments}: there is none.`,
      'Give the frames of at least one segment, such as 25,29,25.',
    );
  }
  const given = list.overlaps ?? new Array<number>(segments.length - 1).fill(1);
  if (given.length !== segments.length - 1 && given.length !== segments.length) {
    throw bad(
      `${names.overlaps}: ${String(given.length)} for ${String(segments.length)} segments.`,
      `Give ${String(segments.length - 1)} overlaps: one between every two segments.`,
    );
  }
  segments.forEach((frames, i) => whole(`${names.segments}[${String(i)}]`, frames, 2));
  const overlaps = given.map((frames, i) => whole(`${names.overlaps}[${String(i)}]`, frames, 0));
  const frames = [0];
  let last = -1;
  segments.forEach((length, i) => {
    const overlap = i === 0 ? 0 : (overlaps[i - 1] ?? 0);
    for (const side of i === 0 ? [] : [i - 1, i]) {
      if (overlap >= (segments[side] ?? 0)) {
        throw bad(
          `${names.overlaps}[${String(i - 1)}] is ${String(overlap)}, and ${names.segments}[${String(side)}] has only ${String(segments[side])} frames.`,
          `Give an overlap of ${String((segments[side] ?? 1) - 1)} or less.`,
        );
      }
    }
    last += length - overlap;
    frames.push(whole(`${names.segments}[${String(i)}]: the film's last frame`, last, 0));
  });
  return filmFromKeyframes({ ...list, frames, end: null });
}

function planningOf(list: ListOptions, keyframes: readonly Keyframe[]): Planning {
  const pins = (list.pins ?? []).map((frame) => {
    const keyframe = keyframes.find((one) => one.frame === frame);
    if (keyframe === undefined) {
      throw bad(`pin is ${String(frame)}, where no keyframe is.`, 'Pin a cut at the frame of a keyframe.');
    }
    return keyframe.id;
  });
  const parsed = planningSchema.safeParse({ ...plainPlanning, ...list.planning, pins });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = String(issue?.path[0] ?? 'planning');
    const value: unknown = Object.entries(list.planning ?? {}).find(([name]) => name === field)?.[1];
    throw bad(
      `${field} is ${String(value)}, which cannot be.`,
      remedies[field] ?? z.prettifyError(parsed.error),
    );
  }
  return parsed.data;
}

const remedies: Readonly<Record<string, string>> = {
  context: 'Choose a context of 1, 5, 9, 13 or 17 frames.',
  strategy: 'Choose fastest, fill or separate.',
  maxSpan: 'Give maxSpan as a whole number of at least 1, or leave it out.',
  largest: 'Give largest as a whole number of at least 2, or leave it out.',
};

function withTexts(project: Project, { prompts, negatives }: ListOptions): Project {
  const segments = segmentsOf(project);
  const texts = (field: string, given: readonly string[] | undefined) => {
    if (given !== undefined && given.length > 1 && given.length !== segments.length) {
      throw bad(
        `${field}: ${String(given.length)} for ${String(segments.length)} segments.`,
        `Give ${String(segments.length)}, one a segment, or a single one for all.`,
      );
    }
    return given ?? [];
  };
  const [own, against] = [texts('prompts', prompts), texts('negatives', negatives)];
  const { defaults } = project;
  return {
    ...project,
    defaults: {
      ...defaults,
      prompt: own.length === 1 ? (own[0] ?? '') : defaults.prompt,
      negative: against.length === 1 ? (against[0] ?? '') : defaults.negative,
    },
    segments:
      own.length < 2 && against.length < 2
        ? {}
        : Object.fromEntries(
            segments.map(({ key, index }) => [
              key,
              {
                ...plainSegment,
                prompt: own.length > 1 ? (own[index] ?? null) : null,
                negative: against.length > 1 ? (against[index] ?? null) : null,
              },
            ]),
          ),
  };
}
