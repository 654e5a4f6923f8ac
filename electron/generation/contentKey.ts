import { createHash } from 'node:crypto';
import type { Frame } from '../media/frame.ts';

/**
 * JSON with sorted names and no spaces, so that equal values give equal texts. Names whose value is `undefined`
 * are left out. Throws on what JSON cannot say (NaN, Infinity, functions): a key must never leave something out.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(canonicalJson).join(',')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([name, inner]) => `${JSON.stringify(name)}:${canonicalJson(inner)}`).join(',')}}`;
  }
  const sayable = ['string', 'boolean'].includes(typeof value) || value === null || Number.isFinite(value);
  if (!sayable) {
    throw new TypeError(`a content key cannot be made of ${String(value)}`);
  }
  return JSON.stringify(value);
}

/** SHA-256 of the canonical JSON, in hex. */
export function contentKey(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

/** SHA-256 of a picture's size and pixels (rgba), in hex: the same for every file that decodes to this picture. */
export function pixelHash(frame: Frame): string {
  const head = `${String(frame.width)}x${String(frame.height)}:`;
  return createHash('sha256').update(head).update(frame.data).digest('hex');
}
