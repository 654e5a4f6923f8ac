import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import type { CaptionTrack } from '../../shared/captions/schema.ts';
import { styleOf } from '../../shared/captions/slide.ts';
import type { Fonts } from './fonts.ts';
import { fontOf } from './measure.ts';

/** Beyond what every bundled font has. */
const isUnusual = /[^\s\u0020-\u024f]/u;

/** Marks and signs that steer how others are set have no shape of their own to be missed. */
const hasShape = /[^\s\p{M}\p{Cc}\p{Cf}]/u;

/** No font has a letter for it: painted, it is what all lacking ones are. */
const nobodys = '\uffff';

/** Pixels; a letter is painted in the middle of a square twice as large. */
const height = 24;

/** Whether it is worth asking which letters a text lacks. */
export const mayLack = ({ slides }: CaptionTrack): boolean =>
  slides.some(({ words }) => words.some(({ text }) => isUnusual.test(text)));

/** The letters of a text that no font has here when `chosen` is to paint it, in the order they come, each once. */
export type FindLacking = (chosen: string, text: string) => readonly string[];

/** The letters of a track that no font has here, each once: they are painted as boxes. */
export function lackingIn(fonts: Fonts, track: CaptionTrack): readonly string[] {
  const find = createLackingFinder(fonts);
  const texts = new Map<string, string>();
  for (const slide of track.slides) {
    const { font } = styleOf(track, slide);
    const text = slide.words.map((word) => word.text).join('');
    texts.set(font, `${texts.get(font) ?? ''}${text}`);
  }
  return [...new Set([...texts].flatMap(([font, text]) => find(font, text)))];
}

/** Looks at each letter once for every list of families it is painted with, some 0.1 ms each, and remembers it. */
export function createLackingFinder(fonts: Fonts): FindLacking {
  const context = createCanvas(2 * height, 2 * height).getContext('2d');
  const known = new Map<string, Map<string, boolean>>();
  return (chosen, text) => {
    const asked = [...new Set(text)].filter((letter) => isUnusual.test(letter) && hasShape.test(letter));
    if (asked.length === 0) {
      return [];
    }
    const { letters: families } = fonts.familiesFor(chosen, text);
    const boxed = known.get(families) ?? new Map<string, boolean>();
    known.set(families, boxed);
    context.font = fontOf(families, height, false);
    const box = pixelsOf(context, nobodys);
    return asked.filter((letter) => {
      const isBox = boxed.get(letter) ?? pixelsOf(context, letter).equals(box);
      boxed.set(letter, isBox);
      return isBox;
    });
  };
}

function pixelsOf(context: SKRSContext2D, letter: string): Buffer {
  const side = 2 * height;
  context.clearRect(0, 0, side, side);
  context.fillText(letter, height / 2, height * 1.5);
  return Buffer.from(context.getImageData(0, 0, side, side).data.buffer);
}
