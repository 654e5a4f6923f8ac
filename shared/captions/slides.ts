import type { CaptionWord, Slide } from './schema.ts';

export interface SlideLimits {
  /** Letters on a slide, spaces included. */
  readonly characters: number;
  /** A silence longer than this ends a slide, in seconds. */
  readonly silence: number;
  /** The longest a slide stays, in seconds. */
  readonly seconds: number;
}

export const usualLimits: SlideLimits = { characters: 84, silence: 1, seconds: 8 };

/** Slides nearer to each other than this touch, so that the picture does not flicker between them. */
const FLICKER = 0.3;

const sentenceEnd = /[.!?…。！？؟]["'”’»)\]]*$/;

/**
 * Words into slides: one ends at a silence, before it is too long or too late, and at the end of a sentence once it is half full.
 * Words are taken in the order of their starts. O(n log n).
 */
export function slidesOfWords(
  words: readonly CaptionWord[],
  limits: SlideLimits = usualLimits,
): readonly Slide[] {
  const groups: CaptionWord[][] = [];
  let group: CaptionWord[] = [];
  let letters = 0;
  for (const word of [...words].sort((a, b) => a.start - b.start)) {
    const last = group.at(-1);
    const first = group[0];
    const width = word.text.length + (word.gap === '' ? 0 : 1);
    if (
      last === undefined ||
      first === undefined ||
      (word.gap !== '' &&
        (word.start - last.end > limits.silence ||
          letters + width > limits.characters ||
          word.end - first.start > limits.seconds ||
          (letters * 2 >= limits.characters && sentenceEnd.test(last.text)))) ||
      letters + width > limits.characters * 2
    ) {
      group = [];
      letters = 0;
      groups.push(group);
    }
    group.push(group.length === 0 && word.gap === '' ? { ...word, gap: ' ' } : word);
    letters += width;
  }
  return groups.map((group, i) => {
    const end = group.reduce((latest, word) => Math.max(latest, word.end), 0);
    const next = groups[i + 1]?.[0]?.start ?? Infinity;
    const touching = next > end && next - end < FLICKER ? next : end;
    const start = group[0]?.start ?? 0;
    return {
      id: slideId(i),
      start,
      end: Math.max(start, touching),
      timing: 'words',
      words: group,
      style: {},
    };
  });
}

export const slideId = (index: number): string => `slide-${String(index + 1)}`;

/** Slides in the order they are shown, ids made unique; what comes first stays first at equal times. */
export function inOrder(slides: readonly Slide[]): readonly Slide[] {
  return [...slides].sort((a, b) => a.start - b.start).map((slide, i) => ({ ...slide, id: slideId(i) }));
}
