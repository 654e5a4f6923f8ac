import type { Sight } from '../../../shared/analysis/vision/contract.ts';
import type { Answer } from './client.ts';
import { encode, type Sent } from './picture.ts';
import type { LetterPainter } from './strip.ts';
import { newTags, plainTag } from './tags.ts';

/** Colours that every model that sees has a name for. */
const colours = [
  { names: ['red'], rgb: [220, 20, 20] },
  { names: ['green'], rgb: [20, 150, 40] },
  { names: ['blue'], rgb: [20, 50, 220] },
  { names: ['yellow'], rgb: [245, 225, 30] },
  { names: ['black'], rgb: [0, 0, 0] },
  { names: ['white'], rgb: [255, 255, 255] },
  { names: ['orange'], rgb: [250, 140, 10] },
  { names: ['pink', 'magenta'], rgb: [250, 120, 200] },
] as const;

/** Asks one thing about one picture; rejects as VisionClient.look. */
export type Look = (words: string, picture: Sent) => Promise<Answer>;

/**
 * How far a model's sight goes. First a code on grey, as under every picture: a model that reads it can be asked about
 * several pictures at once. One that cannot is shown two plain colours, each by itself: a model that names both sees
 * pictures (a guess would be right once in 64 times); any other answers without looking. 1 to 3 calls.
 */
export async function probe(look: Look, paint: LetterPainter, random: () => number): Promise<Sight> {
  const plain = ([r, g, b]: readonly [number, number, number]) => {
    const data = new Uint8Array(256 * 192 * 4);
    for (let at = 0; at < data.length; at += 4) {
      data.set([r, g, b, 255], at);
    }
    return { frame: { width: 256, height: 192, data }, hash: '' };
  };
  const [tag = 'ACE'] = newTags(1, random);
  const code = await encode(plain([128, 128, 128]), tag, paint, 'png');
  const read = await look(
    'The white strip at the bottom of this picture shows a code of three capital letters. Answer with these three letters only.',
    code,
  );
  if (plainTag(read.text).includes(tag)) {
    return 'reads';
  }
  for (let shown = 0; shown < 2; shown++) {
    const colour = colours[Math.floor(random() * colours.length)] ?? colours[0];
    const picture = await encode(plain(colour.rgb), null, paint, 'png');
    const { text } = await look(
      'This picture has one plain colour. Answer with its name in one English word.',
      picture,
    );
    const said = text.toLowerCase();
    const named = colours.filter(({ names }) => names.some((name) => said.includes(name)));
    if (named.length !== 1 || named[0] !== colour) {
      return 'blind';
    }
  }
  return 'sees';
}
