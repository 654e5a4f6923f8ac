import type { EncodingSpeed, Quality } from '../../shared/export/settings.ts';

/** How frames become a stream in a container: data, so that the dialog, the terminal and the encoder read the same. */
export interface VideoSettings {
  /** `image2`: a folder with one picture a frame. */
  readonly container: 'mp4' | 'mov' | 'matroska' | 'webm' | 'gif' | 'webp' | 'image2';
  readonly encoder: string;
  readonly options: readonly string[];
  readonly pixelFormat: string;
  /** `bt709`: converted with the BT.709 matrix to limited range and tagged so. `rgb`: kept as red, green and blue. */
  readonly colour: 'bt709' | 'rgb';
  /** The format needs even sides: odd ones get their last column or row once more (641x361 becomes 642x362). */
  readonly even: boolean;
  /** Filters before the encoder, for another size and for formats that need more than a conversion. */
  readonly filters: readonly string[];
  /** Where the encoder lives; "none" takes frames from memory, the others need theirs opened and frames brought to it. */
  readonly device: 'none' | 'vaapi';
}

export type Speed = 'ultrafast' | 'veryfast' | 'fast' | 'medium' | 'slow';

/** What a person chose, and the film's amount of picture, for encoders that know bits a second only. */
export interface Tuning {
  readonly quality: Quality;
  readonly speed: EncodingSpeed;
  /** Width times height times frames a second of what is encoded. */
  readonly pixelsPerSecond: number;
}

export const mp4Flags = ['-movflags', '+faststart+write_colr'];

/** Options without those of the container, for an encoder that writes a bare stream. */
export const withoutFlags = (options: readonly string[]): readonly string[] =>
  options.filter((option, i) => option !== '-movflags' && options[i - 1] !== '-movflags');

/**
 * What keeps x264 to pictures that skipped ones can stand behind: one slice, one reference, no B-pictures, no weights.
 * `timing`: more of its parameters.
 */
export const repeatable = (timing: string): readonly string[] => [
  ...['-bf', '0', '-refs', '1'],
  ...['-x264-params', `weightp=0:slices=1:sliced-threads=0:keyint=infinite:${timing}`],
];

export const filmVideo = {
  colour: 'bt709',
  even: true,
  filters: [],
  pixelFormat: 'yuv420p',
  device: 'none',
} as const;

/** Plays everywhere. `crf` 0..51, lower is better; 18 cannot be told from the source. */
export const h264 = (crf = 18, speed: Speed = 'medium'): VideoSettings => ({
  ...filmVideo,
  container: 'mp4',
  encoder: 'libx264',
  options: ['-preset', speed, '-crf', String(crf), ...mp4Flags],
});

export const hevc = (crf = 22, speed: Speed = 'medium'): VideoSettings => ({
  ...filmVideo,
  container: 'mp4',
  encoder: 'libx265',
  options: [
    ...['-preset', speed, '-crf', String(crf), '-tag:v', 'hvc1', '-x265-params', 'log-level=error'],
    ...mp4Flags,
  ],
});

/** `effort` 0..5: how many frames a second are given up for a smaller file, 5 being the quickest. */
export const vp9 = (crf = 30, effort = 4): VideoSettings => ({
  ...filmVideo,
  container: 'webm',
  encoder: 'libvpx-vp9',
  options: [
    ...['-crf', String(crf), '-b:v', '0', '-deadline', 'good', '-cpu-used', String(effort)],
    ...['-row-mt', '1', '-tile-columns', '2'],
  ],
});

/** SVT-AV1, which is usably fast. `effort` 0..13, 13 being the quickest. */
export const av1 = (crf = 32, effort = 8): VideoSettings => ({
  ...filmVideo,
  container: 'mp4',
  encoder: 'libsvtav1',
  options: ['-crf', String(crf), '-preset', String(effort), ...mp4Flags],
});

/** The reference coder, where SVT-AV1 is not there. `effort` 0..8, 8 being the quickest. */
export const libaom = (crf = 32, effort = 8): VideoSettings => ({
  ...filmVideo,
  container: 'mp4',
  encoder: 'libaom-av1',
  options: [
    ...['-crf', String(crf), '-b:v', '0', '-cpu-used', String(effort), '-row-mt', '1'],
    ...['-tile-columns', '1', '-strict', 'experimental', ...mp4Flags],
  ],
});

/** ProRes 422 for cutting elsewhere; profile 3 is HQ. */
export const proresOf = (profile: 1 | 2 | 3): VideoSettings => ({
  ...filmVideo,
  container: 'mov',
  encoder: 'prores_ks',
  options: ['-profile:v', String(profile), '-vendor', 'apl0', '-movflags', '+write_colr'],
  pixelFormat: 'yuv422p10le',
});

export const prores = proresOf(3);

const rgb = { colour: 'rgb', even: false, filters: [], device: 'none' } as const;

/** FFV1 in Matroska: every bit of the frames, alpha too, each frame by itself, with checksums. */
export const lossless: VideoSettings = {
  ...rgb,
  container: 'matroska',
  encoder: 'ffv1',
  options: ['-level', '3', '-g', '1', '-slices', '4', '-slicecrc', '1'],
  pixelFormat: 'bgra',
};

/** Lossless H.264 in RGB: without alpha, much faster than FFV1; editors that know no FFV1 often read it. */
export const losslessH264: VideoSettings = {
  ...rgb,
  container: 'matroska',
  encoder: 'libx264rgb',
  options: ['-preset', 'ultrafast', '-qp', '0'],
  pixelFormat: 'rgb24',
};

/** One palette of `colours` a frame, so that frames stream through instead of being gathered in memory. */
export const gifOf = (colours: number, dither: string): VideoSettings => ({
  ...rgb,
  container: 'gif',
  encoder: 'gif',
  options: ['-loop', '0'],
  pixelFormat: 'pal8',
  filters: [
    'split[picture][colours]' +
      `;[colours]palettegen=max_colors=${String(colours)}:stats_mode=single[palette]` +
      `;[picture][palette]paletteuse=new=1:dither=${dither}`,
  ],
});

export const gif = gifOf(256, 'sierra2_4a');

/** Animated WebP; `quality` 0..100. ffmpeg gives it out as one packet when the last frame came. */
export const webp = (quality = 80, effort = 4): VideoSettings => ({
  ...rgb,
  container: 'webp',
  encoder: 'libwebp_anim',
  options: ['-quality', String(quality), '-compression_level', String(effort), '-loop', '0'],
  pixelFormat: 'bgra',
});

/** A numbered PNG a frame; `effort` 1..9. */
export const pngs = (effort = 4): VideoSettings => ({
  ...rgb,
  container: 'image2',
  encoder: 'png',
  options: ['-compression_level', String(effort), '-pred', 'up'],
  pixelFormat: 'rgba',
});
