import type { Quality } from '../../../shared/export/settings.ts';

/** Small, balanced and best, measured with the sample film at 640 x 360, whose paper grain costs much; a smooth film takes half. */
const table: Readonly<Record<string, readonly [number, number, number]>> = {
  h264: [0.1, 0.28, 0.5],
  hevc: [0.05, 0.11, 0.25],
  av1: [0.04, 0.1, 0.25],
  vp9: [0.07, 0.15, 0.34],
  prores: [2.9, 4.1, 6.2],
  ffv1: [9, 9, 9],
  gif: [2.5, 4, 4.6],
  webp: [0.5, 0.9, 2.4],
  png: [10, 10, 10],
};

const codecOf = (encoder: string): string => {
  const software: Readonly<Record<string, string>> = {
    libx264: 'h264',
    libx265: 'hevc',
    libsvtav1: 'av1',
    'libaom-av1': 'av1',
    'libvpx-vp9': 'vp9',
    prores_ks: 'prores',
    libwebp_anim: 'webp',
  };
  return software[encoder] ?? encoder.split('_')[0] ?? encoder;
};

/**
 * What a pixel of a usual film of that size takes, in bits, where nothing was exported yet. Where a frame leans on others, the file
 * grows by the power 0.75 of the pixels: more of them show the same things.
 */
export function bitsPerPixel(
  encoder: string,
  quality: Quality,
  { width, height }: { readonly width: number; readonly height: number },
): number {
  const [small, balanced, best] = table[codecOf(encoder)] ?? [0.05, 0.1, 0.2];
  const bits = { small, balanced, best }[quality];
  return framesBetweenKeys(encoder) === 1 ? bits : bits * ((width * height) / (640 * 360)) ** -0.25;
}

/**
 * How many times longer a film takes than the painted frames an encoder is tried with, where nothing was exported yet: what is
 * looked for again in more pictures, or grows with the grain. Measured with the sample film at 640 x 360.
 */
export function slowerThanPainted(encoder: string): number {
  const table: Readonly<Record<string, number>> = { vp9: 2.2, png: 2.5, gif: 1.8, webp: 1 };
  return table[codecOf(encoder)] ?? 1.3;
}

/** The most frames from one key frame to the next; 1 where every frame stands for itself. */
export function framesBetweenKeys(encoder: string): number {
  const codec = codecOf(encoder);
  if (['prores', 'ffv1', 'gif', 'png', 'webp'].includes(codec)) {
    return 1;
  }
  return codec === 'vp9' ? 128 : codec === 'av1' ? 160 : 250;
}
