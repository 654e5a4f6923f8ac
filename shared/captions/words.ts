import type { CaptionWord } from './schema.ts';

/** Scripts written without spaces between words. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\u3000-\u303f\uff00-\uffef]/u;

/** What stands between two words that come without their spaces, by the letters that meet. */
export function gapBetween(before: string, after: string): ' ' | '' {
  const last = Array.from(before).at(-1) ?? '';
  const first = Array.from(after)[0] ?? '';
  return unspaced.test(last) && unspaced.test(first) ? '' : ' ';
}

/** To whole microseconds: the finest any caption file is written in. */
export const exact = (seconds: number): number => Math.round(seconds * 1e6) / 1e6;

/** A stretch of text as words that share its time, each by its number of letters. Lines of the text stay lines. */
export function wordsIn(text: string, start: number, end: number): readonly CaptionWord[] {
  const found = [...text.normalize('NFC').matchAll(/(\s*)(\S+)/g)];
  const letters = found.reduce((sum, [, , word = '']) => sum + word.length, 0);
  let told = 0;
  return found.map(([, space = '', word = '']) => {
    const from = start + ((end - start) * told) / letters;
    told += word.length;
    const to = start + ((end - start) * told) / letters;
    return { text: word, start: exact(from), end: exact(to), gap: gapOf(space) };
  });
}

const gapOf = (space: string): CaptionWord['gap'] => {
  if (space.includes('\n')) {
    return '\n';
  }
  return space === '' ? '' : ' ';
};

/** Spans of text with times of their own (`Hel` `lo ` `world`) as words; a span may hold several words or part of one. */
export function wordsOfSpans(
  spans: readonly { readonly text: string; readonly start: number; readonly end: number }[],
): readonly CaptionWord[] {
  const words: CaptionWord[] = [];
  let space = '';
  for (const span of spans) {
    const trailing = /\s*$/.exec(span.text)?.[0] ?? '';
    const inside = wordsIn(span.text.slice(0, span.text.length - trailing.length), span.start, span.end);
    inside.forEach((word, i) => {
      words.push(i === 0 && word.gap !== '\n' && space !== '' ? { ...word, gap: gapOf(space) } : word);
    });
    space = inside.length === 0 ? space + span.text : trailing;
  }
  return words;
}
