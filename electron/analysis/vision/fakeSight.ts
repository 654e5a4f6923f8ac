import sharp from 'sharp';
import { cellWidth, stripHeight, stripPlace, type LetterPainter } from './strip.ts';
import { tagLetters } from './tags.ts';

/** What the vision model for tests saw of a picture. */
export interface Looked {
  readonly tag: string;
  /** Red, green and blue in the middle of the picture, 0..255. */
  readonly colour: readonly [number, number, number];
  readonly width: number;
  readonly height: number;
  readonly format: string;
}

/**
 * Truly looks at a picture: decodes it (JPEG or PNG, by its bytes) and reads the code under it by comparing pixels with
 * the letters; nothing tells it a code. What it shares with the program is where the strip lies and how a letter looks,
 * as a model shares the alphabet with whoever printed it.
 */
export async function look(url: string, paint: LetterPainter): Promise<Looked> {
  const [head = '', base64 = ''] = url.split(',');
  if (!/^data:image\/(jpeg|png);base64$/.test(head)) {
    throw new Error(`not a picture: ${head}`);
  }
  const image = sharp(Buffer.from(base64, 'base64'));
  const { format } = await image.metadata();
  const { data, info } = await image.removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const at = (x: number, y: number) => (y * width + x) * 3;
  const centre = at(width >> 1, (height - stripHeight) >> 1);
  return {
    tag: readTag(width, height, (x, y) => data[at(x, y)] ?? 0, paint),
    colour: [data[centre] ?? 0, data[centre + 1] ?? 0, data[centre + 2] ?? 0],
    width,
    height,
    format,
  };
}

/** The three letters in the strip, each the one that differs least; "" where no letter is like it: no strip. */
function readTag(
  width: number,
  height: number,
  grey: (x: number, y: number) => number,
  paint: LetterPainter,
): string {
  const { left } = stripPlace(width);
  const top = height - stripHeight;
  let tag = '';
  for (let cell = 0; cell < 3; cell++) {
    const difference = (letter: string) => {
      const { data } = paint(letter);
      let sum = 0;
      for (let y = 0; y < stripHeight; y++) {
        for (let x = 0; x < cellWidth; x++) {
          sum += Math.abs((data[(y * cellWidth + x) * 4] ?? 0) - grey(left + cell * cellWidth + x, top + y));
        }
      }
      return sum / (stripHeight * cellWidth);
    };
    const ranked = [...tagLetters]
      .map((letter) => ({ letter, by: difference(letter) }))
      .sort((a, b) => a.by - b.by);
    const [best] = ranked;
    tag += best !== undefined && best.by < 12 ? best.letter : '';
  }
  return tag.length === 3 ? tag : '';
}
