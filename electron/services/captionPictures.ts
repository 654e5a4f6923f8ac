import { Fonts } from '../captions/fonts.ts';
import { Painter } from '../captions/painter.ts';
import type { CaptionTrack } from '../../shared/captions/schema.ts';
import { states, type CaptionStates } from '../../shared/captions/states.ts';
import { filmOf } from '../../shared/project/timeline.ts';
import type { Project, Size } from '../../shared/project/schema.ts';
import type { Picture } from '../http/mediaHandler.ts';
import { overNothing } from '../media/images.ts';

/** The captions of single frames, as the export paints them, for the viewer. */
export interface CaptionPictures {
  /** Null where no captions are shown. `side`: longest side in pixels, null for the film's own size. Throws as `states`. */
  fonts(): string[];
  picture(project: Project, frame: number, side: number | null): Promise<Picture | null>;
}

interface Ready {
  readonly track: CaptionTrack;
  readonly key: string;
  readonly states: CaptionStates;
  readonly painter: Painter;
}

/**
 * One track is kept ready: the one looked at. A picture takes a few milliseconds to paint, which this process can spare; a whole film's
 * are painted by the pool.
 */
export function createCaptionPictures(directories: readonly string[]): CaptionPictures {
  let fonts: Fonts | null = null;
  let ready: Ready | null = null;
  const prepare = (track: CaptionTrack, project: Project, size: Size): Ready => {
    const length = (filmOf(project)?.last ?? 0) + 1;
    const { fps } = project;
    const key = JSON.stringify([size, fps, length]);
    if (ready?.track !== track || ready.key !== key) {
      fonts ??= new Fonts(directories);
      ready = { track, key, states: states(track, fps, length), painter: new Painter(track, size, fonts) };
    }
    return ready;
  };
  return {
    fonts: () => (fonts ??= new Fonts(directories)).names().map(({ name }) => name),
    picture: async (project, frame, side) => {
      const { captions, size } = project;
      if (captions === null) {
        return null;
      }
      const shrink = Math.min(1, (side ?? Infinity) / Math.max(size.width, size.height));
      const shown = {
        width: Math.max(1, Math.round(size.width * shrink)),
        height: Math.max(1, Math.round(size.height * shrink)),
      };
      const { painter, states: found } = prepare(captions, project, shown);
      const run = found.runs.findLast(({ from }) => from <= frame);
      const state = run === undefined ? undefined : found.states[run.state];
      const patch = state === undefined ? null : painter.paint(state);
      return patch === null ? null : { type: 'image/webp', bytes: await overNothing(patch, shown) };
    },
  };
}
