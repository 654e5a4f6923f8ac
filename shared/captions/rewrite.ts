import type { CaptionWord, Slide } from './schema.ts';
import { exact, wordsIn } from './words.ts';

/** More comparisons than this are not made: what lies between the equal beginning and end then counts as new. */
const mostCompared = 4_000_000;

/**
 * A slide with another text. Words that stay keep their times; a run of new words shares the time of the words it
 * replaces. One that is squeezed in where there is no time shares that of the word before (or after) it. O(n * m)
 * for n words that become m, at most `mostCompared`.
 */
export function rewritten(slide: Slide, text: string): Slide {
  const plain = wordsIn(text, slide.start, slide.end);
  const kept = commonWords(slide.words, plain);
  const words: CaptionWord[] = [];
  for (let at = 0; at < plain.length;) {
    const old = kept.get(at);
    const before = slide.words[old ?? -1];
    const word = plain[at];
    if (before !== undefined && word !== undefined) {
      words.push({ ...before, gap: word.gap });
      at++;
      continue;
    }
    let to = at;
    while (to < plain.length && !kept.has(to)) {
      to++;
    }
    const run = plain.slice(at, to);
    const next = slide.words[kept.get(to) ?? -1];
    words.push(...placed(run, words, next, slide));
    at = to;
  }
  return { ...slide, words: words.map((word, i) => (i === 0 ? { ...word, gap: ' ' } : word)) };
}

/** The least time a new word gets to itself, in seconds. */
const least = 0.05;

/** A run of new words between the last of `done` and `next`; where there is no time the word before gives some of its own. */
function placed(
  run: readonly CaptionWord[],
  done: CaptionWord[],
  next: CaptionWord | undefined,
  slide: Slide,
): readonly CaptionWord[] {
  const from = done.at(-1)?.end ?? slide.start;
  const to = next?.start ?? slide.end;
  if (to - from >= least * run.length) {
    return shared(run, from, to);
  }
  const giver = done.at(-1);
  if (giver !== undefined) {
    done.pop();
    const end = Math.max(giver.start, to, giver.end);
    return shared([giver, ...run], giver.start, Math.min(end, slide.end));
  }
  return shared(run, slide.start, Math.max(slide.start, to));
}

/** Words one after another over a stretch of time, each by its number of letters. */
export function shared(words: readonly CaptionWord[], start: number, end: number): readonly CaptionWord[] {
  const letters = words.reduce((sum, { text }) => sum + text.length, 0);
  let told = 0;
  const at = () => exact(start + ((end - start) * told) / letters);
  return words.map((word) => {
    const from = at();
    told += word.text.length;
    return { ...word, start: from, end: at() };
  });
}

/** By place in `after`: the place in `before` of the word that stays; both in order (the longest common subsequence). */
function commonWords(
  before: readonly CaptionWord[],
  after: readonly CaptionWord[],
): ReadonlyMap<number, number> {
  const kept = new Map<number, number>();
  const same = (a: number, b: number) => before[a]?.text === after[b]?.text;
  let first = 0;
  while (first < Math.min(before.length, after.length) && same(first, first)) {
    kept.set(first, first);
    first++;
  }
  let [a, b] = [before.length, after.length];
  while (a > first && b > first && same(a - 1, b - 1)) {
    a--;
    b--;
    kept.set(b, a);
  }
  const [rows, columns] = [a - first, b - first];
  if (rows * columns > mostCompared) {
    return kept;
  }
  const width = columns + 1;
  const longest = new Uint32Array((rows + 1) * width);
  const longestAt = (row: number, column: number) => longest[row * width + column] ?? 0;
  for (let row = rows - 1; row >= 0; row--) {
    for (let column = columns - 1; column >= 0; column--) {
      longest[row * width + column] = same(first + row, first + column)
        ? longestAt(row + 1, column + 1) + 1
        : Math.max(longestAt(row + 1, column), longestAt(row, column + 1));
    }
  }
  for (let row = 0, column = 0; row < rows && column < columns;) {
    if (same(first + row, first + column)) {
      kept.set(first + column, first + row);
      row++;
      column++;
    } else if (longestAt(row + 1, column) >= longestAt(row, column + 1)) {
      row++;
    } else {
      column++;
    }
  }
  return kept;
}

/** A slide at other times, its words cut to them; what lay outside comes to lie at the edge. */
export function within(slide: Slide, start: number, end: number): Slide {
  const inside = (seconds: number) => Math.min(end, Math.max(start, seconds));
  return {
    ...slide,
    start,
    end,
    words: slide.words.map((word) => ({ ...word, start: inside(word.start), end: inside(word.end) })),
  };
}

/** A slide with all its words moved by so many seconds. */
export function moved(slide: Slide, seconds: number): Slide {
  const by = (time: number) => Math.max(0, exact(time + seconds));
  return {
    ...slide,
    start: by(slide.start),
    end: by(slide.end),
    words: slide.words.map((word) => ({ ...word, start: by(word.start), end: by(word.end) })),
  };
}
