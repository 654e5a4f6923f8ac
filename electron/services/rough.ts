import { createHash } from 'node:crypto';
import { roughSide, type Rough } from '../../shared/media/rough.ts';
import type { Picture } from '../http/mediaHandler.ts';
import type { InferenceHost } from '../inference/host.ts';
import { rough } from '../inference/roughTenant.ts';
import type { Frame } from '../media/frame.ts';
import { readImage } from '../media/images.ts';
import { smallPicture } from './pictures.ts';

export interface RoughParts {
  /** One that no render keeps busy. */
  readonly host: InferenceHost;
  readonly kernels: string;
  readonly assetFile: (project: string, asset: string) => Promise<string | null>;
}

/** Small keyframes held: those of a few pairs, half a megabyte each. */
const held = 12;

const never = new AbortController().signal;

/** Rough pictures between keyframes by the draft engine, for looking at before anything is rendered. */
export function createRough({ host, kernels, assetFile }: RoughParts) {
  const pictures = new Map<string, Promise<Frame>>();

  const small = (file: string, placed: Rough['a'], size: { width: number; height: number }) => {
    const key = JSON.stringify([file, placed, size]);
    const reading = pictures.get(key) ?? readImage(file, { ...size, fit: placed.fit, crop: placed.crop });
    pictures.delete(key);
    pictures.set(key, reading);
    reading.catch(() => pictures.delete(key));
    const oldest = pictures.keys().next();
    if (pictures.size > held && oldest.done !== true) {
      pictures.delete(oldest.value);
    }
    return reading;
  };

  /** null where a keyframe's file is not there. */
  return async (project: string, { a, b, size, t }: Rough): Promise<Picture | null> => {
    const [from, to] = await Promise.all([assetFile(project, a.asset), assetFile(project, b.asset)]);
    if (from === null || to === null) {
      return null;
    }
    const scale = Math.min(1, roughSide / Math.max(size.width, size.height));
    const side = (length: number) => Math.max(16, Math.round(length * scale));
    const reduced = { width: side(size.width), height: side(size.height) };
    const [first, last] = await Promise.all([small(from, a, reduced), small(to, b, reduced)]);
    const pair = createHash('sha256')
      .update(JSON.stringify([from, a, to, b, reduced]))
      .digest('hex');
    const input = { kernels, pair, ...reduced, a: first.data, b: last.data, t };
    // Not ended with the request: that would end the process and with it the motion that is kept.
    const data = await host.run(rough, input, { signal: never });
    return smallPicture({ ...reduced, data }, roughSide);
  };
}
