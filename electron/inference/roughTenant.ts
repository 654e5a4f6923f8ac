import { readFile } from 'node:fs/promises';
import { createInterpolator, type Interpolator, type Pair } from '../interpolation/index.ts';
import type { OwnInbetweens } from './ownModel/betweenTenant.ts';
import type { OwnBetweenInput } from './ownModel/calls.ts';
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
  /** A network of the person's own for what moves, as in a render; null for the draft engine's motion. */
  readonly own: Pick<OwnBetweenInput, 'model' | 'form' | 'providers'> | null;
}

/** One small picture between two, at once: the motion of the latest pairs is kept. */
export const rough: Call<RoughInput, never, Uint8Array> = { name: 'rough' };

/** Pairs kept: about 5 MB each at 480 pixels. */
const KEPT = 6;

export function roughTenant(makeOwn: OwnInbetweens): Tenant {
  const pairs = new Map<string, Pair>();
  let interpolator: Interpolator | null = null;
  return tenant(rough, async ({ kernels, pair: name, width, height, a, b, t, own }) => {
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
    if (own !== null && (pair.kind === 'motion' || pair.kind === 'mixed')) {
      const made: Uint8Array[] = [];
      await makeOwn({ ...own, width, height, a, b, times: [t] }, ({ data }) => {
        made.push(data);
        return Promise.resolve();
      });
      return made[0] ?? a;
    }
    return new Uint8Array(interpolator.inbetween(pair, t).buffer);
  });
}
