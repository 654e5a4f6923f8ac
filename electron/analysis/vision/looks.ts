import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Which pixels a look shows, from run to run: a picture that was looked at once need not be decoded to be known. */
export interface Looks {
  /** The hash of its pixels (Small.hash); null where it was never looked at. */
  get(look: string): Promise<string | null>;
  put(look: string, hash: string): Promise<void>;
}

/**
 * One small file a look. It is not made durable: one that is lost or half-written counts as absent, and its picture is
 * decoded again.
 */
export function openLooks(dir: string): Looks {
  const known = new Map<string, string>();
  const fileOf = (look: string) => path.join(dir, createHash('sha256').update(look).digest('hex'));
  return {
    get: async (look) => {
      const found = known.get(look) ?? (await readFile(fileOf(look), 'utf8').catch(() => ''));
      if (!/^[0-9a-f]{64}$/.test(found)) {
        return null;
      }
      known.set(look, found);
      return found;
    },
    put: async (look, hash) => {
      if (known.get(look) !== hash) {
        known.set(look, hash);
        await mkdir(dir, { recursive: true });
        await writeFile(fileOf(look), hash).catch(() => undefined);
      }
    },
  };
}
