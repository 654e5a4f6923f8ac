import { filmOf } from '../../shared/project/timeline.ts';
import type { Project } from '../../shared/project/schema.ts';
import { fitted, held, zoomed, xOf, type Sight } from './geometry.ts';

/** What part of the film the timeline shows. Out of React: rows subscribe and move themselves. */
export interface TimelineSight {
  readonly now: () => Sight;
  readonly resize: (width: number) => void;
  readonly scrollBy: (pixels: number) => void;
  readonly scrollTo: (left: number) => void;
  readonly zoomAt: (x: number, factor: number) => void;
  readonly fit: () => void;
  /** Scrolls only as far as needed for `frame` to be in view. */
  readonly reveal: (frame: number) => void;
  readonly subscribe: (heard: () => void) => () => void;
}

/** Frames that an empty timeline shows. */
const emptyLength = 120;

export function lastOfInterest(project: Project): number {
  return Math.max(filmOf(project)?.last ?? 0, emptyLength - 1);
}

export function createSight(project: () => Project): TimelineSight {
  const listeners = new Set<() => void>();
  let sight: Sight = fitted(1000, 0, emptyLength - 1);
  let wasFitted = true;
  const set = (next: Sight) => {
    if (next.left === sight.left && next.scale === sight.scale && next.width === sight.width) {
      return;
    }
    sight = next;
    for (const listener of listeners) {
      listener();
    }
  };
  const last = () => lastOfInterest(project());
  const fit = () => {
    const film = filmOf(project());
    set(
      fitted(sight.width, film?.first ?? 0, Math.max(film?.last ?? emptyLength - 1, (film?.first ?? 0) + 11)),
    );
    wasFitted = true;
  };
  const moved = (next: Sight) => {
    wasFitted = false;
    set(held(next, last()));
  };
  return {
    now: () => sight,
    resize: (width) => {
      if (width <= 0 || width === sight.width) {
        return;
      }
      if (wasFitted) {
        // Scale 0 differs from every fitted one, so that listeners hear of the width.
        sight = { ...sight, width, scale: 0 };
        fit();
      } else {
        moved({ ...sight, width });
      }
    },
    scrollBy: (pixels) => {
      moved({ ...sight, left: sight.left + pixels / sight.scale });
    },
    scrollTo: (left) => {
      moved({ ...sight, left });
    },
    zoomAt: (x, factor) => {
      moved(zoomed(sight, x, factor, last()));
    },
    fit,
    reveal: (frame) => {
      const x = xOf(sight, frame);
      if (x < 0 || x > sight.width) {
        moved({ ...sight, left: frame - (x < 0 ? 0.15 : 0.85) * (sight.width / sight.scale) });
      }
    },
    subscribe: (heard) => {
      listeners.add(heard);
      return () => listeners.delete(heard);
    },
  };
}
