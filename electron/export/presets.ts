import path from 'node:path';
import type { ExportPreset } from '../../shared/export/contract.ts';
import { plainExport } from '../../shared/export/plainExport.ts';
import type { ExportSettings } from '../../shared/export/settings.ts';
import { Fault } from '../../shared/fault.ts';
import { encodersOf, videoBy, type Codec } from '../media/codecs.ts';
import type { VideoSettings } from '../media/presets.ts';

/** What a person chooses from, and what the encoder is told. */
export interface Preset extends ExportPreset {
  readonly codec: Codec;
  /** By the encoder that works everywhere, as one press of Export means it. */
  readonly video: VideoSettings;
}

type Said = Omit<ExportPreset, 'isFolder' | 'hasQuality' | 'hasEncoders'> & { readonly codec: Codec };

function preset(said: Said): Preset {
  const { codec } = said;
  const encoders = encodersOf[codec];
  return {
    ...said,
    isFolder: codec === 'png',
    hasQuality: codec !== 'ffv1' && codec !== 'png',
    hasEncoders: encoders.length > 1,
    video: videoBy(plainEncoder(codec), { ...plainExport, pixelsPerSecond: 0 }),
  };
}

/** The encoder in software that needs nothing of the machine. */
export const plainEncoder = (codec: Codec): string =>
  codec === 'av1' ? 'libsvtav1' : (encodersOf[codec].at(-1) ?? codec);

const film = { hasSound: true, hasAlpha: false } as const;

export const presets: readonly Preset[] = [
  preset({
    ...{ id: 'h264', label: 'MP4 (H.264)', extension: 'mp4', codec: 'h264', ...film },
    note: 'Plays everywhere.',
  }),
  preset({
    ...{ id: 'hevc', label: 'MP4 (HEVC)', extension: 'mp4', codec: 'hevc', ...film },
    note: 'Half the size; newer players.',
  }),
  preset({
    ...{ id: 'av1', label: 'MP4 (AV1)', extension: 'mp4', codec: 'av1', ...film },
    note: 'The smallest; newest players; slow to make.',
  }),
  preset({
    ...{ id: 'vp9', label: 'WebM (VP9)', extension: 'webm', codec: 'vp9', ...film },
    note: 'For the web.',
  }),
  preset({
    ...{ id: 'prores', label: 'MOV (ProRes 422)', extension: 'mov', codec: 'prores', ...film },
    note: 'For cutting elsewhere; large.',
  }),
  preset({
    ...{ id: 'lossless', label: 'MKV (FFV1)', extension: 'mkv', codec: 'ffv1', hasSound: true },
    ...{ hasAlpha: true, note: 'Every bit of every frame; very large.' },
  }),
  preset({
    ...{ id: 'gif', label: 'GIF', extension: 'gif', codec: 'gif', hasSound: false, hasAlpha: false },
    note: 'Short loops; 256 colours a frame.',
  }),
  preset({
    ...{ id: 'webp', label: 'Animated WebP', extension: 'webp', codec: 'webp', hasSound: false },
    ...{ hasAlpha: true, note: 'Short loops in full colour, far smaller than GIF.' },
  }),
  preset({
    ...{ id: 'png', label: 'PNG sequence', extension: 'png', codec: 'png', hasSound: false },
    ...{ hasAlpha: true, note: 'A folder with one lossless picture a frame.' },
  }),
];

/** The preset of that id; Fault `no-preset`. */
export function presetOf(id: string): Preset {
  const found = presets.find((one) => one.id === id);
  if (found === undefined) {
    throw new Fault('no-preset', `There is no preset “${id}”.`, 'Choose another format.');
  }
  return found;
}

/** The preset that was named, else the one that the output's extension asks for. Fault `bad-option` for neither. */
export function presetFor(output: string, wanted: string | undefined): Preset {
  const extension = path.extname(output).slice(1).toLowerCase();
  const found = presets.find((one) =>
    wanted === undefined ? one.extension === extension : one.id === wanted,
  );
  if (found === undefined) {
    const known = presets.map(({ id }) => id).join(', ');
    throw new Fault(
      'bad-option',
      `There is no format for “${wanted ?? path.basename(output)}”.`,
      `Choose --preset from ${known}.`,
    );
  }
  return found;
}

/** What a name becomes: a picture sequence is a folder and has no extension. */
export const fileNameOf = ({ preset: id, name }: Pick<ExportSettings, 'preset' | 'name'>): string => {
  const { isFolder, extension } = presetOf(id);
  return isFolder ? name : `${name}.${extension}`;
};
