import type { CaptionStyle } from '../../shared/captions/schema.ts';
import { levelsOf, visualOrder } from '../../shared/captions/text/bidi.ts';
import { graphemesOf } from '../../shared/captions/text/breaks.ts';
import type { Families } from './fonts.ts';
import type { Line } from './lines.ts';
import { isPicture, type Measure } from './measure.ts';

/** Letters of one word in one direction, placed in their line. */
export interface PlacedRun {
  readonly text: string;
  readonly word: number;
  readonly line: number;
  readonly rtl: boolean;
  /** From the line's left end. */
  readonly x: number;
  readonly width: number;
  readonly regular: number;
  readonly bold: number;
}

/** The runs of a line from left to right, cut where the word or the direction changes. */
export function runsOf(
  line: Line,
  index: number,
  direction: 'ltr' | 'rtl',
  size: number,
  space: number,
  families: Families,
  style: CaptionStyle,
  measure: Measure,
): { readonly runs: readonly PlacedRun[]; readonly width: number } {
  const text = line.map((piece, i) => (i > 0 && piece.space ? ' ' : '') + piece.text).join('');
  const levels = levelsOf(text, direction);
  const found: { text: string; word: number | null; level: number }[] = [];
  const add = (part: string, word: number | null, level: number) => {
    const last = found.at(-1);
    if (
      last !== undefined &&
      last.word === word &&
      last.level === level &&
      isPicture(last.text) === isPicture(part)
    ) {
      last.text += part;
    } else {
      found.push({ text: part, word, level });
    }
  };
  let at = 0;
  line.forEach((piece, i) => {
    if (i > 0 && piece.space) {
      add(' ', null, levels[at] ?? 0);
      at += 1;
    }
    for (const letter of isPicture(piece.text) ? graphemesOf(piece.text) : piece.text) {
      add(letter, piece.word, levels[at] ?? 0);
      at += letter.length;
    }
  });
  const runs: PlacedRun[] = [];
  let x = 0;
  for (const place of visualOrder(found.map(({ level }) => level))) {
    const run = found[place];
    if (run?.word === null) {
      x += space * size;
    } else if (run !== undefined) {
      const regular = measure.width(run.text, families, false) * size;
      const bold = measure.width(run.text, families, true) * size;
      const width = Math.max(style.bold ? bold : regular, style.currentBold ? bold : regular);
      runs.push({
        text: run.text,
        word: run.word,
        line: index,
        rtl: run.level % 2 === 1,
        x,
        width,
        regular,
        bold,
      });
      x += width;
    }
  }
  return { runs, width: x };
}
