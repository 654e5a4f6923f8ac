import type { CaptionWord } from '../schema.ts';
import { exact, gapBetween } from '../words.ts';
import { unreadable } from './faults.ts';

/** A word as a recogniser heard it; times it could not tell are null. */
export interface Heard {
  readonly text: string;
  readonly start: number | null;
  readonly end: number | null;
}

/**
 * Words with the spaces between them. Recognisers that write their spaces (` Hel`, `lo`, `,`) tell by them where a word begins, and
 * its pieces are put together; others leave them out, and the letters decide. A word without times gets its share of the time
 * between its neighbours. O(n).
 */
export function joined(
  heard: readonly Heard[],
  around: { readonly start: number | null; readonly end: number | null } | null = null,
): readonly CaptionWord[] {
  const spaced = heard.some(({ text }, i) => i > 0 && /^\s/.test(text));
  const timed = withTimes(
    heard.filter(({ text }) => text.trim() !== ''),
    around,
  );
  const words: CaptionWord[] = [];
  for (const { text, start, end } of timed) {
    const bare = text.trim().normalize('NFC').replace(/\s+/g, ' ');
    const last = words.at(-1);
    const gap = last === undefined ? ' ' : gapBetween(last.text, bare);
    const isPiece = spaced && gap === ' ' && !/^\s/.test(text);
    if (last !== undefined && (isPiece || /^[\p{P}]+$/u.test(bare))) {
      const dash = !isPiece && /^[\p{Pd}\p{Ps}]+$/u.test(bare) ? ' ' : '';
      words[words.length - 1] = { ...last, text: last.text + dash + bare, end: Math.max(last.end, end) };
    } else {
      words.push({ text: bare, start, end, gap });
    }
  }
  return words;
}

function withTimes(
  heard: readonly Heard[],
  around: { readonly start: number | null; readonly end: number | null } | null,
): readonly { readonly text: string; readonly start: number; readonly end: number }[] {
  const known = heard.map(({ start, end }) => start !== null && end !== null);
  const result: { text: string; start: number; end: number }[] = [];
  for (let i = 0; i < heard.length;) {
    let until = i;
    while (until < heard.length && known[until] !== true) {
      until++;
    }
    if (until > i) {
      const from = result.at(-1)?.end ?? around?.start ?? heard[until]?.start ?? null;
      const to = heard[until]?.start ?? around?.end ?? from;
      if (from === null || to === null) {
        throw unreadable(`the word “${heard[i]?.text.trim() ?? ''}” has no time, nor has any near it.`, null);
      }
      const share = Math.max(0, to - from) / (until - i);
      for (let k = i; k < until; k++) {
        const start = exact(from + share * (k - i));
        result.push({ text: heard[k]?.text ?? '', start, end: exact(start + share) });
      }
    }
    const word = heard[until];
    if (word !== undefined) {
      const start = exact(word.start ?? 0);
      result.push({ text: word.text, start, end: Math.max(start, exact(word.end ?? 0)) });
    }
    i = until + 1;
  }
  return result;
}
