import { plainStyle, type Slide } from '../../../captions/schema.ts';
import type { Project } from '../../schema.ts';

/*
 * Times are seconds. Slides stay sorted by start, each at least a frame long, words inside their slide. No edit lays a
 * slide over another: it stops at its neighbours. Slides of a file that overlap as they come stay so; such neighbours are
 * no obstacle to each other.
 */

/** Seconds that are no time at all: rounding of a film's frames. */
export const tiny = 2e-6;

export const frameSeconds = ({ fps }: Project) => fps.den / fps.num;

/** How far a slide at `start` to `end` may reach: to the neighbours it does not lie over already. */
export function spaceAround(
  slides: readonly Slide[],
  except: ReadonlySet<string>,
  start: number,
  end: number,
) {
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

export function withSlides(project: Project, slides: readonly Slide[], track = project.captions): Project {
  const sorted = slides.toSorted((a, b) => a.start - b.start);
  return { ...project, captions: { style: track?.style ?? plainStyle, slides: sorted } };
}

/** The project with some slides changed; the same one when `change` answers every slide as it was. */
export function eachSlide(
  project: Project,
  chosen: ReadonlySet<string>,
  change: (slide: Slide, slides: readonly Slide[]) => Slide,
): Project {
  const slides = project.captions?.slides ?? [];
  const next = slides.map((slide) => (chosen.has(slide.id) ? change(slide, slides) : slide));
  return next.every((slide, i) => slide === slides[i]) ? project : withSlides(project, next);
}

export const withSlide = (project: Project, id: string, change: Parameters<typeof eachSlide>[2]) =>
  eachSlide(project, new Set([id]), change);
