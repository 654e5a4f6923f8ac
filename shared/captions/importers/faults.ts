import { Fault } from '../../fault.ts';

export const unreadable = (what: string, line: number | null, cause?: unknown): Fault =>
  new Fault(
    'captions-unreadable',
    line === null ? what : `Line ${String(line)} of the captions: ${what}`,
    'Correct the file, or write it anew with the program it came from.',
    cause,
  );

/** A text for a message: its first 40 letters. */
export const quoted = (text: string): string => `“${text.length > 40 ? `${text.slice(0, 40)}…` : text}”`;
