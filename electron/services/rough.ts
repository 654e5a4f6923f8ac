import { createHash } from 'node:crypto';
import { isMidpointOnly, type OwnModel } from '../../shared/engines/ownModel.ts';
import { roughSide, type Rough } from '../../shared/media/rough.ts';
import type { Picture } from '../http/mediaHandler.ts';
import type { InferenceHost } from '../inference/host.ts';
import { rough, type RoughInput } from '../inference/roughTenant.ts';
import type { Frame } from '../media/frame.ts';
import { readImage } from '../media/images.ts';
import { newestFirst } from './newestFirst.ts';
import type { FoundModel } from './ownModels.ts';
import { smallPicture } from './pictures.ts';

export interface RoughParts {
  /** One that no render keeps busy. */
  readonly host: Pick<InferenceHost, 'run'>;
  readonly kernels: string;
  readonly assetFile: (project: string, asset: string) => Promise<string | null>;
  readonly ownModel: (name: string) => FoundModel | null;
}

/** Small keyframes held: those of a few pairs, half a megabyte each. */
const held = 12;

/** Requests that wait at most: more than a playhead has ahead of it. */
const most = 32;

/** Seconds a picture may take; a model that needs longer does not preview. */
const longest = 1;

/** Pixels a model was timed at when it was added. */
const timedAt = 640 * 360;

/** Halvings a model that only knows the half may take. */
const halvings = 4;

const never = new AbortController().signal;

/**
 * Rough pictures between keyframes, for looking at before anything is rendered: by the draft engine, or by the model of
 * the person's own that will render. The newest request is answered first, and those whose signal is aborted never.
 */
export function createRough({ host, kernels, assetFile, ownModel }: RoughParts) {
  const pictures = new Map<string, Promise<Frame>>();
  /** Models (sha256) that failed: their frames are not waited for again. */
  const unfit = new Set<string>();
  const inTurn = newestFirst<Picture>(most);

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

  const make = async (input: RoughInput, found: FoundModel | null): Promise<Uint8Array> => {
    if (found !== null && !unfit.has(found.model.sha256)) {
      try {
        // Not ended with the request: that would end the process and with it the motion that is kept.
        return await host.run(rough, fedTo(found, input), { signal: never, silenceMs: 20_000 });
      } catch {
        // What is wrong with it a render tells.
        unfit.add(found.model.sha256);
      }
    }
    return host.run(rough, input, { signal: never });
  };

  /** null where a keyframe's file is not there. Rejects with Fault 'superseded' when it is no longer wanted. */
  return async (
    project: string,
    { a, b, size, t, model }: Rough,
    signal: AbortSignal,
  ): Promise<Picture | null> => {
    const [from, to] = await Promise.all([assetFile(project, a.asset), assetFile(project, b.asset)]);
    if (from === null || to === null) {
      return null;
    }
    const scale = Math.min(1, roughSide / Math.max(size.width, size.height));
    const side = (length: number) => Math.max(16, Math.round(length * scale));
    const reduced = { width: side(size.width), height: side(size.height) };
    const pair = createHash('sha256')
      .update(JSON.stringify([from, a, to, b, reduced]))
      .digest('hex');
    const found = model === null ? null : ownModel(model);
    const quick = found !== null && secondsOf(found.model, reduced) <= longest ? found : null;
    return inTurn(async () => {
      const [first, last] = await Promise.all([small(from, a, reduced), small(to, b, reduced)]);
      const input = { kernels, pair, ...reduced, a: first.data, b: last.data, t, own: null };
      return smallPicture({ ...reduced, data: await make(input, quick) }, roughSide);
    }, signal);
  };
}

/** How long a picture will take it, from how long its first took. */
function secondsOf({ probe }: OwnModel, { width, height }: { width: number; height: number }): number {
  const runs = isMidpointOnly(probe.form) ? halvings : 1;
  return (runs * probe.seconds * width * height) / timedAt;
}

function fedTo({ model, path }: FoundModel, input: RoughInput): RoughInput {
  const { name, sha256, probe } = model;
  const steps = 2 ** halvings;
  const t = isMidpointOnly(probe.form)
    ? Math.min(steps - 1, Math.max(1, Math.round(input.t * steps))) / steps
    : input.t;
  const providers = [...new Set([probe.provider, 'cpu'])];
  return { ...input, t, own: { model: { name, path, sha256 }, form: probe.form, providers } };
}
