import type { Keyframe, Project, Size } from '../../shared/project/schema.ts';
import type { Frame } from '../media/frame.ts';
import { pixelHash } from './contentKey.ts';

/** The pictures of a film's keyframes, sized as the keyframe says (never stretched). */
export interface Pictures {
  /** As the film shows it: exactly `project.size`. */
  film(keyframe: Keyframe): Promise<Frame>;
  /** As the engine is given it: the same pixels, grown to the engine's size. */
  engine(keyframe: Keyframe): Promise<Frame>;
  /** pixelHash of `engine(keyframe)`. */
  hash(keyframe: Keyframe): Promise<string>;
}

export interface PicturesParts {
  readonly project: Project;
  /** What the engine works at: see `engineSize`. */
  readonly size: Size;
  /** Reads an asset upright and sized; rejects with a Fault. */
  readonly read: (asset: string, keyframe: Keyframe, size: Size) => Promise<Frame>;
  /** Hashes known from before, by what they depend on; shared between films and renders. */
  readonly hashes: Map<string, string>;
}

/** Pictures held decoded: neighbours in the film are asked for again and again. */
const heldPictures = 3;

export function createPictures({ project, size, read, hashes }: PicturesParts): Pictures {
  const held = new Map<string, Promise<Frame>>();
  const nameOf = ({ asset, fit, crop }: Keyframe) => JSON.stringify([asset, fit, crop, project.size, size]);

  const film = (keyframe: Keyframe) => {
    const name = nameOf(keyframe);
    const reading = held.get(name) ?? read(keyframe.asset, keyframe, project.size);
    held.delete(name);
    held.set(name, reading);
    reading.catch(() => held.delete(name));
    const oldest = held.keys().next();
    if (held.size > heldPictures && oldest.done !== true) {
      held.delete(oldest.value);
    }
    return reading;
  };
  const engine = async (keyframe: Keyframe) => grown(await film(keyframe), size);
  return {
    film,
    engine,
    hash: async (keyframe) => {
      const name = nameOf(keyframe);
      const hash = hashes.get(name) ?? pixelHash(await engine(keyframe));
      hashes.set(name, hash);
      return hash;
    },
  };
}

/** The film's size with both sides rounded up to the engine's multiple: nothing is scaled, so anchors stay sharp. */
export function engineSize(size: Size, multiple: number): Size {
  const up = (side: number) => Math.ceil(side / multiple) * multiple;
  return { width: up(size.width), height: up(size.height) };
}

/** A picture in the middle of a larger one, its border pixels repeated outwards. Itself when the sizes agree. */
export function grown(frame: Frame, size: Size): Frame {
  if (frame.width === size.width && frame.height === size.height) {
    return frame;
  }
  // A pixel as one number; a copy only where the bytes do not begin at a multiple of four.
  const data = frame.data.byteOffset % 4 === 0 ? frame.data : frame.data.slice();
  const from = new Uint32Array(data.buffer, data.byteOffset, frame.width * frame.height);
  const to = new Uint32Array(size.width * size.height);
  const [left, top] = [(size.width - frame.width) >> 1, (size.height - frame.height) >> 1];
  for (let y = 0; y < size.height; y++) {
    const row = Math.min(Math.max(y - top, 0), frame.height - 1) * frame.width;
    const line = to.subarray(y * size.width, (y + 1) * size.width);
    line.fill(from[row] ?? 0, 0, left);
    line.set(from.subarray(row, row + frame.width), left);
    line.fill(from[row + frame.width - 1] ?? 0, left + frame.width);
  }
  return { ...size, data: new Uint8Array(to.buffer) };
}

/** The middle of a picture: what `grown` added, taken away. Itself when the sizes agree. */
export function cropped(frame: Frame, size: Size): Frame {
  if (frame.width === size.width && frame.height === size.height) {
    return frame;
  }
  const [left, top] = [(frame.width - size.width) >> 1, (frame.height - size.height) >> 1];
  const data = new Uint8Array(size.width * size.height * 4);
  for (let y = 0; y < size.height; y++) {
    const from = ((y + top) * frame.width + left) * 4;
    data.set(frame.data.subarray(from, from + size.width * 4), y * size.width * 4);
  }
  return { ...size, data };
}
