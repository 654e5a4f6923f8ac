import type { Profile } from '../planner/schema.ts';
import type { Fps } from '../project/schema.ts';
import type { Measures } from './measures.ts';
import type { Proposal, Shot } from './schema.ts';

/** A keyframe is proposed each time the content has moved this far, in pictures. */
const enoughMoved = 0.35;
/** Less than this is a shot that stands still: one keyframe shows all of it. */
const standsStill = 0.08;
/** Frames at a shot's edge that are not proposed: half-drawn by codecs and dissolves. */
const edge = { cut: 1, dissolve: 6, fade: 8 };
/** A frame this plain shows nothing (deviation of brightness, 0 to 0.5). */
const blank = 0.025;

/**
 * Frames worth being keyframes: in each shot the sharpest calm one, and where the picture moves one for each third of
 * a picture. Gaps in the film are multiples of the engine's step, so that step*n + 1 frames are generated and none
 * thrown away, and where a shot moves none is longer than its largest batch. O(frames).
 */
export function proposalsOf(
  measures: Measures,
  shots: readonly Shot[],
  fps: Fps,
  profile: Pick<Profile, 'step' | 'largest'>,
): readonly Proposal[] {
  const first = measures.seconds(0);
  const filmFrame = (frame: number) => filmFrameAt(measures.seconds(frame) - first, fps);
  const proposals: Proposal[] = [];
  let last: number | null = null;
  shots.forEach((shot, index) => {
    windowsOf(measures, shot, shots[index + 1]?.join ?? 'cut', profile).forEach(({ from, to }, part) => {
      const before: number | null = last;
      const isLater = (frame: number) => before === null || filmFrame(frame) > before;
      const fits = (frame: number) =>
        before === null || (filmFrame(frame) > before && (filmFrame(frame) - before) % profile.step === 0);
      // A shot without any frame at the right distance gets one all the same; a window within it does not.
      const frame =
        bestOf(measures, from, to, fits) ?? (part === 0 ? bestOf(measures, from, to, isLater) : null);
      if (frame !== null) {
        last = filmFrame(frame);
        proposals.push({
          frame,
          seconds: measures.seconds(frame),
          shot: index,
          reason: part === 0 ? 'calm' : 'motion',
        });
      }
    });
  });
  return proposals;
}

/** The film's frame shown `seconds` after its first. */
export function filmFrameAt(seconds: number, { num, den }: Fps): number {
  return Math.round((seconds * num) / den);
}

/** Parts of a shot, `to` exclusive, in which about as much moves; one keyframe is taken from each. */
function windowsOf(
  measures: Measures,
  shot: Shot,
  next: Shot['join'],
  { largest, step }: Pick<Profile, 'step' | 'largest'>,
): readonly { readonly from: number; readonly to: number }[] {
  const room = Math.floor((shot.to - shot.from) / 4);
  const from = shot.from + Math.min(room, edge[shot.join]);
  const to = shot.to - Math.min(room, edge[next]);
  const travelled = [0];
  for (let frame = from + 1; frame < to; frame++) {
    travelled.push((travelled.at(-1) ?? 0) + travelOf(measures, frame));
  }
  const whole = travelled.at(-1) ?? 0;
  if (whole < standsStill) {
    return [{ from, to }];
  }
  const byMotion = 1 + Math.ceil(whole / enoughMoved);
  // Two keyframes of neighbouring windows are at most two windows apart.
  const byLength = Math.ceil((to - from) / ((largest - 1) / 2));
  const most = Math.max(1, Math.floor((to - from) / (2 * step)));
  const count = Math.min(most, Math.max(byMotion, byLength));
  // Half by what moved, half by time: a still stretch in a moving shot is not left without keyframes.
  const share = (frame: number) =>
    ((travelled[frame - from] ?? whole) / whole + (frame - from) / Math.max(1, to - from - 1)) / 2;
  const windows: { from: number; to: number }[] = [];
  let start = from;
  for (let part = 1; part <= count; part++) {
    let end = start;
    while (end < to && (part === count || share(end) < part / count)) {
      end++;
    }
    if (end > start) {
      windows.push({ from: start, to: end });
    }
    start = end;
  }
  return windows;
}

/** How much of a picture moved by from the frame before. */
function travelOf(measures: Measures, frame: number): number {
  const [x, y, zoom] = [measures.get(frame, 'x'), measures.get(frame, 'y'), measures.get(frame, 'zoom')];
  const moved = Math.hypot(x, y) + Math.abs(zoom) / 2;
  // Below a tenth of a pixel of the picture that is looked at it is noise; what no motion explains counts for some.
  return (moved < 0.0012 ? 0 : moved) + Math.max(0, measures.get(frame, 'change') - 0.06) / 4;
}

/** The sharpest calm frame of a window for which `fits` holds; null where there is none. */
function bestOf(
  measures: Measures,
  from: number,
  to: number,
  fits: (frame: number) => boolean,
): number | null {
  let best: { frame: number; score: number } | null = null;
  for (let frame = from; frame < to; frame++) {
    if (!fits(frame)) {
      continue;
    }
    const after = frame + 1 < to ? travelOf(measures, frame + 1) : 0;
    const restless = Math.max(travelOf(measures, frame), after);
    const isBlank = measures.get(frame, 'contrast') < blank;
    const middle = 1 - Math.abs((2 * (frame - from)) / Math.max(1, to - from - 1) - 1);
    // A little for the middle decides between frames that are all the same.
    const score =
      (measures.get(frame, 'sharpness') * (1 + 0.05 * middle)) / (1 + 20 * restless) - (isBlank ? 1e6 : 0);
    if (best === null || score > best.score) {
      best = { frame, score };
    }
  }
  return best?.frame ?? null;
}
