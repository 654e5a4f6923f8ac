import type { CaptionStyle, Slide } from '../../shared/captions/schema.ts';
import { graphemesOf, mayBreak, piecesOf } from '../../shared/captions/text/breaks.ts';

/** A piece of a word that is never cut, unless it alone is wider than a line. */
export interface Piece {
  readonly text: string;
  /** The word it belongs to, by its place in the slide. */
  readonly word: number;
  /** What stands before it when it is not the first of its line. */
  readonly space: boolean;
  readonly before: 'joined' | 'break' | 'newline';
  /** For letters 1 pixel high, in the wider of the weights it may be painted in. */
  readonly width: number;
}

export type Line = readonly Piece[];

type WidthOf = (text: string) => number;

/** The pieces of a slide's words in reading order. */
export function piecesOfSlide(slide: Slide, style: CaptionStyle, widthOf: WidthOf): readonly Piece[] {
  let last = '';
  return slide.words.flatMap(({ text, gap }, word) => {
    const pieces = piecesOf(style.upperCase ? text.toLocaleUpperCase('und') : text);
    return pieces.map((piece, i): Piece => {
      const first = i === 0 && word > 0;
      const free = i > 0 || gap === ' ' || mayBreak(last, piece);
      const before = first && gap === '\n' ? 'newline' : free ? 'break' : 'joined';
      last = piece;
      return { text: piece, word, space: first && gap === ' ', before, width: widthOf(piece) };
    });
  });
}

/** Pieces wider than `most` cut between letters, as few cuts as there need be. */
export function cut(pieces: readonly Piece[], most: number, widthOf: WidthOf): readonly Piece[] {
  return pieces.flatMap((piece) => {
    if (piece.width <= most) {
      return [piece];
    }
    const parts: Piece[] = [];
    let text = '';
    for (const letter of graphemesOf(piece.text)) {
      if (text !== '' && widthOf(text + letter) > most) {
        parts.push(partOf(piece, text, parts.length, widthOf));
        text = '';
      }
      text += letter;
    }
    return [...parts, partOf(piece, text, parts.length, widthOf)];
  });
}

function partOf(piece: Piece, text: string, index: number, widthOf: WidthOf): Piece {
  const width = widthOf(text);
  return index === 0 ? { ...piece, text, width } : { ...piece, text, width, space: false, before: 'break' };
}

/**
 * Pieces into lines no wider than `most`, each as full as can be; pieces that are joined stay together while a line holds them.
 * `widest` is what the widest line takes. O(n).
 */
export function fill(
  pieces: readonly Piece[],
  most: number,
  space: number,
): { readonly lines: readonly Line[]; readonly widest: number } {
  const lines: Piece[][] = [];
  let widest = 0;
  let width = 0;
  let line: Piece[] = [];
  for (let i = 0; i < pieces.length;) {
    let until = i + 1;
    let taken = pieces[i]?.width ?? 0;
    while (pieces[until]?.before === 'joined' && taken + (pieces[until]?.width ?? 0) <= most) {
      taken += pieces[until]?.width ?? 0;
      until++;
    }
    const first = pieces[i];
    const lead = first?.space === true ? space : 0;
    // One sum for the test and for the width told: a column of exactly the told width holds the same line again.
    const wider = width + lead + taken;
    if (line.length === 0 || first?.before === 'newline' || wider > most) {
      line = [];
      lines.push(line);
      width = taken;
    } else {
      width = wider;
    }
    line.push(...pieces.slice(i, until));
    widest = Math.max(widest, width);
    i = until;
  }
  return { lines, widest };
}

/** The same number of lines, of lengths as even as can be: the narrowest column that still holds them. O(n). */
export function balanced(pieces: readonly Piece[], most: number, space: number): readonly Line[] {
  const { lines, widest } = fill(pieces, most, space);
  let [narrow, wide] = [0, widest];
  for (let step = 0; step < 10; step++) {
    const middle = (narrow + wide) / 2;
    const tried = fill(pieces, middle, space);
    if (tried.lines.length === lines.length && tried.widest <= middle) {
      wide = tried.widest;
    } else {
      narrow = middle;
    }
  }
  return fill(pieces, wide, space).lines;
}
