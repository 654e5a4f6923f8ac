import { Fault } from '../fault.ts';
import type { Fps } from '../project/schema.ts';
import type { CaptionStyle, CaptionTrack, Slide } from './schema.ts';
import { styleOf } from './slide.ts';

/** One slide as it looks at a moment. */
export interface Part {
  /** Its place in the track. */
  readonly slide: number;
  /** The words that are seen: `from` up to, not with, `to`; the layout is that of all of them. */
  readonly from: number;
  readonly to: number;
  /** The words that are marked: `marked[0]` up to, not with, `marked[1]`; equal for none. */
  readonly marked: readonly [number, number];
}

/** A picture of the track: the slides that are shown together, in the order of the track; none for an empty picture. */
export interface CaptionState {
  readonly parts: readonly Part[];
}

/** `frames` film frames from `from` on that show `states[state]`. */
export interface Run {
  readonly state: number;
  readonly from: number;
  readonly frames: number;
}

/**
 * How states are painted: by every core as fast as they can be, or by one thread that is a little ahead, where frames are encoded
 * meanwhile. That takes far less memory.
 */
export type PaintingPace = 'fast' | 'steady';

export interface CaptionStates {
  /** Every distinct picture once. */
  readonly states: readonly CaptionState[];
  /** Every frame of the film once, in order; neighbours differ. */
  readonly runs: readonly Run[];
}

/** More slides than this at once is a broken file, not a picture. */
export const MOST_AT_ONCE = 8;

/** In a silence shorter than this, in seconds, the last word stays the current one, so that its mark does not flicker. */
export const HELD = 0.5;

/** The film frame at whose beginning `seconds` lies nearest; exact for every rational fps. */
export function frameOf(seconds: number, { num, den }: Fps): number {
  // In whole microseconds and as big integers: seconds * 30000 / 1001 in floats may land on either side of a half.
  const scaled = BigInt(Math.round(seconds * 1e6)) * BigInt(num);
  const whole = BigInt(den) * 1_000_000n;
  return Number((2n * scaled + whole) / (2n * whole));
}

/**
 * The distinct pictures of a track over `length` frames, and when each is shown. A word is current from the frame nearest its start
 * until the next one begins, or, before a silence of HELD seconds, until its end. Slides that overlap are shown together.
 * Throws 'captions-too-many-at-once' over MOST_AT_ONCE. O(w log w) for w words.
 */
export function states(track: CaptionTrack, fps: Fps, length: number): CaptionStates {
  const changes = new Map<number, { slide: number; part: Part | null }[]>();
  const add = (frame: number, slide: number, part: Part | null) => {
    const at = Math.max(0, frame);
    if (at < length) {
      const list = changes.get(at);
      if (list === undefined) {
        changes.set(at, [{ slide, part }]);
      } else {
        list.push({ slide, part });
      }
    }
  };
  track.slides.forEach((slide, i) => {
    for (const { frame, part } of changesOf(track, slide, i, fps)) {
      add(frame, i, part);
    }
  });
  const contents = contentsOf(track);
  const found: CaptionState[] = [];
  const known = new Map<string, number>();
  const runs: { state: number; from: number; frames: number }[] = [];
  const shown = new Map<number, Part>();
  const moments = length > 0 ? [...new Set([0, ...changes.keys()])].sort((a, b) => a - b) : [];
  for (const from of moments) {
    for (const { slide, part } of changes.get(from) ?? []) {
      if (part === null) {
        shown.delete(slide);
      } else {
        shown.set(slide, part);
      }
    }
    if (shown.size > MOST_AT_ONCE) {
      throw tooMany(shown.size, (from * fps.den) / fps.num);
    }
    const parts = [...shown.values()].sort((a, b) => a.slide - b.slide).filter((part) => part.to > part.from);
    const key = parts
      .map((part) => `${contents(part.slide)}:${part.from}:${part.to}:${part.marked.join(':')}`)
      .join('|');
    const state = known.get(key) ?? found.push({ parts }) - 1;
    known.set(key, state);
    const last = runs.at(-1);
    if (last !== undefined && last.state !== state) {
      last.frames = from - last.from;
    }
    if (last?.state !== state) {
      runs.push({ state, from, frames: length - from });
    }
  }
  return { states: found, runs };
}

interface Change {
  readonly frame: number;
  /** From here on; null: no longer shown. */
  readonly part: Part | null;
}

/** When a slide changes its look, in order. */
function changesOf(track: CaptionTrack, slide: Slide, index: number, fps: Fps): readonly Change[] {
  const [first, end] = [frameOf(slide.start, fps), frameOf(slide.end, fps)];
  if (end <= first || slide.words.length === 0) {
    return [];
  }
  const style = styleOf(track, slide);
  const changes: Change[] = [{ frame: first, part: partAt(slide, index, style, -1, -1) }];
  if (slide.timing === 'words') {
    for (const { frame, spoken, current } of momentsOf(slide, fps)) {
      if (frame < end) {
        const change = { frame: Math.max(first, frame), part: partAt(slide, index, style, spoken, current) };
        changes.push(change);
      }
    }
  }
  return [...changes, { frame: end, part: null }];
}

