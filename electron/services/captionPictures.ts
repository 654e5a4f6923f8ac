import { Fonts } from '../captions/fonts.ts';
import { createLackingFinder, type FindLacking } from '../captions/lacking.ts';
import { Painter } from '../captions/painter.ts';
import { filmLooks } from '../../shared/captions/looks.ts';
import type { CaptionState } from '../../shared/captions/states.ts';
import type { Project } from '../../shared/project/schema.ts';
import type { Picture } from '../http/mediaHandler.ts';
import { overNothing } from '../media/images.ts';

/** The distinct pictures of a film's captions, as the export paints them, for the viewer. */
export interface CaptionPictures {
  fonts(): string[];
  /** The letters of `text` that no font has here when `font` is chosen, each once. */
  lacking(font: string, text: string): string[];
  /**
   * The picture of `filmLooks(project).states[state]`; null where nothing is painted. `side`: longest side in pixels, null for the film's
   * own size. Throws as `filmLooks`.
   */
  picture(project: Project, state: number, side: number | null): Promise<Picture | null>;
}

interface Ready {
  readonly project: Project;
  readonly side: number | null;
  readonly states: readonly CaptionState[];
  readonly painter: Painter;
}

/**
 * One film is kept ready: the one looked at. A picture takes a few milliseconds to paint, which this process can spare; a whole film's
 * are painted by the pool.
 */
export function createCaptionPictures(directories: readonly string[]): CaptionPictures {
  let fonts: Fonts | null = null;
  const read = () => (fonts ??= new Fonts(directories));
  let find: FindLacking | null = null;
  let ready: Ready | null = null;
  return {
    fonts: () =>
      read()
        .names()
        .map(({ name }) => name),
    lacking: (font, text) => [...(find ??= createLackingFinder(read()))(font, text)],
    picture: async (project, state, side) => {
      const { captions, size } = project;
      if (captions === null) {
        return null;
      }
      const shrink = Math.min(1, (side ?? Infinity) / Math.max(size.width, size.height));
      const shown = {
        width: Math.max(1, Math.round(size.width * shrink)),
        height: Math.max(1, Math.round(size.height * shrink)),
      };
      if (ready?.project !== project || ready.side !== side) {
        const painter = new Painter(captions, shown, read());
        ready = { project, side, states: filmLooks(project).states, painter };
      }
      const wanted = ready.states[state];
      const patch = wanted === undefined ? null : ready.painter.paint(wanted);
      return patch === null ? null : { type: 'image/webp', bytes: await overNothing(patch, shown) };
    },
  };
}
