import {
  plainStyle,
  textOf,
  type CaptionStyle,
  type CaptionTrack,
  type CaptionWord,
  type Slide,
} from '../../captions/schema.ts';
import { moved, rewritten, within } from '../../captions/rewrite.ts';
import { exact, gapBetween, wordsIn } from '../../captions/words.ts';
import type { Project } from '../schema.ts';
import { merged, type Edit } from './edit.ts';
import { names } from './names.ts';

/*
 * Times are seconds. Slides stay sorted by start, each at least a frame long, words inside their slide. No edit lays a
 * slide over another: it stops at its neighbours. Slides of a file that overlap as they come stay so; such neighbours are
 * no obstacle to each other.
 */

/** Puts a track in the place of the one that is there. */
export function importCaptions(track: CaptionTrack): Edit {
  return { name: names.importCaptions, apply: (project) => ({ ...project, captions: track }) };
}

export function removeCaptions(): Edit {
  return {
    name: names.removeCaptions,
    apply: (project) => (project.captions === null ? project : { ...project, captions: null }),
  };
}

/**
 * Adds a slide of these words, as much of the time wished for as is free; where another slide is at its start, or no
 * frame is free behind it, nothing. A film without captions gets a track.
 */
export function addSlide(
  { text, start, end }: { readonly text: string; readonly start: number; readonly end: number },
  newId: () => string,
): Edit {
  const id = newId();
  return {
    name: names.addSlide,
    apply: (project) => {
      const track = project.captions ?? { style: plainStyle, slides: [] };
      const from = Math.max(0, exact(start));
      const free = spaceAround(track.slides, new Set(), from, from);
      const to = Math.min(exact(end), free.to);
      const isTaken = track.slides.some((slide) => slide.start <= from && from < slide.end);
      if (isTaken || to - from < frameSeconds(project) - tiny || text.trim() === '') {
        return project;
      }
      const slide: Slide = {
        id,
        start: from,
        end: to,
        timing: 'words',
        words: [...wordsIn(text.trim(), from, to)],
        style: {},
      };
      return withSlides(project, [...track.slides, slide], track);
    },
  };
}

/** Moves slides with their words, keeping the distances between them; all stop short where one would meet another or 0. */
export function moveSlides(ids: Iterable<string>, seconds: number): Edit {
  const chosen = new Set(ids);
  return {
    name: names.moveSlides(chosen.size),
    apply: (project) => {
      const slides = project.captions?.slides ?? [];
      let by = exact(seconds);
      for (const slide of slides) {
        if (chosen.has(slide.id)) {
          const { from, to } = spaceAround(slides, chosen, slide.start, slide.end);
          by = Math.min(Math.max(by, from - slide.start), to - slide.end);
        }
      }
      by = exact(by);
      return by === 0 || !slides.some(({ id }) => chosen.has(id))
        ? project
        : withSlides(
            project,
            slides.map((slide) => (chosen.has(slide.id) ? moved(slide, by) : slide)),
          );
    },
  };
}

/** Gives a slide another start or end, up to its neighbours; words beyond are cut, and none is shorter than a frame. */
export function resizeSlide(
  id: string,
  { start, end }: { readonly start?: number; readonly end?: number },
): Edit {
  return {
    name: names.resizeSlide,
    apply: (project) =>
      withSlide(project, id, (slide, slides) => {
        const space = spaceAround(slides, new Set([id]), slide.start, slide.end);
        const frame = frameSeconds(project);
        const from = Math.max(start === undefined ? slide.start : exact(start), space.from);
        const first = Math.min(from, Math.max(slide.start, exact(slide.end - frame)));
        const to = Math.min(end === undefined ? slide.end : exact(end), space.to);
        const last = Math.max(to, Math.min(slide.end, exact(first + frame)));
        return first === slide.start && last === slide.end ? slide : within(slide, first, last);
      }),
  };
}

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

export function removeSlides(ids: Iterable<string>): Edit {
  const chosen = new Set(ids);
  return {
    name: names.removeSlides(chosen.size),
    apply: (project) => {
      const slides = project.captions?.slides ?? [];
      const left = slides.filter(({ id }) => !chosen.has(id));
      return left.length === slides.length ? project : withSlides(project, left);
    },
  };
}

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

/** The look of the whole track, or of these slides alone, which `clearSlideStyle` takes back. */
export function setCaptionStyle(ids: Iterable<string> | null, patch: Partial<CaptionStyle>): Edit {
  const chosen = ids === null ? null : new Set(ids);
  return {
    name: chosen === null ? names.captionStyle : names.slideStyle,
    apply: (project) => {
      const track = project.captions;
      if (track === null) {
        return project;
      }
      if (chosen === null) {
        const style = merged(track.style, patch);
        return style === track.style ? project : { ...project, captions: { ...track, style } };
      }
      return eachSlide(project, chosen, (slide) => {
        const style = merged(slide.style, patch);
        return style === slide.style ? slide : { ...slide, style };
      });
    },
  };
}

/** Lets these slides look as the track does again. */
export function clearSlideStyle(ids: Iterable<string>): Edit {
  const chosen = new Set(ids);
  return {
    name: names.slideStyle,
    apply: (project) =>
      eachSlide(project, chosen, (slide) =>
        Object.keys(slide.style).length === 0 ? slide : { ...slide, style: {} },
      ),
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

/** Seconds that are no time at all: rounding of a film's frames. */
const tiny = 2e-6;

const frameSeconds = ({ fps }: Project) => fps.den / fps.num;

/** How far a slide at `start` to `end` may reach: to the neighbours it does not lie over already. */
function spaceAround(slides: readonly Slide[], except: ReadonlySet<string>, start: number, end: number) {
  let [from, to] = [0, Infinity];
  for (const slide of slides) {
    if (!except.has(slide.id)) {
      if (slide.end <= start) {
        from = Math.max(from, slide.end);
      } else if (slide.start >= end) {
        to = Math.min(to, slide.start);
      }
    }
  }
  return { from, to };
}

function withSlides(project: Project, slides: readonly Slide[], track = project.captions): Project {
  const sorted = slides.toSorted((a, b) => a.start - b.start);
  return { ...project, captions: { style: track?.style ?? plainStyle, slides: sorted } };
}

/** The project with some slides changed; the same one when `change` answers every slide as it was. */
function eachSlide(
  project: Project,
  chosen: ReadonlySet<string>,
  change: (slide: Slide, slides: readonly Slide[]) => Slide,
): Project {
  const slides = project.captions?.slides ?? [];
  const next = slides.map((slide) => (chosen.has(slide.id) ? change(slide, slides) : slide));
  return next.every((slide, i) => slide === slides[i]) ? project : withSlides(project, next);
}

const withSlide = (project: Project, id: string, change: Parameters<typeof eachSlide>[2]) =>
  eachSlide(project, new Set([id]), change);

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
