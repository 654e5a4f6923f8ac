import {
  av1,
  filmVideo,
  gifOf,
  h264,
  hevc,
  libaom,
  lossless,
  mp4Flags,
  pngs,
  proresOf,
  vp9,
  webp,
  type Tuning,
  type VideoSettings,
} from './presets.ts';

export type Codec = 'h264' | 'hevc' | 'av1' | 'vp9' | 'prores' | 'ffv1' | 'gif' | 'webp' | 'png';

/** ffmpeg's encoders of a codec, hardware first: in the order they are tried. Which of them work only a trial tells. */
export const encodersOf: Readonly<Record<Codec, readonly string[]>> = {
  h264: ['h264_nvenc', 'h264_qsv', 'h264_amf', 'h264_videotoolbox', 'h264_vaapi', 'libx264'],
  hevc: ['hevc_nvenc', 'hevc_qsv', 'hevc_amf', 'hevc_videotoolbox', 'hevc_vaapi', 'libx265'],
  av1: ['av1_nvenc', 'av1_qsv', 'av1_amf', 'av1_vaapi', 'libsvtav1', 'libaom-av1'],
  vp9: ['libvpx-vp9'],
  prores: ['prores_ks'],
  ffv1: ['ffv1'],
  gif: ['gif'],
  webp: ['libwebp_anim'],
  png: ['png'],
};

export const isHardware = (encoder: string): boolean => /_(nvenc|qsv|amf|videotoolbox|vaapi)$/.test(encoder);

/** How an encoder is asked for a quality and a speed. `encoder` is one of `encodersOf`. */
export function videoBy(encoder: string, tuning: Tuning): VideoSettings {
  const { quality, speed } = tuning;
  const by = <T>(small: T, balanced: T, best: T): T => ({ small, balanced, best })[quality];
  const at = <T>(fast: T, medium: T, slow: T): T => ({ fast, medium, slow })[speed];
  switch (encoder) {
    case 'libx264':
      return h264(by(26, 20, 16), at('veryfast', 'medium', 'slow'));
    case 'libx265':
      return hevc(by(29, 24, 19), at('veryfast', 'medium', 'slow'));
    case 'libsvtav1':
      return av1(by(42, 34, 24), at(11, 8, 5));
    case 'libaom-av1':
      return libaom(by(42, 34, 24), at(8, 8, 6));
    case 'libvpx-vp9':
      return vp9(by(40, 32, 22), at(5, 4, 2));
    case 'prores_ks':
      return proresOf(by(1, 2, 3));
    case 'ffv1':
      return lossless;
    case 'gif':
      return by(
        gifOf(64, 'bayer:bayer_scale=4'),
        gifOf(256, 'bayer:bayer_scale=5'),
        gifOf(256, 'sierra2_4a'),
      );
    case 'libwebp_anim':
      return webp(by(50, 78, 95), at(0, 4, 6));
    case 'png':
      return pngs(at(1, 4, 9));
    default:
      return hardware(encoder, tuning);
  }
}

/** Encoders on a graphics chip, each with its own words for the same: constant quality where it knows it, else bits a second. */
function hardware(encoder: string, { quality, speed, pixelsPerSecond }: Tuning): VideoSettings {
  const [codec = '', maker = ''] = encoder.split('_');
  const at = (fast: string, medium: string, slow: string) => ({ fast, medium, slow })[speed];
  const level = {
    h264: { small: 30, balanced: 24, best: 18 },
    hevc: { small: 32, balanced: 26, best: 20 },
    av1: { small: 40, balanced: 32, best: 24 },
  }[codec as 'h264' | 'hevc' | 'av1'][quality];
  // AV1's own scale is 0..255 where a driver hands it through.
  const own = String(codec === 'av1' ? level * 4 : level);
  const bits = Math.round(
    pixelsPerSecond * { small: 0.05, balanced: 0.1, best: 0.2 }[quality] * (codec === 'h264' ? 1 : 0.65),
  );
  const words: Readonly<Record<string, readonly string[]>> = {
    nvenc: ['-preset', at('p2', 'p5', 'p7'), '-rc', 'vbr', '-cq', String(level), '-b:v', '0'],
    qsv: ['-preset', at('veryfast', 'medium', 'slower'), '-global_quality', own],
    amf: ['-quality', at('speed', 'balanced', 'quality'), '-rc', 'cqp', '-qp_i', own, '-qp_p', own],
    videotoolbox: ['-b:v', String(bits)],
    vaapi: codec === 'av1' ? ['-global_quality', own] : ['-qp', own],
  };
  return {
    ...filmVideo,
    container: 'mp4',
    encoder,
    options: [...(words[maker] ?? []), ...(codec === 'hevc' ? ['-tag:v', 'hvc1'] : []), ...mp4Flags],
    pixelFormat: 'nv12',
    device: maker === 'vaapi' ? 'vaapi' : 'none',
  };
}
