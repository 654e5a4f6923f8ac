/** How frames become a stream in a container: data, so that the dialog, the terminal and the encoder read the same. */
export interface VideoSettings {
  readonly container: 'mp4' | 'mov' | 'matroska' | 'webm' | 'gif';
  readonly encoder: string;
  readonly options: readonly string[];
  readonly pixelFormat: string;
  /** `bt709`: converted with the BT.709 matrix to limited range and tagged so. `rgb`: kept as red, green and blue. */
  readonly colour: 'bt709' | 'rgb';
  /** The format needs even sides: odd ones get their last column or row once more (641x361 becomes 642x362). */
  readonly even: boolean;
  /** Filters before the encoder, for formats that need more than a conversion. */
  readonly filters: readonly string[];
}

export type Speed = 'ultrafast' | 'veryfast' | 'fast' | 'medium' | 'slow';

const mp4 = ['-movflags', '+faststart+write_colr'];
const film = { colour: 'bt709', even: true, filters: [], pixelFormat: 'yuv420p' } as const;

/** Plays everywhere. `crf` 0..51, lower is better; 18 cannot be told from the source. */
export const h264 = (crf = 18, speed: Speed = 'medium'): VideoSettings => ({
  ...film,
  container: 'mp4',
  encoder: 'libx264',
  options: ['-preset', speed, '-crf', String(crf), ...mp4],
});

export const hevc = (crf = 22, speed: Speed = 'medium'): VideoSettings => ({
  ...film,
  container: 'mp4',
  encoder: 'libx265',
  options: [
    '-preset',
    speed,
    '-crf',
    String(crf),
    '-tag:v',
    'hvc1',
    '-x265-params',
    'log-level=error',
    ...mp4,
  ],
});

export const vp9 = (crf = 30): VideoSettings => ({
  ...film,
  container: 'webm',
  encoder: 'libvpx-vp9',
  options: ['-crf', String(crf), '-b:v', '0', '-deadline', 'good', '-cpu-used', '4', '-row-mt', '1'],
});

/** SVT-AV1, which is usably fast; builds before 2020 have only libaom and cannot. */
export const av1 = (crf = 32): VideoSettings => ({
  ...film,
  container: 'mp4',
  encoder: 'libsvtav1',
  options: ['-crf', String(crf), '-preset', '8', ...mp4],
});

/** ProRes 422 HQ for cutting elsewhere. */
export const prores: VideoSettings = {
  ...film,
  container: 'mov',
  encoder: 'prores_ks',
  options: ['-profile:v', '3', '-vendor', 'apl0', '-movflags', '+write_colr'],
  pixelFormat: 'yuv422p10le',
};

/** FFV1 in Matroska: every bit of the frames, alpha too, each frame by itself, with checksums. */
export const lossless: VideoSettings = {
  container: 'matroska',
  encoder: 'ffv1',
  options: ['-level', '3', '-g', '1', '-slices', '4', '-slicecrc', '1'],
  pixelFormat: 'bgra',
  colour: 'rgb',
  even: false,
  filters: [],
};

/** Lossless H.264 in RGB: without alpha, much faster than FFV1; editors that know no FFV1 often read it. */
export const losslessH264: VideoSettings = {
  container: 'matroska',
  encoder: 'libx264rgb',
  options: ['-preset', 'ultrafast', '-qp', '0'],
  pixelFormat: 'rgb24',
  colour: 'rgb',
  even: false,
  filters: [],
};

/** One palette a frame, so that frames stream through instead of being gathered in memory. */
export const gif: VideoSettings = {
  container: 'gif',
  encoder: 'gif',
  options: ['-loop', '0'],
  pixelFormat: 'pal8',
  colour: 'rgb',
  even: false,
  filters: [
    'split[picture][colours];[colours]palettegen=stats_mode=single[palette];[picture][palette]paletteuse=new=1:dither=sierra2_4a',
  ],
};
