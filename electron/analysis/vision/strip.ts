import { createCanvas } from '@napi-rs/canvas';
import type { Frame } from '../../media/frame.ts';
import { tagLetters } from './tags.ts';

/** Pixels: the height of the strip, and of a letter's cell in it; the strip is never narrower than `narrowest`. */
export const stripHeight = 48;
export const cellWidth = 44;
const narrowest = 3 * cellWidth + 12;

/** Paints a letter black on white into a cell of `cellWidth` x `stripHeight`: rgba, opaque. */
export type LetterPainter = (letter: string) => Frame;

/** The letters in `families` (as CSS names them, see captions/fonts.ts), each painted once. */
export function createLetterPainter(families: () => string): LetterPainter {
  const painted = new Map<string, Frame>();
  return (letter) => {
    const known = painted.get(letter);
    if (known !== undefined) {
      return known;
    }
    const context = createCanvas(cellWidth, stripHeight).getContext('2d');
    context.fillStyle = '#ffffff';
    context.fillRect(0, 0, cellWidth, stripHeight);
    context.fillStyle = '#000000';
    context.font = `bold 40px ${families()}`;
    context.textAlign = 'center';
    context.textBaseline = 'alphabetic';
    context.fillText(letter, cellWidth / 2, stripHeight - 10);
    const { data } = context.getImageData(0, 0, cellWidth, stripHeight);
    const frame = { width: cellWidth, height: stripHeight, data: new Uint8Array(data) };
    painted.set(letter, frame);
    return frame;
  };
}

/** Where a strip lies: under a picture of `height` rows, its first letter `left` pixels from the left. */
export function stripPlace(width: number): { readonly width: number; readonly left: number } {
  const whole = Math.max(width, narrowest);
  return { width: whole, left: Math.floor((whole - 3 * cellWidth) / 2) };
}

/** The picture with a white strip under it that shows `tag`; a picture narrower than the strip stands in its middle. */
export function withStrip(picture: Frame, tag: string, paint: LetterPainter): Frame {
  const { width, left } = stripPlace(picture.width);
  const height = picture.height + stripHeight;
  const data = new Uint8Array(width * height * 4).fill(255);
  const whole: Frame = { width, height, data };
  place(whole, picture, Math.floor((width - picture.width) / 2), 0);
  [...tag].forEach((letter, at) => {
    if (!tagLetters.includes(letter)) {
      throw new RangeError(`no such letter in a code: ${letter}`);
    }
    place(whole, paint(letter), left + at * cellWidth, picture.height);
  });
  return whole;
}

function place(onto: Frame, { width, height, data }: Frame, left: number, top: number): void {
  for (let y = 0; y < height; y++) {
    const row = data.subarray(y * width * 4, (y + 1) * width * 4);
    onto.data.set(row, ((top + y) * onto.width + left) * 4);
  }
}
