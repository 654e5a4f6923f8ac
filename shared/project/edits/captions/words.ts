import { rewritten } from '../../../captions/rewrite.ts';
import type { Slide } from '../../../captions/schema.ts';
import { textOf } from '../../../captions/slide.ts';
import { exact } from '../../../captions/words.ts';
import { merged, type Edit } from '../edit.ts';
import { names } from '../names.ts';
import { eachSlide, withSlide } from './slides.ts';

/** Another text: words that stay keep their times, new ones share what is there. An empty text changes nothing. */
export function setSlideText(id: string, text: string): Edit {
  return {
    name: names.slideText,
    apply: (project) =>
      withSlide(project, id, (slide) =>
        text.trim() === '' || text.trim() === textOf(slide) ? slide : rewritten(slide, text.trim()),
      ),
  };
}

/** Gives a word (by its place in the slide) another start or end, between the words beside it and inside its slide. */
export function setWordTime(
  id: string,
  index: number,
  { start, end }: { readonly start?: number; readonly end?: number },
): Edit {
  return {
    name: names.wordTime,
    apply: (project) =>
      withSlide(project, id, (slide) => {
        const word = slide.words[index];
        if (word === undefined) {
          return slide;
        }
        const before = slide.words[index - 1]?.end ?? slide.start;
        const after = slide.words[index + 1]?.start ?? slide.end;
        // Words of a file may overlap as they come: then they do not stop each other.
        const lowest = before > word.start ? slide.start : before;
        const highest = after < word.end ? slide.end : after;
        const from = start === undefined ? word.start : Math.min(Math.max(exact(start), lowest), highest);
        const to = end === undefined ? word.end : Math.max(Math.min(exact(end), highest), lowest);
        const next =
          start === undefined
            ? merged(word, { end: Math.max(to, from) })
            : merged(word, { start: Math.min(from, to), end: to });
        return next === word
          ? slide
          : { ...slide, words: slide.words.map((one) => (one === word ? next : one)) };
      }),
  };
}

/** Whether the words of these slides are marked as they are spoken. */
export function setSlideTiming(ids: Iterable<string>, timing: Slide['timing']): Edit {
  const chosen = new Set(ids);
  return {
    name: names.slideTiming,
    apply: (project) => eachSlide(project, chosen, (slide) => merged(slide, { timing })),
  };
}
