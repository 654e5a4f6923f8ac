import type { PictureName } from './footage.ts';

type Entry =
  | { readonly state: 'loading'; readonly image: HTMLImageElement; round: number }
  | { readonly state: 'ready'; readonly image: HTMLImageElement }
  | { readonly state: 'absent' };

/**
 * Pictures by key, decoded, the least used thrown away first. `heard` is told whenever one arrives, so that whoever
 * paints can paint again; nothing here touches React.
 */
export interface Pictures {
  /** The picture, or null while it loads or where there is none. O(1). */
  readonly get: (name: PictureName) => HTMLImageElement | null;
  readonly isAbsent: (name: PictureName) => boolean;
  /** Ends a round of asking: what was not asked for since the last end and still loads is no longer wanted. */
  readonly endRound: () => void;
  readonly subscribe: (heard: () => void) => () => void;
}

/** `room`: pictures kept; a thumbnail is about 40 KB decoded, a film frame about 1.5 MB. */
export function createPictures(room: number): Pictures {
  const entries = new Map<string, Entry>();
  const listeners = new Set<() => void>();
  let round = 0;
  const tell = () => {
    for (const listener of listeners) {
      listener();
    }
  };
  const load = ({ key, address }: PictureName) => {
    const image = new Image();
    image.decoding = 'async';
    const entry: Entry = { state: 'loading', image, round };
    entries.set(key, entry);
    image.src = address;
    const become = (next: Entry) => {
      // One that was called off, or thrown away, is not heard of again.
      if (entries.get(key) === entry) {
        entries.set(key, next);
        tell();
      }
    };
    image.decode().then(
      () => become({ state: 'ready', image }),
      () => {
        const absent: Entry = { state: 'absent' };
        become(absent);
        // Asked for again later: a frame that is not there yet may be made.
        setTimeout(() => entries.get(key) === absent && entries.delete(key), 4000);
      },
    );
    for (const old of entries.keys()) {
      if (entries.size <= room) {
        break;
      }
      entries.delete(old);
    }
  };
  return {
    get: (name) => {
      const entry = entries.get(name.key);
      if (entry === undefined) {
        load(name);
        return null;
      }
      if (entry.state === 'loading') {
        entry.round = round;
      }
      if (entry.state !== 'ready') {
        return null;
      }
      entries.delete(name.key);
      entries.set(name.key, entry);
      return entry.image;
    },
    isAbsent: (name) => entries.get(name.key)?.state === 'absent',
    endRound() {
      for (const [key, entry] of entries) {
        if (entry.state === 'loading' && entry.round !== round) {
          entries.delete(key);
          // Ends the request, so that main makes what is looked at now.
          entry.image.removeAttribute('src');
        }
      }
      round += 1;
    },
    subscribe: (heard) => {
      listeners.add(heard);
      return () => listeners.delete(heard);
    },
  };
}
