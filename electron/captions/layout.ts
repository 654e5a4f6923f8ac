import type { CaptionStyle, Slide } from '../../shared/captions/schema.ts';
import { textOf } from '../../shared/captions/slide.ts';
import { directionOf } from '../../shared/captions/text/bidi.ts';
import type { Size } from '../../shared/project/schema.ts';
import type { Families, Fonts } from './fonts.ts';
import { balanced, cut, fill, piecesOfSlide, type Line, type Piece } from './lines.ts';
import type { Measure } from './measure.ts';
import { runsOf } from './runs.ts';

/** A part of the film's picture, in pixels. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Letters of one word in one direction, painted at once. */
export interface TextRun {
  readonly text: string;
  readonly word: number;
  readonly line: number;
  readonly rtl: boolean;
  /** Its place whatever its weight: it is as wide as the wider one, and each weight is painted in its middle. */
  readonly slot: Rectangle;
  /** Left ends, in quarters of a pixel: exact wherever the picture is cut. */
  readonly regularX: number;
  readonly boldX: number;
  readonly baseline: number;
}

/** Where everything of a slide lies in the film's picture, in pixels. */
export interface SlideLayout {
  readonly style: CaptionStyle;
  readonly families: Families;
  /** Height of the letters. */
  readonly size: number;
  /** Pixels of the film for one of the style's lengths. */
  readonly scale: number;
  readonly lines: readonly Rectangle[];
  readonly runs: readonly TextRun[];
  /** All lines together. */
  readonly block: Rectangle;
  /** Lines that no size could fit into the film were left out. */
  readonly overflows: boolean;
}

/** Even where a slide does not fit: letters are never smaller, in pixels of a film whose shorter side is 1080. */
const LEGIBLE = 14;

/** How much smaller each try is. */
const STEP = 0.94;

export interface Setting {
  readonly size: Size;
  readonly fonts: Fonts;
  readonly measure: Measure;
}

/**
 * Lays a slide out. Lines are broken where the script allows it, evenly; letters get smaller until no piece is wider than a line and
 * no more lines than wanted are there, down to the style's smallest; then words are cut, and below LEGIBLE lines are left out.
 * Words keep their place whichever of them is bold. `avoid` are blocks of other slides: it moves away from them,
 * up or, anchored to the top, down.
 */
export function layOut(
  slide: Slide,
  style: CaptionStyle,
  { size: film, fonts, measure }: Setting,
  avoid: readonly Rectangle[] = [],
): SlideLayout {
  const text = style.upperCase ? textOf(slide).toLocaleUpperCase('und') : textOf(slide);
  const families = fonts.familiesFor(style.font, text);
  const widthOf = (part: string) =>
    Math.max(measure.width(part, families, style.bold), measure.width(part, families, style.currentBold));
  const scale = Math.min(film.width, film.height) / 1080;
  const padding = style.box === null ? 0 : style.box.padding * scale;
  const room: Room = {
    width: Math.max(1, style.width * film.width - 2 * padding),
    height: Math.max(1, film.height - 2 * padding),
    scale,
  };
  const space = widthOf(' ');
  const { lines, size, overflows } = fitted(
    piecesOfSlide(slide, style, widthOf),
    style,
    room,
    space,
    widthOf,
  );
  const lineHeight = Math.round(size * style.lineHeight);
  const { ascent, descent } = measure.heights(families);
  const rise = Math.round((lineHeight - (ascent + descent) * size) / 2 + ascent * size);
  const direction = style.direction === 'auto' ? directionOf(text) : style.direction;
  const runsOfLines = lines.map((line, index) =>
    runsOf(line, index, direction, size, space, families, style, measure),
  );
  const column = Math.round(room.width);
  const left = clamp(
    Math.round(style.position.x * film.width - column / 2),
    padding,
    film.width - padding - column,
  );
  const height = lineHeight * lines.length;
  const widths = runsOfLines.map(({ width }) => Math.ceil(width));
  const starts = widths.map((width) => left + shift(style.align, column - width));
  const blockX = Math.min(...starts);
  const top = clear(
    {
      x: blockX,
      y: clamp(topOf(style, film.height, height, padding), padding, film.height - padding - height),
      width: Math.max(...starts.map((x, i) => x + (widths[i] ?? 0))) - blockX,
      height,
    },
    avoid,
    style.anchor === 'top' ? 1 : -1,
    padding,
    film.height,
  );
  const rectangles = widths.map((width, i) => ({
    x: starts[i] ?? 0,
    y: top + i * lineHeight,
    width,
    height: lineHeight,
  }));
  const runs = runsOfLines.flatMap(({ runs: placed }, i) => {
    const y = top + i * lineHeight;
    return placed.map(({ x, width, regular, bold, ...run }): TextRun => {
      const slotX = (starts[i] ?? 0) + x;
      return {
        ...run,
        slot: { x: slotX, y, width, height: lineHeight },
        regularX: quarter(slotX + (width - regular) / 2),
        boldX: quarter(slotX + (width - bold) / 2),
        baseline: y + rise,
      };
    });
  });
  const right = Math.max(...rectangles.map((line) => line.x + line.width));
  const block = { x: blockX, y: top, width: right - blockX, height };
  return { style, families, size, scale, lines: rectangles, runs, block, overflows };
}

