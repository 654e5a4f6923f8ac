import type { Command } from '../../media/command.ts';
import { bt709Tags } from '../../media/encoder.ts';
import { soundFilters, soundInputs, soundOptions } from '../sound.ts';
import type { Shown } from './keys.ts';
import type { Stills } from './encodeStills.ts';

/** What keeps x264 to pictures that skipped ones can stand behind: see repeatPictures. */
const repeatable = [
  ...['-bf', '0', '-refs', '1'],
  ...['-x264-params', 'weightp=0:slices=1:sliced-threads=0:keyint=infinite:force-cfr=1'],
];

/** Planes in, an H.264 byte stream out. */
export function coderCommand(stills: Stills, shown: readonly Shown[]): Command {
  const { width, height, fps, options } = stills;
  const keys = shown.flatMap(({ isKey }, i) => (isKey ? [`eq(n,${String(i)})`] : []));
  return {
    inputs: [
      {
        source: 'pipe',
        options: [
          ...['-f', 'rawvideo', '-pixel_format', 'yuv420p'],
          ...['-video_size', `${String(width)}x${String(height)}`, '-framerate', rate(fps)],
        ],
      },
    ],
    videoFilters: stills.filters,
    audioFilters: [],
    output: {
      target: 'pipe',
      options: [
        ...['-map', '0:v:0', '-c:v', 'libx264', '-pix_fmt', 'yuv420p'],
        ...[...options, ...repeatable, ...bt709Tags],
        ...['-force_key_frames', `expr:${keys.join('+')}`, '-f', 'h264'],
      ],
    },
  };
}

/** The stream and the sound in, the file out; no picture is encoded again. */
export function muxerCommand({ fps, audio, container }: Stills, partial: string): Command {
  return {
    inputs: [{ source: 'pipe', options: ['-f', 'h264', '-framerate', rate(fps)] }, ...soundInputs(audio)],
    videoFilters: [],
    audioFilters: soundFilters(audio),
    output: {
      target: { file: partial },
      options: [
        ...['-map', '0:v:0', '-c:v', 'copy', ...bt709Tags],
        ...soundOptions(audio),
        ...['-movflags', '+faststart+write_colr', '-f', container],
      ],
    },
  };
}

export const rate = ({ num, den }: Stills['fps']): string => `${String(num)}/${String(den)}`;
