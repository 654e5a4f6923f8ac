import { rateOf, type Command } from '../../media/command.ts';
import { bt709Tags } from '../../media/encoder.ts';
import { mp4Flags, repeatable } from '../../media/presets.ts';
import { soundFilters, soundInputs, soundOptions } from '../sound.ts';
import type { Shown } from './keys.ts';
import type { Stills } from './encodeStills.ts';

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
          ...['-video_size', `${String(width)}x${String(height)}`, '-framerate', rateOf(fps)],
        ],
      },
    ],
    videoFilters: stills.filters,
    audioFilters: [],
    output: {
      target: 'pipe',
      options: [
        ...['-map', '0:v:0', '-c:v', 'libx264', '-pix_fmt', 'yuv420p'],
        ...[...options, ...repeatable('force-cfr=1'), ...bt709Tags],
        ...['-force_key_frames', `expr:${keys.join('+')}`, '-f', 'h264'],
      ],
    },
  };
}

/** The stream and the sound in, the file out; no picture is encoded again. */
export function muxerCommand({ fps, audio, container }: Stills, partial: string): Command {
  return {
    inputs: [{ source: 'pipe', options: ['-f', 'h264', '-framerate', rateOf(fps)] }, ...soundInputs(audio)],
    videoFilters: [],
    audioFilters: soundFilters(audio),
    output: {
      target: { file: partial },
      options: [
        ...['-map', '0:v:0', '-c:v', 'copy', ...bt709Tags],
        ...soundOptions(audio),
        ...[...mp4Flags, '-f', container],
      ],
    },
  };
}