interface Room {
  readonly width: number;
  readonly height: number;
  readonly scale: number;
}

function fitted(
  pieces: readonly Piece[],
  style: CaptionStyle,
  { width, height, scale }: Room,
  space: number,
  widthOf: (text: string) => number,
): { readonly lines: readonly Line[]; readonly size: number; readonly overflows: boolean } {
  const most = style.lines ?? Infinity;
  const smallest = Math.min(style.smallest, style.size);
  for (let wanted = style.size; ; wanted = Math.max(smallest, wanted * STEP)) {
    const size = wanted * scale;
    const column = width / size;
    const { lines, widest } = fill(pieces, column, space);
    if (
      widest <= column &&
      lines.length <= most &&
      lines.length * Math.round(size * style.lineHeight) <= height
    ) {
      return { lines: balanced(pieces, column, space), size, overflows: false };
    }
    if (wanted <= smallest) {
      break;
    }
  }
  for (let wanted = smallest; ; wanted = Math.max(Math.min(LEGIBLE, smallest), wanted * STEP)) {
    const size = wanted * scale;
    const column = width / size;
    const parts = cut(pieces, column, widthOf);
    const { lines } = fill(parts, column, space);
    const rows = Math.max(1, Math.floor(height / Math.round(size * style.lineHeight)));
    if (lines.length <= rows) {
      return { lines: balanced(parts, column, space), size, overflows: false };
    }
    if (wanted <= Math.min(LEGIBLE, smallest)) {
      return { lines: lines.slice(0, rows), size, overflows: true };
    }
  }
}

const quarter = (x: number): number => Math.round(x * 4) / 4;

const clamp = (value: number, least: number, most: number): number =>
  Math.round(Math.max(least, Math.min(most, value)));

function shift(align: CaptionStyle['align'], free: number): number {
  return align === 'left' ? 0 : align === 'right' ? free : Math.round(free / 2);
}

function topOf({ anchor, position }: CaptionStyle, film: number, height: number, padding: number): number {
  const y = position.y * film;
  switch (anchor) {
    case 'top':
      return y + padding;
    case 'middle':
      return y - height / 2;
    case 'bottom':
      return y - height - padding;
  }
}

/** The nearest top, in one direction, at which a block touches no other; where the film has no room left, the last that fits. */
function clear(
  block: Rectangle,
  avoid: readonly Rectangle[],
  direction: 1 | -1,
  padding: number,
  film: number,
): number {
  const gap = 2 * padding;
  let y = block.y;
  for (let tries = 0; tries <= avoid.length; tries++) {
    const hit = avoid.find(
      (other) =>
        block.x < other.x + other.width &&
        other.x < block.x + block.width &&
        y < other.y + other.height + gap &&
        other.y < y + block.height + gap,
    );
    if (hit === undefined) {
      break;
    }
    y = Math.round(direction === 1 ? hit.y + hit.height + gap : hit.y - block.height - gap);
  }
  return clamp(y, padding, film - padding - block.height);
}
