import type { CaptionStyle } from '../../../captions/schema.ts';
import { merged, type Edit } from '../edit.ts';
import { names } from '../names.ts';
import { eachSlide } from './slides.ts';

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
