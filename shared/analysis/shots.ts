import type { Measures } from './measures.ts';
import type { Shot } from './schema.ts';

export interface Boundary {
  /** The first frame of the next shot. */
  readonly frame: number;
  readonly join: Shot['join'];
}

/** Below this no change is a cut; see docs of the figures in bench/analysis.mjs. */
const leastCut = 0.2;
/** A cut stands out from the changes of the frames around it by this factor. */
const standsOut = 2.2;
const around = 6;
/** More unlike than this is another picture. */
export const another = 0.28;
/** A picture that comes back is at most this unlike. */
export const same = 0.2;
/** A dissolve's middle is its two ends mixed but for this. */
export const mixed = 0.2;
/** Deviation of brightness (0 to 0.5) of a frame that shows nothing. */
const blank = 0.025;
/** This near to blank frames, in frames, nothing is a dissolve. */
const besideFade = 24;
/** Frames a shot has at least. */
const shortest = 4;

/** The shots of a video, without a gap: from frame 0 to its last. O(frames). */
export function shotsOf(measures: Measures): readonly Shot[] {
  const starts: Boundary[] = [{ frame: 0, join: 'cut' }, ...boundariesOf(measures)];
  return starts.map(({ frame, join }, i) => {
    const to = starts[i + 1]?.frame ?? measures.length;
    return { from: frame, to, start: measures.seconds(frame), end: endOf(measures, to), join };
  });
}

/** Where the frame before `to` ends; the last one lasts as long as the one before it. */
function endOf(measures: Measures, to: number): number {
  if (to < measures.length) {
    return measures.seconds(to);
  }
  const last = measures.seconds(to - 1);
  return to < 2 ? last : 2 * last - measures.seconds(to - 2);
}

function boundariesOf(measures: Measures): Boundary[] {
  const fades = fadesOf(measures);
  const isInFade = (frame: number) => fades.some(({ from, to }) => frame >= from - 2 && frame <= to + 2);
  const cuts = cutsOf(measures).filter(({ frame }) => !isInFade(frame));
  // A blank frame and any picture are mixed evenly by a fade too.
  const isTaken = (frame: number) =>
    fades.some(({ from, to }) => frame > from - besideFade && frame < to + besideFade) ||
    cuts.some((cut) => Math.abs(cut.frame - frame) < 6);
  const dissolves = dissolvesOf(measures).filter(({ frame }) => !isTaken(frame));
  const inner = fades.filter(({ from, to }) => from > 0 && to < measures.length);
  const found: Boundary[] = [
    ...cuts,
    ...dissolves,
    ...inner.map(({ from, to }) => ({ frame: Math.round((from + to) / 2), join: 'fade' as const })),
  ];
  found.sort((a, b) => a.frame - b.frame);
  return found.filter(
    ({ frame }, i) => frame - (found[i - 1]?.frame ?? 0) >= shortest && measures.length - frame >= 2,
  );
}

/**
 * A cut is a change that is large, larger than those around it (so that fast motion is none), and after which the
 * picture does not come back (so that a flash is none).
 */
function cutsOf(measures: Measures): Boundary[] {
  const cuts: Boundary[] = [];
  for (let frame = 1; frame < measures.length; frame++) {
    const change = measures.get(frame, 'change');
    if (
      change > leastCut &&
      change > usualAround(measures, frame) * standsOut + 0.06 &&
      measures.get(frame, 'returns') > same
    ) {
      cuts.push({ frame, join: 'cut' });
    }
  }
  return cuts;
}

/** The mean change of the frames around one, another cut among them left out. */
function usualAround(measures: Measures, frame: number): number {
  const changes: number[] = [];
  for (let at = frame - around; at <= frame + around; at++) {
    if (at > 0 && at < measures.length && at !== frame) {
      changes.push(measures.get(at, 'change'));
    }
  }
  changes.sort((a, b) => a - b);
  const usual = changes.slice(0, Math.max(1, changes.length - 1));
  return usual.reduce((sum, change) => sum + change, 0) / Math.max(1, usual.length);
}

/** Runs of frames in whose surroundings one picture becomes another evenly; the middle is where they differ most. */
function dissolvesOf(measures: Measures): Boundary[] {
  const found: Boundary[] = [];
  const strength = (frame: number) =>
    Math.max(
      measures.get(frame, 'blendNear') < mixed ? measures.get(frame, 'unlikeNear') : 0,
      measures.get(frame, 'blendFar') < mixed ? measures.get(frame, 'unlikeFar') : 0,
    );
  for (let frame = 0; frame < measures.length; frame++) {
    if (strength(frame) <= another) {
      continue;
    }
    let [best, end] = [frame, frame];
    while (end < measures.length && strength(end) > another) {
      best = strength(end) > strength(best) ? end : best;
      end++;
    }
    if (end - frame >= 2) {
      found.push({ frame: best, join: 'dissolve' });
    }
    frame = end;
  }
  return found;
}

/** Whether blank frames are a flash: white, suddenly there, and the picture comes back. */
function isFlash(measures: Measures, from: number, to: number): boolean {
  const nearby = Array.from({ length: to - from + 4 }, (_, i) => from - 2 + i).filter(
    (frame) => frame >= 0 && frame < measures.length,
  );
  return (
    measures.get(from, 'luma') > 0.5 &&
    nearby.some((frame) => measures.get(frame, 'change') > 0.5) &&
    nearby.some((frame) => measures.get(frame, 'returns') <= same)
  );
}

/** Runs of blank frames, `to` exclusive. */
function fadesOf(measures: Measures): { readonly from: number; readonly to: number }[] {
  const runs: { from: number; to: number }[] = [];
  for (let frame = 0; frame < measures.length; frame++) {
    if (measures.get(frame, 'contrast') >= blank) {
      continue;
    }
    const from = frame;
    while (frame < measures.length && measures.get(frame, 'contrast') < blank) {
      frame++;
    }
    if (!isFlash(measures, from, frame)) {
      runs.push({ from, to: frame });
    }
  }
  return runs;
}
