import type { UpscaleChoice } from '../../shared/export/settings.ts';
import type { Size } from '../../shared/project/schema.ts';
import { texts } from '../texts.ts';

const { sizes } = texts.exports;

/** Sizes that places for films ask for. */
export const namedSizes: readonly { readonly label: string; readonly size: Size }[] = [
  { label: sizes.wide1080, size: { width: 1920, height: 1080 } },
  { label: sizes.wide720, size: { width: 1280, height: 720 } },
  { label: sizes.wide4k, size: { width: 3840, height: 2160 } },
  { label: sizes.vertical, size: { width: 1080, height: 1920 } },
  { label: sizes.portrait, size: { width: 1080, height: 1350 } },
  { label: sizes.square, size: { width: 1080, height: 1080 } },
];

export const sizeWords = ({ width, height }: Size): string => `${String(width)} × ${String(height)}`;

/** Whether bars or a cut are needed to bring one to the other. */
export const isOtherShape = (film: Size, wanted: Size | null): boolean =>
  wanted !== null && Math.abs((film.width * wanted.height) / (film.height * wanted.width) - 1) > 0.005;

/** A film's own size in its file, where frames are upscaled. */
export const enlargedSize = ({ width, height }: Size, upscale: UpscaleChoice | null): Size => ({
  width: width * (upscale?.scale ?? 1),
  height: height * (upscale?.scale ?? 1),
});
