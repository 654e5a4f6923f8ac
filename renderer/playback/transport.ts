/** A part of the film to loop over, both frames included. */
export interface Range {
  readonly first: number;
  readonly last: number;
}

/**
 * Where the film stands and how it runs. Kept out of React on purpose: it changes with every frame shown; who shows
 * it subscribes and writes to its own element.
 */
export interface Transport {
  readonly frame: () => number;
  /** Frames a second as a multiple of the film's, negative backwards; 0 stands still. */
  readonly speed: () => number;
  /** To a frame, kept within the film; stops nothing. */
  readonly seek: (frame: number) => void;
  readonly play: (speed: number) => void;
  readonly stop: () => void;
  readonly subscribe: (heard: () => void) => () => void;
}

export interface Ground {
  readonly film: Range;
  /** Where playing wraps round, or null to stop at the end. */
  readonly loop: Range | null;
  readonly fps: number;
}

/** The frame reached from `start` after `seconds` at `speed`, and whether the end was met. */
export function reached(
  start: number,
  seconds: number,
  speed: number,
  { film, loop, fps }: Ground,
): { readonly frame: number; readonly ended: boolean } {
  const travelled = start + Math.trunc(seconds * fps * speed + (speed < 0 ? -1e-6 : 1e-6));
  const range = loop ?? film;
  const length = range.last - range.first + 1;
  if (travelled >= range.first && travelled <= range.last) {
    return { frame: travelled, ended: false };
  }
  if (loop !== null && length > 1) {
    return { frame: range.first + ((((travelled - range.first) % length) + length) % length), ended: false };
  }
  return { frame: travelled < range.first ? range.first : range.last, ended: true };
}

/** `ground` is asked at every step, so that a film edited while it plays plays on. */
export function createTransport(
  ground: () => Ground,
  tick: (step: (now: number) => void) => void,
): Transport {
  const listeners = new Set<() => void>();
  let frame = 0;
  let speed = 0;
  let from = { frame: 0, now: 0 };
  let run = 0;
  const tell = () => {
    for (const listener of listeners) {
      listener();
    }
  };
  const seek = (wanted: number) => {
    const next = Math.max(0, Math.round(wanted));
    from = { frame: next, now: performance.now() };
    if (next !== frame) {
      frame = next;
      tell();
    }
  };
  const stop = () => {
    run += 1;
    if (speed !== 0) {
      speed = 0;
      tell();
    }
  };
  const play = (wanted: number) => {
    const { film, loop } = ground();
    const range = loop ?? film;
    const outside = frame < range.first || frame > range.last;
    if (outside || (wanted > 0 && frame >= range.last) || (wanted < 0 && frame <= range.first)) {
      frame = wanted > 0 ? range.first : range.last;
    }
    speed = wanted;
    from = { frame, now: performance.now() };
    run += 1;
    const mine = run;
    const step = (now: number) => {
      if (mine !== run) {
        return;
      }
      const next = reached(from.frame, Math.max(0, now - from.now) / 1000, speed, ground());
      if (next.ended) {
        run += 1;
        speed = 0;
        frame = next.frame;
        tell();
        return;
      }
      if (next.frame !== frame) {
        frame = next.frame;
        tell();
      }
      tick(step);
    };
    tell();
    tick(step);
  };
  return {
    frame: () => frame,
    speed: () => speed,
    seek,
    play,
    stop,
    subscribe: (heard) => {
      listeners.add(heard);
      return () => listeners.delete(heard);
    },
  };
}