/** The words that begin and the silences, in order of time; -1 for no word. */
function momentsOf(slide: Slide, fps: Fps) {
  const order = slide.words.map((_, i) => i).sort((a, b) => startOf(slide, a) - startOf(slide, b) || a - b);
  const moments: { frame: number; spoken: number; current: number }[] = [];
  let spoken = -1;
  let spokenUntil = 0;
  order.forEach((word, i) => {
    spoken = Math.max(spoken, word);
    spokenUntil = Math.max(spokenUntil, slide.words[word]?.end ?? 0);
    moments.push({ frame: frameOf(startOf(slide, word), fps), spoken, current: word });
    const next = order[i + 1];
    const nextStart = next === undefined ? Infinity : startOf(slide, next);
    if (nextStart - spokenUntil >= HELD) {
      moments.push({ frame: frameOf(spokenUntil, fps), spoken, current: -1 });
    }
  });
  return moments;
}

const startOf = (slide: Slide, word: number): number => slide.words[word]?.start ?? 0;

/** The part of a slide in which `spoken` is the furthest word begun and `current` the one being said; -1 for none. */
export function partAt(
  slide: Slide,
  index: number,
  style: CaptionStyle,
  spoken: number,
  current: number,
): Part {
  const count = slide.words.length;
  const timed = slide.timing === 'words';
  const show = timed ? style.show : 'slide';
  const to = show === 'slide' ? count : show === 'spoken' ? spoken + 1 : current + 1;
  const from = show === 'current' ? Math.max(0, current) : 0;
  const mark = !timed || !isMarkSeen(style) ? 'none' : style.mark;
  const marked: readonly [number, number] =
    mark === 'current' && current >= 0
      ? [current, current + 1]
      : mark === 'spoken' && spoken >= 0
        ? [0, spoken + 1]
        : [0, 0];
  return { slide: index, from, to, marked };
}

const isMarkSeen = (style: CaptionStyle): boolean =>
  style.currentBold !== style.bold || style.currentColour !== style.colour || style.currentBox !== null;

/** Slides that look alike have the same number here, wherever they stand in the film. */
function contentsOf(track: CaptionTrack): (slide: number) => string {
  const numbers = new Map<string, string>();
  const beneath = slidesBeneath(track);
  const memo: (string | undefined)[] = [];
  const contentOf = (index: number): string => {
    const kept = memo[index];
    if (kept !== undefined) {
      return kept;
    }
    const slide = track.slides[index];
    const lower = (beneath[index] ?? []).map(contentOf);
    const text = JSON.stringify([slide?.words.map(({ text, gap }) => gap + text), slide?.style, lower]);
    const number = numbers.get(text) ?? String(numbers.size);
    numbers.set(text, number);
    memo[index] = number;
    return number;
  };
  return contentOf;
}

/**
 * For every slide the earlier ones it must make room for: those still shown when it begins. Nothing moves when one of
 * them ends. Throws 'captions-too-many-at-once'. O(n * MOST_AT_ONCE).
 */
export function slidesBeneath(track: CaptionTrack): readonly (readonly number[])[] {
  const startOfSlide = (i: number) => track.slides[i]?.start ?? 0;
  const order = track.slides.map((_, i) => i).sort((a, b) => startOfSlide(a) - startOfSlide(b) || a - b);
  const beneath: (readonly number[])[] = track.slides.map(() => []);
  let open: readonly number[] = [];
  for (const i of order) {
    open = open.filter((lower) => (track.slides[lower]?.end ?? 0) > startOfSlide(i));
    beneath[i] = open;
    if ((track.slides[i]?.end ?? 0) > startOfSlide(i)) {
      open = [...open, i];
    }
    if (open.length > MOST_AT_ONCE) {
      throw tooMany(open.length, startOfSlide(i));
    }
  }
  return beneath;
}

function tooMany(count: number, seconds: number): Fault {
  return new Fault(
    'captions-too-many-at-once',
    `At ${seconds.toFixed(2)} s ${String(count)} captions would be shown at once; at most ${String(MOST_AT_ONCE)} can be.`,
    'Correct the times in the captions, or leave some of them out.',
  );
}

/** The film frames that show `count` states from `first` on, as a person reads them: “frames 12-40”. A state may be shown again later: its first time counts. */
export function framesShowing(runs: readonly Run[], first: number, count: number): string {
  const mine = runs.filter((run) => run.state >= first && run.state < first + count);
  const from = Math.min(...mine.map((run) => run.from));
  const seen = new Set<number>();
  const firsts = mine.filter((run) => !seen.has(run.state) && seen.add(run.state));
  const to = Math.max(...firsts.map((run) => run.from + run.frames - 1));
  return from === to ? `frame ${String(from)}` : `frames ${String(from)}-${String(to)}`;
}
