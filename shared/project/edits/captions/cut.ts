import { within } from '../../../captions/rewrite.ts';
import type { CaptionWord, Slide } from '../../../captions/schema.ts';
import { exact, gapBetween } from '../../../captions/words.ts';
import type { Edit } from '../edit.ts';
import { names } from '../names.ts';
import { frameSeconds, tiny, withSlides } from './slides.ts';

/** Cuts a slide in two at the place between its words nearest `seconds`; both keep its style. One of a single word stays. */
export function splitSlide(id: string, seconds: number, newId: () => string): Edit {
  const fresh = newId();
  return {
    name: names.splitSlide,
    apply: (project) => {
      const slides = project.captions?.slides ?? [];
      const slide = slides.find((one) => one.id === id);
      const frame = frameSeconds(project);
      if (slide === undefined || slide.words.length < 2 || slide.end - slide.start < 2 * frame - tiny) {
        return project;
      }
      const isBefore = (word: CaptionWord) => (word.start + word.end) / 2 < seconds;
      const wanted = slide.words.filter(isBefore).length;
      const count = Math.min(Math.max(wanted, 1), slide.words.length - 1);
      const time = slide.words[count]?.start ?? seconds;
      const at = exact(Math.min(Math.max(time, slide.start + frame), slide.end - frame));
      const left = within({ ...slide, words: slide.words.slice(0, count) }, slide.start, at);
      const right = within(
        { ...slide, id: fresh, words: fromStart(slide.words.slice(count)) },
        at,
        slide.end,
      );
      return withSlides(
        project,
        slides.flatMap((one) => (one === slide ? [left, right] : [one])),
      );
    },
  };
}

/** Makes one slide of these and all that lie between them, in the style of the first. */
export function mergeSlides(ids: Iterable<string>): Edit {
  const chosen = new Set(ids);
  return {
    name: names.mergeSlides,
    apply: (project) => {
      const slides = project.captions?.slides ?? [];
      const from = slides.findIndex(({ id }) => chosen.has(id));
      const to = slides.findLastIndex(({ id }) => chosen.has(id));
      const first = slides[from];
      if (first === undefined || from === to) {
        return project;
      }
      const parts = slides.slice(from, to + 1);
      const one: Slide = {
        ...first,
        end: parts.reduce((latest, { end }) => Math.max(latest, end), 0),
        timing: parts.every(({ timing }) => timing === 'words') ? 'words' : 'slide',
        words: parts.reduce<readonly CaptionWord[]>((words, part) => joined(words, part.words), []),
      };
      return withSlides(project, [...slides.slice(0, from), one, ...slides.slice(to + 1)]);
    },
  };
}

const fromStart = (words: readonly CaptionWord[]) =>
  words.map((word, i): CaptionWord => (i === 0 ? { ...word, gap: ' ' } : word));

function joined(left: readonly CaptionWord[], right: readonly CaptionWord[]): readonly CaptionWord[] {
  const last = left.at(-1);
  return [
    ...left,
    ...right.map((word, i): CaptionWord =>
      i === 0 && last !== undefined ? { ...word, gap: gapBetween(last.text, word.text) } : word,
    ),
  ];
}
