import { segmentKey } from '../project/timeline.ts';
import { cellDifference, differingBits, unlike, type Sketch } from './likeness.ts';
import type { Warning } from './schema.ts';

/** A keyframe as it is looked at: see FrameStatistics for the ranges. */
export interface KeyframeLook {
  readonly id: string;
  readonly luma: number;
  readonly contrast: number;
  readonly sharpness: number;
  readonly hash: string;
  readonly sketch: Sketch;
}

/** Bits of 64 in which near-duplicates differ at most, and how much of the brightness. */
const duplicate = { bits: 5, difference: 0.012 };
/** As unlike as two pictures of different places. */
const unrelated = 0.5;
/** A part of the usual fineness of the project's keyframes. */
const blurred = 0.2;
/** And not sharper than this by itself: a plain sharp picture has little to be sharp about. */
const soft = 60;
/** Mean brightness, of 1. */
const jump = 0.18;

/**
 * What is odd about keyframes, by their frame statistics, in their order: neighbours that are nearly the same, that
 * have nothing in common, or that differ in brightness; single ones that are blurred. Nothing is known of what they show.
 */
export function warningsOf(keyframes: readonly KeyframeLook[]): readonly Warning[] {
  const all = keyframes.map(fineness).sort((a, b) => a - b);
  const usual = all[Math.floor(all.length / 2)] ?? 0;
  return keyframes.flatMap((keyframe, i) => {
    const found: Warning[] = [];
    if (keyframes.length > 2 && keyframe.sharpness < soft && fineness(keyframe) < usual * blurred) {
      found.push({
        kind: 'blurred',
        keyframes: [keyframe.id],
        segment: null,
        sentence: `Keyframe ${String(i + 1)} is blurred: the film will be, around it.`,
      });
    }
    const next = keyframes[i + 1];
    return next === undefined ? found : [...found, ...betweenOf(keyframe, next, i + 1)];
  });
}

/** Sharpness whatever the contrast: a dark picture is not a blurred one. */
const fineness = ({ sharpness, contrast }: KeyframeLook) => sharpness / (contrast ** 2 + 0.0004);

/** At most one warning a pair: the one that says most. `number` is the first's, counted from 1. */
function betweenOf(a: KeyframeLook, b: KeyframeLook, number: number): readonly Warning[] {
  const names = `Keyframes ${String(number)} and ${String(number + 1)}`;
  const warning = (kind: Warning['kind'], sentence: string): readonly Warning[] => [
    { kind, sentence, keyframes: [a.id, b.id], segment: segmentKey(a.id, b.id) },
  ];
  const difference = cellDifference(a.sketch.luma, b.sketch.luma);
  if (differingBits(a.hash, b.hash) <= duplicate.bits && difference < duplicate.difference) {
    return warning('same', `${names} are nearly the same: hold, nothing to generate.`);
  }
  if (unlike(a.sketch, b.sketch) > unrelated) {
    return warning('unrelated', `${names} have little in common: a cut?`);
  }
  const brighter = b.luma - a.luma;
  if (Math.abs(brighter) > jump) {
    const how = brighter > 0 ? 'brighter' : 'darker';
    return warning(
      'brightness',
      `${names}: the second is much ${how}, and the film will flicker or fade there.`,
    );
  }
  return [];
}
