import sharp from 'sharp';
import type { Received } from './nodes.ts';
import type { FakeOptions } from './options.ts';

export type Painter = (received: Received, at: number) => Promise<Uint8Array>;

/** The model: what was to be kept comes back as it was; all else is a colour of its own per frame. PNG. */
export function createPainter(options: FakeOptions): Painter {
  const painted = new Map<string, Uint8Array>();
  const greys = new Map<Uint8Array, number>();
  const greyOf = async (picture: Uint8Array): Promise<number> => {
    const grey = greys.get(picture) ?? (await sharp(picture).stats()).channels[0]?.mean ?? 0;
    greys.set(picture, grey);
    return grey;
  };
  return async ({ guide, mask, width, height, seed }, at) => {
    const { grows } = options;
    const weight = mask[at] === undefined ? 255 : await greyOf(mask[at]);
    const given = guide[at];
    if (weight === 0 && given !== undefined && grows === 0) {
      return given;
    }
    const green = options.paintsSeeds ? (seed * 61) % 256 : 90;
    const background = { r: 40 + ((at * 7) % 200), g: green, b: 160 };
    const create = { width: width + grows, height: height + grows, channels: 3, background } as const;
    const look = JSON.stringify(create);
    const picture = painted.get(look) ?? (await sharp({ create }).png({ effort: 1 }).toBuffer());
    painted.set(look, picture);
    return picture;
  };
}
