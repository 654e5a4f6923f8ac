import type { Frame } from '../media/frame.ts';

export interface Picture {
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** Small pictures of frames just made, by id, so that the screen can fetch what an event names. */
export interface Previews {
  /** Returns at once: nothing is encoded until someone asks. `again` reads the frame when it is no longer held. */
  put(frame: Frame, again: () => Promise<Frame | null>): string;
  /** A picture an engine made itself. */
  putPicture(picture: Picture): string;
  /** null when it is too old or was never there. */
  fetch(id: string): Promise<Picture | null>;
}

export interface PreviewsParts {
  readonly encode: (frame: Frame) => Promise<Picture>;
  /** Bytes of whole frames held for quick encoding, and of encoded pictures kept. */
  readonly held: number;
  readonly kept: number;
  /** Ids that can still be fetched through `again`. */
  readonly ids: number;
}

/** Newest wins: the oldest whole frames are let go first, then the oldest pictures, then the oldest ids. */
export function createPreviews({ encode, held, kept, ids }: PreviewsParts): Previews {
  const frames = new Map<string, Frame>();
  const pictures = new Map<string, Promise<Picture | null>>();
  const sizes = new Map<string, number>();
  const sources = new Map<string, () => Promise<Frame | null>>();
  let framesBytes = 0;
  let picturesBytes = 0;
  let count = 0;

  const dropPicture = (id: string) => {
    pictures.delete(id);
    picturesBytes -= sizes.get(id) ?? 0;
    sizes.delete(id);
  };
  const keepPicture = (id: string, bytes: number) => {
    sizes.set(id, bytes);
    picturesBytes += bytes;
    for (const oldest of sizes.keys()) {
      if (picturesBytes <= kept || oldest === id) {
        break;
      }
      dropPicture(oldest);
    }
  };
  const letGo = (id: string) => {
    const frame = frames.get(id);
    framesBytes -= frame?.data.length ?? 0;
    frames.delete(id);
  };

  const make = async (id: string): Promise<Picture | null> => {
    const frame = frames.get(id) ?? (await sources.get(id)?.()) ?? null;
    if (frame === null) {
      pictures.delete(id);
      return null;
    }
    const picture = await encode(frame);
    letGo(id);
    keepPicture(id, picture.bytes.length);
    return picture;
  };

  return {
    put: (frame, again) => {
      const id = `p${String(count++)}`;
      frames.set(id, frame);
      sources.set(id, again);
      framesBytes += frame.data.length;
      for (const oldest of frames.keys()) {
        if (framesBytes <= held || oldest === id) {
          break;
        }
        letGo(oldest);
      }
      for (const oldest of sources.keys()) {
        if (sources.size <= ids) {
          break;
        }
        sources.delete(oldest);
      }
      return id;
    },
    putPicture: (picture) => {
      const id = `p${String(count++)}`;
      pictures.set(id, Promise.resolve(picture));
      keepPicture(id, picture.bytes.length);
      return id;
    },
    fetch: (id) => {
      const there = pictures.get(id);
      if (there !== undefined) {
        return there;
      }
      if (!sources.has(id)) {
        return Promise.resolve(null);
      }
      const making = make(id).catch((error: unknown) => {
        pictures.delete(id);
        throw error;
      });
      pictures.set(id, making);
      return making;
    },
  };
}
