import { readFile } from 'node:fs/promises';
import { createInterpolator, type Interpolator, type Pair } from '../interpolation/index.ts';
import type { Call } from './protocol.ts';
import { tenant, type Tenant } from './serving.ts';

export interface RoughInput {
  readonly kernels: string;
  /** Names the pair: the same name is the same two pictures. */
  readonly pair: string;
  readonly width: number;
  readonly height: number;
  /** rgba with straight alpha, width*height*4. */
  readonly a: Uint8Array;
  readonly b: Uint8Array;
  readonly t: number;
}

/** One small picture between two, at once: the motion of the latest pairs is kept. */
export const rough: Call<RoughInput, never, Uint8Array> = { name: 'rough' };

/** Pairs kept: about 5 MB each at 480 pixels. */
const KEPT = 6;

export function roughTenant(): Tenant {
  const pairs = new Map<string, Pair>();
  let interpolator: Interpolator | null = null;
  return tenant(rough, async ({ kernels, pair: name, width, height, a, b, t }) => {
    interpolator ??= await createInterpolator(await readFile(kernels));
    const pair = pairs.get(name) ?? interpolator.prepare(a, b, width, height);
    pairs.delete(name);
    pairs.set(name, pair);
    for (const [oldest, old] of pairs) {
      if (pairs.size <= KEPT) {
        break;
      }
      pairs.delete(oldest);
      old.close();
    }
    return new Uint8Array(interpolator.inbetween(pair, t).buffer);
  });
}
