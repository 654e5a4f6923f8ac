import { moved, within } from '../../../captions/rewrite.ts';
import { plainStyle, type Slide } from '../../../captions/schema.ts';
import { exact, wordsIn } from '../../../captions/words.ts';
import type { Edit } from '../edit.ts';
import { names } from '../names.ts';
import { frameSeconds, spaceAround, tiny, withSlide, withSlides } from './slides.ts';

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
