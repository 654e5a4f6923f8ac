import type { Command } from './command.ts';

/** Sound laid under the film. `seconds`: the film's length; sound is cut or filled with silence to it. */
export interface AudioSettings {
  readonly file: string;
  readonly seconds: number;
  /** `copy` keeps the stream as it is (cut, never filled or moved); the container must allow its codec. */
  readonly codec: 'aac' | 'libopus' | 'flac' | 'copy';
  /** The second of the film it begins at, default 0; below 0 so much of its beginning is left out. */
  readonly offset?: number;
}

/** The sound as an input of a command. */
export function soundInput({ file, seconds, codec, offset = 0 }: AudioSettings): Command['inputs'][number] {
  return {
    source: { file },
    options: [
      ...(offset < 0 ? ['-ss', (-offset).toFixed(6)] : []),
      ...(codec === 'copy' ? ['-t', seconds.toFixed(6)] : []),
    ],
  };
}

/** Moves a sound and gives it the film's length; nothing where it is copied. Loudness is left alone. */
export function soundFilters({ seconds, codec, offset = 0 }: AudioSettings): readonly string[] {
  if (codec === 'copy') {
    return [];
  }
  const milliseconds = (offset * 1000).toFixed(3);
  return [
    // One delay a channel: an ffmpeg before 4.2 knows no delay for all. Those too many are ignored.
    ...(offset > 0 ? [`adelay=${Array<string>(8).fill(milliseconds).join('|')}`] : []),
    // libopus refuses six channels with the surround ones at the sides.
    ...(codec === 'libopus' ? ['aformat=channel_layouts=mono|stereo|5.1|7.1'] : []),
    'apad',
    `atrim=end=${seconds.toFixed(6)}`,
  ];
}
