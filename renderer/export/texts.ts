/** Texts of the export dialog and its queue; a part of renderer/texts.ts. */
import { bytes, count, duration } from '../words.ts';

export const exportTexts = {
  title: 'Export',
  nameShort: 'File name',
  folder: (folder: string) => `in ${folder}`,
  chooseFolder: 'Choose place…',
  instead: (file: string) => `This name is taken: it will be called “${file}”.`,
  replace: 'Replace the one that is there',
  preset: 'Format',
  noSound: 'No sound.',
  noAlpha: 'No transparency.',
  size: 'Size',
  own: 'Own size…',
  asFilm: (size: string) => `As the film · ${size}`,
  sizes: {
    wide4k: 'Wide 4K',
    wide1080: 'Wide 1080p',
    wide720: 'Wide 720p',
    vertical: 'Vertical (Reels, Shorts, TikTok)',
    portrait: 'Portrait 4:5',
    square: 'Square',
  },
  width: 'Width',
  height: 'Height',
  fit: 'Other shape',
  fits: { pad: 'Show all, black bars', crop: 'Fill, cut the rest' },
  quality: 'Quality',
  qualities: { small: 'Small file', balanced: 'Balanced', best: 'Best' },
  speed: 'Encoding',
  speeds: { fast: 'Quick', medium: 'Medium pace', slow: 'Thorough' },
  encoder: 'Encoder',
  automatic: 'Best that works',
  measuring: 'Trying the encoders…',
  pace: (fps: number) =>
    `${fps < 10 ? fps.toFixed(1) : Math.round(fps).toLocaleString('en')} frames a second`,
  broken: (reason: string) => `does not work here: ${reason}`,
  makers: {
    nvenc: 'NVIDIA (NVENC)',
    qsv: 'Intel (Quick Sync)',
    amf: 'AMD (AMF)',
    videotoolbox: 'Apple (VideoToolbox)',
    vaapi: 'Graphics chip (VA-API)',
  },
  software: (name: string) => `Software (${name})`,
  captions: 'Captions',
  sound: 'Sound',
  sidecar: 'Settings in a file beside it',
  timeline: 'Timeline for other editors (OTIO)',
  chunked: 'In pieces that survive a crash',
  with: 'With it',
  estimate: (seconds: number | null, size: number | null) =>
    [seconds === null ? null : `about ${duration(seconds)}`, size === null ? null : `about ${bytes(size)}`]
      .filter((part) => part !== null)
      .join(', ')
      .replace(/^a/, 'A'),
  renders: (n: number, seconds: number) =>
    `${count(n, 'segment is', 'segments are')} not made yet and rendered first${seconds < 1 ? '' : `, about ${duration(seconds)}`}.`,
  estimating: 'Estimating…',
  unlinked: 'Estimated when the connection to Entracte is back.',
  noEncoder: (format: string) =>
    `This ffmpeg has no encoder for ${format} that works: choose another format.`,
  start: 'Export',
  queue: 'Exports',
  waiting: 'waits for the one before',
  empty: 'There is no film yet: drop an image on the timeline.',
};
