import path from 'node:path';
import type { ExportPreset } from '../../shared/contract.ts';
import { Fault } from '../../shared/fault.ts';
import { av1, gif, h264, hevc, lossless, prores, vp9, type VideoSettings } from '../media/presets.ts';

/** What a person chooses from, and what the encoder is told. */
export interface Preset extends ExportPreset {
  readonly video: VideoSettings;
}

export const presets: readonly Preset[] = [
  {
    id: 'h264',
    label: 'MP4 (H.264)',
    extension: 'mp4',
    note: 'Plays everywhere.',
    video: h264(16, 'medium'),
  },
  { id: 'hevc', label: 'MP4 (HEVC)', extension: 'mp4', note: 'Half the size; newer players.', video: hevc() },
  { id: 'av1', label: 'MP4 (AV1)', extension: 'mp4', note: 'The smallest; slow to make.', video: av1() },
  { id: 'vp9', label: 'WebM (VP9)', extension: 'webm', note: 'For the web.', video: vp9() },
  {
    id: 'prores',
    label: 'MOV (ProRes 422 HQ)',
    extension: 'mov',
    note: 'For cutting elsewhere.',
    video: prores,
  },
  {
    id: 'lossless',
    label: 'MKV (FFV1)',
    extension: 'mkv',
    note: 'Every bit of every frame.',
    video: lossless,
  },
  { id: 'gif', label: 'GIF', extension: 'gif', note: 'Short loops; 256 colours a frame.', video: gif },
];

/** The preset that was named, else the one that the output's extension asks for. Fault `bad-option` for neither. */
export function presetFor(output: string, wanted: string | undefined): Preset {
  const extension = path.extname(output).slice(1).toLowerCase();
  const found = presets.find((preset) =>
    wanted === undefined ? preset.extension === extension : preset.id === wanted,
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
