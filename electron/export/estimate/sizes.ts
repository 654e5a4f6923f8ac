import type { Quality } from '../../../shared/export/settings.ts';

/** Small, balanced and best, measured with the sample film at 832 x 480; a film of quick motion takes some times more. */
const table: Readonly<Record<string, readonly [number, number, number]>> = {
  h264: [0.03, 0.07, 0.14],
  hevc: [0.02, 0.045, 0.1],
  av1: [0.015, 0.04, 0.1],
  vp9: [0.02, 0.045, 0.12],
  prores: [1.7, 2.5, 3.7],
  ffv1: [9, 9, 9],
  gif: [1.2, 2.4, 4],
  webp: [0.1, 0.2, 0.6],
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

/** What a pixel of a usual film takes, in bits, where nothing was exported yet. */
export function bitsPerPixel(encoder: string, quality: Quality): number {
  const [small, balanced, best] = table[codecOf(encoder)] ?? [0.05, 0.1, 0.2];
  return { small, balanced, best }[quality];
}

/** The most frames from one key frame to the next; 1 where every frame stands for itself. */
export function framesBetweenKeys(encoder: string): number {
  const codec = codecOf(encoder);
  if (['prores', 'ffv1', 'gif', 'png', 'webp'].includes(codec)) {
    return 1;
  }
  return codec === 'vp9' ? 128 : codec === 'av1' ? 160 : 250;
}
