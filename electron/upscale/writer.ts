import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { rateOf, type Command } from '../media/command.ts';
import { exactScaling } from '../media/decoder.ts';
import { checkCount, writeTo } from '../media/feed.ts';
import type { Ffmpeg } from '../media/ffmpeg.ts';
import { evenFrame, type Frame } from '../media/frame.ts';
import type { VideoSettings } from '../media/presets.ts';
import { matroskaHead, matroskaPicture } from '../media/matroskaWriter.ts';
import { ticksPerSecond, type Source } from './source.ts';

/** Formats whose encoder takes frames from memory. */
export type FilmSettings = Pick<
  VideoSettings,
  'container' | 'encoder' | 'options' | 'pixelFormat' | 'colour' | 'even' | 'filters'
>;

export interface WriterPlan {
  readonly source: Source;
  readonly width: number;
  readonly height: number;
  readonly video: FilmSettings;
  readonly output: string;
  /** Where it is written before it is whole. */
  readonly partial: string;
  readonly signal: AbortSignal;
}

/** A film being written with the times, the sound and the colour of its source, under a passing name. */
export interface Writer {
  readonly partial: string;
  /** Frames in order; `isRepeat`: the one before once more. Resolves when ffmpeg has taken the bytes. */
  write(frame: Frame, isRepeat: boolean): Promise<void>;
  /** Bytes of the whole file. Throws Fault 'wrong-count' when ffmpeg took another number of frames. */
  finish(): Promise<number>;
  /** Ends ffmpeg and removes the file. */
  discard(): Promise<void>;
}

/** Codecs a container takes as they are; what is not listed is encoded as the second says. */
const sounds: Readonly<
  Record<string, { readonly copied: readonly string[]; readonly encoded: string | null }>
> = {
  mp4: { copied: ['aac', 'mp3'], encoded: 'aac' },
  mov: { copied: ['aac', 'mp3', 'pcm-s16', 'pcm-s24'], encoded: 'aac' },
  matroska: {
    copied: ['aac', 'mp3', 'opus', 'vorbis', 'flac', 'ac3', 'pcm-s16', 'pcm-s24'],
    encoded: 'flac',
  },
  webm: { copied: ['opus', 'vorbis'], encoded: 'libopus' },
};

export function openWriter(ffmpeg: Ffmpeg, plan: WriterPlan): Writer {
  const { source, signal, video, partial } = plan;
  const step = `“${path.basename(plan.output)}” could not be written`;
  let [given, arrived] = [0, 0];
  const running = ffmpeg.start({
    step,
    command: commandOf(plan, ffmpeg.found.frameMode),
    signal,
    progress: ({ frames }) => {
      arrived = frames;
    },
  });
  const write = (data: Uint8Array) => writeTo(running, data, step);
  const discard = async () => {
    await running.stop();
    await running.done.catch(() => undefined);
    await rm(partial, { force: true });
  };
  /** In Matroska's words where the source is not steady, else plain. */
  const pass = async (frame: Frame, at: number, length: number) => {
    if (source.steady === null) {
      await write(matroskaPicture(microsOf(at), microsOf(length), frame.data.length));
    }
    await write(frame.data);
  };
  // Before ffmpeg 5.1 a picture's length is lost on the way to an mp4, whose edit list then cuts off the last one: one
  // more after it, which is cut off instead, keeps it and gives it its length.
  const isPadded =
    source.steady === null && ffmpeg.found.frameMode === '-vsync' && ['mp4', 'mov'].includes(video.container);
  let last: Frame | null = null;
  return {
    partial,
    discard,
    write: async (frame) => {
      last = video.even ? evenFrame(frame) : frame;
      if (source.steady === null && given === 0) {
        await write(matroskaHead({ size: last, format: Buffer.from('RGBA'), isBt709: false }));
      }
      const at = source.times[given] ?? 0;
      await pass(last, at, (source.times[given + 1] ?? at + source.lastTicks) - at);
      given += 1;
    },
    finish: async () => {
      if (isPadded && last !== null) {
        await pass(last, (source.times.at(-1) ?? 0) + source.lastTicks, 1);
      }
      running.stdin.end();
      await running.done;
      checkCount(step, given + (isPadded ? 1 : 0), arrived);
      return (await stat(partial)).size;
    },
  };
}

export const microsOf = (ticks: number) => Math.round((ticks * 1e6) / ticksPerSecond);

function commandOf({ source, width, height, video, partial }: WriterPlan, frameMode: string): Command {
  const side = (length: number) => (video.even ? length + (length % 2) : length);
  const { steady, times } = source;
  const first = (times[0] ?? 0) / ticksPerSecond;
  const pictures: Command['inputs'][number] = {
    source: 'pipe',
    options:
      steady === null
        ? // ffmpeg lets every input begin at 0.
          [...(first === 0 ? [] : ['-itsoffset', first.toFixed(6)]), '-f', 'matroska']
        : [
            ...['-f', 'rawvideo', '-pixel_format', 'rgba'],
            ...['-video_size', `${String(side(width))}x${String(side(height))}`],
            ...['-framerate', rateOf(steady)],
          ],
  };
  const sound = soundOf(source, video.container);
  return {
    inputs: [pictures, ...sound.inputs],
    videoFilters: [...video.filters, ...conversion(video, source)],
    audioFilters: [],
    output: {
      target: { file: partial },
      options: [
        ...['-map', '0:v:0', '-c:v', video.encoder, '-pix_fmt', video.pixelFormat, ...video.options],
        ...(video.colour === 'bt709' ? tags(source) : []),
        ...sound.options,
        ...(steady === null ? ['-enc_time_base', `1:${String(ticksPerSecond)}`] : []),
        ...(steady === null && ['mp4', 'mov'].includes(video.container)
          ? ['-video_track_timescale', String(ticksPerSecond)]
          : []),
        ...[frameMode, 'passthrough', '-f', video.container],
      ],
    },
  };
}

/** The source's own sound as a second input, copied where the container takes it, with its titles and chapters. */
export function soundOf(
  { file, audio }: Source,
  container: FilmSettings['container'],
): { readonly inputs: Command['inputs']; readonly options: readonly string[] } {
  const { copied, encoded } = sounds[container] ?? { copied: [], encoded: null };
  if (audio.length === 0 || encoded === null) {
    return { inputs: [], options: [] };
  }
  const isCopied = audio.every(({ codec }) => copied.includes(codec));
  return {
    inputs: [{ source: { file }, options: [] }],
    options: [
      ...['-map', '1:a', '-c:a', isCopied ? 'copy' : encoded],
      ...['-map_metadata', '1', '-map_chapters', '1'],
    ],
  };
}

/** The matrix the film is kept in: BT.709, unless the source is in BT.2020, which says more than BT.709 can. */
const matrixOf = ({ colour }: Source) => (colour.matrix === 'bt2020nc' ? 'bt2020nc' : 'bt709');

/** Primaries and transfer are the source's own: only the matrix is converted. */
export const tags = (source: Source): readonly string[] => [
  ...['-color_primaries', source.colour.primaries ?? 'bt709'],
  ...['-color_trc', source.colour.transfer ?? 'bt709'],
  ...['-colorspace', matrixOf(source), '-color_range', 'tv'],
];

/** Without the matrix named here swscale converts with BT.601, whatever the tags then say. */
export const conversion = (video: FilmSettings, source: Source): readonly string[] =>
  video.colour === 'bt709'
    ? [
        `scale=out_color_matrix=${matrixOf(source).replace('nc', '')}:out_range=tv:flags=${exactScaling}`,
        `format=${video.pixelFormat}`,
      ]
    : [];
