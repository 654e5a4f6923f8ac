// Apart from the schema: threads that paint need these, and reading zod takes them longer than painting a slide.
import type { CaptionStyle, CaptionTrack, Slide } from './schema.ts';

/** The style a slide is painted in: the track's, where the slide does not say otherwise. */
export function styleOf(track: CaptionTrack, slide: Slide): CaptionStyle {
  return { ...track.style, ...slide.style };
}

/** The words of a slide as they are read, lines ended by `\n`. */
export function textOf(slide: Slide): string {
  return slide.words.map((word, i) => (i === 0 ? '' : word.gap) + word.text).join('');
}
