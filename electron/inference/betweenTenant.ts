import { readFile } from 'node:fs/promises';
import { Fault } from '../../shared/fault.ts';
import { createInterpolator, type Interpolator } from '../interpolation/index.ts';
import { between } from './calls.ts';
import { tenant, type Tenant } from './serving.ts';

/** In-betweens of two pictures, one after the other; keeps the compiled kernels from one request to the next. */
export function betweenTenant(): Tenant {
  let kept: { readonly file: string; readonly interpolator: Interpolator } | null = null;
  return tenant(between, async ({ kernels, width, height, a, b, times }, emit) => {
    kept = kept?.file === kernels ? kept : { file: kernels, interpolator: await interpolatorOf(kernels) };
    const { interpolator } = kept;
    const pair = interpolator.prepare(a, b, width, height);
    try {
      await emit({ kind: 'pair', relation: pair.kind, consistency: pair.consistency });
      const out = new Uint8ClampedArray(width * height * 4);
      const data = new Uint8Array(out.buffer);
      for (const [index, t] of times.entries()) {
        interpolator.inbetween(pair, t, out);
        await emit({ kind: 'frame', index, data });
      }
      return null;
    } finally {
      pair.close();
    }
  });
}

async function interpolatorOf(file: string): Promise<Interpolator> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw new Fault(
      'kernels-missing',
      'The compiled part of the draft engine is missing.',
      'Install the program again; from a checkout run `npm run build`.',
      error,
    );
  }
  return createInterpolator(bytes);
}
