import sharp from 'sharp';
import type { PngCodec } from './frames.ts';

/** PNG by libvips. The level is low: the files travel a local network once, and encoding waits for nothing else. */
export const pngCodec: PngCodec = {
  encode: ({ width, height, data }) =>
    sharp(data, { raw: { width, height, channels: 4 } })
      .removeAlpha()
      .png({ compressionLevel: 3 })
      .toBuffer(),
  decode: async (bytes) => {
    const { data, info } = await sharp(bytes)
      .toColourspace('srgb')
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, data };
  },
};
