import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Fault } from '../../../shared/fault.ts';

/** The hash of the compiled kernels, read once. Rejects with Fault 'kernels-missing'; a failure is not kept. */
export function kernelsHash(file: string): () => Promise<string> {
  let hash: Promise<string> | null = null;
  return () => {
    hash ??= hashOf(file);
    // The file may be there the next time.
    hash.catch(() => (hash = null));
    return hash;
  };
}

async function hashOf(file: string): Promise<string> {
  try {
    return createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
  } catch (error) {
    throw new Fault(
      'kernels-missing',
      'The compiled part of the draft engine is missing.',
      'Install the program again; from a checkout run `npm run build`.',
      error,
    );
  }
}
