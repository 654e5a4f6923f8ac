import type { Frame } from '../../media/frame.ts';

/** A frame to be described. */
export interface VisionItem {
  /** Of the caller's choosing; different for every frame of a run. */
  readonly id: string;
  readonly frame: number;
  readonly seconds: number;
  /** Frames of one shot stand together and in order; a call never carries frames of two. */
  readonly shot: number;
  /** A name that means these pixels for good (an asset and its crop), so that a picture is decoded once; null for none. */
  readonly look: string | null;
  /** The bytes of a picture file, or pixels. A rejection leaves the frame out, with its message as the reason. */
  readonly picture: () => Promise<Uint8Array | Frame>;
  /** Rejects where `picture` would, as far as can be told without decoding it: a file that is missing or no picture. */
  readonly check: () => Promise<unknown>;
}

/** Frames by shot, in the order they came. */
export function shotsOf(items: readonly VisionItem[]): readonly (readonly VisionItem[])[] {
  const shots: VisionItem[][] = [];
  for (const item of items) {
    const last = shots.at(-1);
    if (last?.[0]?.shot === item.shot) {
      last.push(item);
    } else {
      shots.push([item]);
    }
  }
  return shots;
}
