import type { PictureName } from './footage.ts';

type Entry =
  | { readonly state: 'loading'; readonly image: HTMLImageElement }
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
  readonly subscribe: (heard: () => void) => () => void;
}

/** `room`: pictures kept; a thumbnail is about 40 KB decoded, a film frame about 1.5 MB. */
export function createPictures(room: number): Pictures {
  const entries = new Map<string, Entry>();
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) {
      listener();
    }
  };
  const load = ({ key, address }: PictureName) => {
    const image = new Image();
    image.decoding = 'async';
    entries.set(key, { state: 'loading', image });
    image.src = address;
    image.decode().then(
      () => {
        entries.set(key, { state: 'ready', image });
        tell();
      },
      () => {
        entries.set(key, { state: 'absent' });
        // Asked for again later: a frame that is not there yet may be made.
        setTimeout(() => entries.delete(key), 4000);
        tell();
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
      if (entry.state !== 'ready') {
        return null;
      }
      entries.delete(name.key);
      entries.set(name.key, entry);
      return entry.image;
    },
    isAbsent: (name) => entries.get(name.key)?.state === 'absent',
    subscribe: (heard) => {
      listeners.add(heard);
      return () => listeners.delete(heard);
    },
  };
}
