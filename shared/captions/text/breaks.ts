/** Scripts whose lines may be broken between any two letters. */
const ideographic =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Yi}\p{Script=Bopomofo}\u3000-\u303f\uff00-\uffef]/u;
const dictionary = /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** Letters that may not begin a line, and that may not end one (JIS X 4051, kinsoku shori). */
const neverFirst =
  /^[、。，．・：；？！゛゜ヽヾゝゞ々ー’”）〕］｝〉》」』】〟｠»,.:;?!)\]}%‰ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ…‥～\u200d\ufe0f\p{M}]/u;
const neverLast = /[‘“（〔［｛〈《「『【〝｟«([{$£¥￥#]$/u;

/** Letters as a reader counts them: a family emoji, or a letter with its accents, is one. */
export function graphemesOf(text: string): readonly string[] {
  return Array.from(
    new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text),
    (part) => part.segment,
  );
}

/**
 * A word as pieces between which a line may end: after hyphens and slashes, between ideographs as kinsoku allows, between
 * the words of Thai and its like. Most words are one piece.
 */
export function piecesOf(word: string): readonly string[] {
  if (dictionary.test(word)) {
    return Array.from(
      new Intl.Segmenter('th', { granularity: 'word' }).segment(word),
      (part) => part.segment,
    );
  }
  if (!ideographic.test(word)) {
    return (
      word.match(
        /[^-/\u2010\u2013\u2014\u200b]+[-/\u2010\u2013\u2014\u200b]*|[-/\u2010\u2013\u2014\u200b]+/g,
      ) ?? [word]
    );
  }
  const pieces: string[] = [];
  for (const letter of graphemesOf(word)) {
    const last = pieces.at(-1);
    if (last === undefined || mayBreak(last, letter)) {
      pieces.push(letter);
    } else {
      pieces[pieces.length - 1] = last + letter;
    }
  }
  return pieces;
}

/** Whether a line may end between two pieces with no space between them. */
export function mayBreak(before: string, after: string): boolean {
  const last = graphemesOf(before).at(-1) ?? '';
  return (
    (ideographic.test(last) || ideographic.test(graphemesOf(after)[0] ?? '')) &&
    !neverLast.test(before) &&
    !neverFirst.test(after)
  );
}
