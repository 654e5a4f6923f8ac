import {
  plainStyle,
  type CaptionStyle,
  type CaptionTrack,
  type Slide,
} from '../../../shared/captions/schema.ts';

/** One slide from `start` on whose words last a second each. */
export function slideOf(text: string, start = 0, style: Partial<CaptionStyle> = {}): Slide {
  const words = text
    .split(' ')
    .map((text, i) => ({ text, start: start + i, end: start + i + 1, gap: ' ' as const }));
  return { id: text, start, end: start + words.length, timing: 'words', words, style };
}

export function trackOf(slides: readonly Slide[], style: Partial<CaptionStyle> = {}): CaptionTrack {
  return { style: { ...plainStyle, ...style }, slides };
}

/** Six slides of 25 words a minute, 0.4 s each: 150 words. */
export function minuteOfWords(style: Partial<CaptionStyle> = {}): CaptionTrack {
  const some =
    'the quick brown fox jumps over a lazy dog while seven wizards mix strange liquids in warm jars'.split(
      ' ',
    );
  const slides = Array.from({ length: 6 }, (_, k): Slide => {
    const words = Array.from({ length: 25 }, (_, i) => {
      const start = k * 10 + i * 0.4;
      return { text: some[(i * 7 + k * 3) % some.length] ?? '', start, end: start + 0.38, gap: ' ' as const };
    });
    return { id: String(k), start: k * 10, end: k * 10 + 10, timing: 'words', words, style: {} };
  });
  return trackOf(slides, style);
}
