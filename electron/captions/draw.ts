import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import type { Part } from '../../shared/captions/states.ts';
import type { Rectangle, SlideLayout, TextRun } from './layout.ts';
import { familyOf, fontOf } from './measure.ts';

/** How far, in blurs, a blurred shadow is seen: beyond two standard deviations it is under one level of 255, and canvas' blur is two of them. */
const BLUR_REACH = 1.5;

/** Shadows are thrown from letters painted this far outside, so that only the shadow is seen. */
const OUTSIDE = 20_000;

const isSeen = (part: Part, run: TextRun): boolean => run.word >= part.from && run.word < part.to;
const isMarked = (part: Part, run: TextRun): boolean =>
  run.word >= part.marked[0] && run.word < part.marked[1];

/** Draws a slide as it looks in a state. The context is in the film's pixels. */
export function draw(context: SKRSContext2D, layout: SlideLayout, part: Part): void {
  const { style, scale } = layout;
  const seen = layout.runs.filter((run) => isSeen(part, run));
  drawBoxes(context, layout, part, seen);
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
  context.lineJoin = 'round';
  context.lineWidth = style.outline === null ? 1 : style.outline.width * 2 * scale;
  if (style.shadow !== null) {
    context.save();
    context.shadowColor = style.shadow.colour;
    context.shadowBlur = style.shadow.blur * scale;
    context.shadowOffsetX = style.shadow.x * scale + OUTSIDE;
    context.shadowOffsetY = style.shadow.y * scale;
    context.fillStyle = context.strokeStyle = '#000000';
    letters(context, layout, part, seen, (text, x, y) => {
      if (style.outline !== null) {
        context.strokeText(text, x - OUTSIDE, y);
      }
      context.fillText(text, x - OUTSIDE, y);
    });
    context.restore();
  }
  if (style.outline !== null) {
    context.strokeStyle = style.outline.colour;
    letters(context, layout, part, seen, (text, x, y) => context.strokeText(text, x, y));
  }
  letters(context, layout, part, seen, (text, x, y, run) => {
    context.fillStyle = isMarked(part, run) ? style.currentColour : style.colour;
    context.fillText(text, x, y);
  });
}

function letters(
  context: SKRSContext2D,
  { style, families, size }: SlideLayout,
  part: Part,
  runs: readonly TextRun[],
  paint: (text: string, x: number, y: number, run: TextRun) => void,
): void {
  let font = '';
  for (const run of runs) {
    const bold = isMarked(part, run) ? style.currentBold : style.bold;
    const wanted = fontOf(familyOf(families, run.text), size, bold);
    if (wanted !== font) {
      context.font = font = wanted;
    }
    context.direction = run.rtl ? 'rtl' : 'ltr';
    paint(run.text, bold ? run.boldX : run.regularX, run.baseline, run);
  }
}

function drawBoxes(context: SKRSContext2D, layout: SlideLayout, part: Part, seen: readonly TextRun[]): void {
  const { style, scale } = layout;
  if (style.box !== null) {
    for (const box of boxesOf(layout, seen)) {
      drawBox(context, box, style.box.radius * scale, style.box.colour);
    }
  }
  if (style.currentBox !== null) {
    for (const run of seen.filter((run) => isMarked(part, run))) {
      drawBox(context, currentBoxOf(layout, run), (style.box?.radius ?? 8) * scale, style.currentBox);
    }
  }
}

/**
 * A box with round corners. Canvas rounds a curve's coverage by where in the picture it lies, so the box is drawn in a picture
 * of its own and is the same pixels wherever the film's picture is cut.
 */
function drawBox(context: SKRSContext2D, box: Rectangle, radius: number, colour: string): void {
  if (box.width < 1 || box.height < 1) {
    return;
  }
  const own = createCanvas(box.width, box.height);
  const inner = own.getContext('2d');
  inner.fillStyle = colour;
  inner.roundRect(0, 0, box.width, box.height, Math.min(radius, box.width / 2, box.height / 2));
  inner.fill();
  context.drawImage(own, box.x, box.y);
}

/** The boxes behind a slide; lines of which nothing is seen have none. */
function boxesOf(layout: SlideLayout, seen: readonly TextRun[]): readonly Rectangle[] {
  const { style, scale, block, lines } = layout;
  if (style.box === null || seen.length === 0) {
    return [];
  }
  const padding = Math.round(style.box.padding * scale);
  if (style.box.around === 'slide') {
    return [grown(block, padding)];
  }
  // Boxes of neighbouring lines meet and do not overlap: a half transparent colour would be seen twice.
  const shown = lines.flatMap((line, i) => (seen.some((run) => run.line === i) ? [{ line, i }] : []));
  return shown.map(({ line, i }) => {
    const above = shown.some((other) => other.i === i - 1) ? 0 : padding;
    const below = shown.some((other) => other.i === i + 1) ? 0 : padding;
    return {
      x: line.x - padding,
      y: line.y - above,
      width: line.width + 2 * padding,
      height: line.height + above + below,
    };
  });
}

function currentBoxOf({ size }: SlideLayout, run: TextRun): Rectangle {
  const side = Math.round(size * 0.14);
  const [left, right] = [Math.floor(run.slot.x - side), Math.ceil(run.slot.x + run.slot.width + side)];
  return { x: left, y: run.slot.y, width: right - left, height: run.slot.height };
}

/** The smallest whole-pixel rectangle that holds everything `draw` paints; null when it paints nothing. */
export function inkOf(layout: SlideLayout, part: Part): Rectangle | null {
  const { style, scale, size } = layout;
  const seen = layout.runs.filter((run) => isSeen(part, run));
  if (seen.length === 0) {
    return null;
  }
  // Letters reach beyond their line: swashes, stacked accents, what synthetic bold adds.
  const reach = Math.ceil(size * 0.3 + (style.outline?.width ?? 0) * scale + 1);
  const text = seen.map((run) => grown(run.slot, reach));
  const { shadow } = style;
  const shadows =
    shadow === null
      ? []
      : text.map((box) => {
          const blurred = grown(box, Math.ceil(shadow.blur * scale * BLUR_REACH));
          return { ...blurred, x: blurred.x + shadow.x * scale, y: blurred.y + shadow.y * scale };
        });
  const current = style.currentBox === null ? [] : seen.map((run) => currentBoxOf(layout, run));
  return union([...text, ...shadows, ...current, ...boxesOf(layout, seen)]);
}

/** The whole-pixel rectangle around rectangles; null for none. */
export function union(boxes: readonly Rectangle[]): Rectangle | null {
  if (boxes.length === 0) {
    return null;
  }
  const x = Math.floor(Math.min(...boxes.map((box) => box.x)));
  const y = Math.floor(Math.min(...boxes.map((box) => box.y)));
  const right = Math.ceil(Math.max(...boxes.map((box) => box.x + box.width)));
  const bottom = Math.ceil(Math.max(...boxes.map((box) => box.y + box.height)));
  return { x, y, width: right - x, height: bottom - y };
}

export const grown = ({ x, y, width, height }: Rectangle, by: number): Rectangle => ({
  x: x - by,
  y: y - by,
  width: width + 2 * by,
  height: height + 2 * by,
});
