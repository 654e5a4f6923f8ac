import { Fault } from '../../shared/fault.ts';
import type { Fps } from '../../shared/project/schema.ts';
import { rateOf, type Command } from '../media/command.ts';
import { bt709Tags, type FilmWritten } from '../media/encoder.ts';
import { writeTo } from '../media/feed.ts';
import type { Ffmpeg, Running } from '../media/ffmpeg.ts';
import { matroskaHead, matroskaPicture } from '../media/matroskaWriter.ts';
import type { Progress } from '../media/progress.ts';
import { alphaLength, clearAlpha, putAlpha, regionAround, type Region } from './alphaPicture.ts';
import type { FilmFile } from './filmFile.ts';
import { paintedRuns, type CaptionLayer } from './layer.ts';
import { soundFilters, soundInputs, soundOptions } from './sound.ts';
import { towardsBt709 } from './videoColours.ts';
import { writeWhole } from './whole.ts';

/** ffmpeg's name for planar 4:2:0 with alpha, as `alphaLength` has it. */
const planarWithAlpha = Buffer.from([0x59, 0x34, 11, 8]);

/** Frames over which a film comes out of black, and goes into it at its end. */
export interface Black {
  readonly in: number;
  readonly out: number;
}

/** Its size is even, its format one in BT.709: those kept in red, green and blue are not made here. */
export interface CaptionedVideo extends FilmFile {
  readonly background: string;
  readonly captions: CaptionLayer;
  /** Over captions and all; shorter together than the film. */
  readonly black?: Black;
}

/**
 * A film of captions over a video, as long as the captions' runs say; a video that ends earlier keeps its last picture. One ffmpeg
 * reads, blends and encodes; it is given each distinct caption once, with its time, so that no frame of the video crosses
 * this process. Rejects with a Fault ('bad-option' for a format in red, green and blue) or the signal's reason and leaves nothing.
 */
export async function captionsOverVideo(ffmpeg: Ffmpeg, film: CaptionedVideo): Promise<FilmWritten> {
  const { background, captions, video, size, signal } = film;
  if (video.colour === 'rgb') {
    throw new Fault(
      'bad-option',
      'Captions over a video are not made as GIF, WebP, PNG or a lossless film.',
      'Choose another format, or give a picture as the background.',
    );
  }
  const frames = captions.runs.reduce((sum, run) => sum + run.frames, 0);
  const [colours, bounds] = await Promise.all([
    towardsBt709(background, size),
    captions.bounds === undefined ? { x: 0, y: 0, ...size } : captions.bounds(signal),
  ]);
  const region = regionAround(bounds, size);
  return writeWhole(film.output, frames, signal, async ({ partial, step, uses }) => {
    let arrived = 0;
    const progress = (told: Progress) => {
      arrived = told.frames;
      film.onFrame(Math.min(frames, arrived));
    };
    const command = commandOf(film, frames, region, colours, partial);
    const running = uses(ffmpeg.start({ step, command, signal, progress }));
    await Promise.all([pour(running, film, region, step), running.done]);
    return arrived;
  });
}

/** Writes every run's picture with its time, and the last one again at the film's end: it keeps a short video going until there. */
async function pour(running: Running, film: CaptionedVideo, region: Region, step: string): Promise<void> {
  const { captions, fps, signal } = film;
  const picture = new Uint8Array(alphaLength(region.width, region.height));
  await writeTo(running, matroskaHead({ size: region, format: planarWithAlpha, isBt709: true }), step);
  const write = async (frame: number) => {
    await writeTo(
      running,
      matroskaPicture(Math.round(secondsBefore(frame, fps) * 1e6), null, picture.length),
      step,
    );
    await writeTo(running, picture, step);
  };
  for await (const { run, patch } of paintedRuns(captions, signal, 'steady')) {
    clearAlpha(picture, region);
    if (patch !== null) {
      putAlpha(patch, picture, region);
    }
    await write(run.from);
    if (run === captions.runs.at(-1)) {
      await write(run.from + run.frames);
    }
  }
  running.stdin.end();
}

/** A quarter of a frame early: there for its frame and not for the one before, however ffmpeg rounds. */
const secondsBefore = (frame: number, { num, den }: Fps): number =>
  frame === 0 ? 0 : ((frame - 0.25) * den) / num;

const constant = (fps: Fps): string => `fps=${rateOf(fps)}:start_time=0`;

/** As `darkAt` of the looks has it: the first frame black, and the last. By time, because ffmpeg counts frames from one. */
function fadesOf({ black = { in: 0, out: 0 }, fps }: CaptionedVideo, frames: number): readonly string[] {
  const seconds = (length: number) => String((length * fps.den) / fps.num);
  const begin = seconds(frames - 1.001 - black.out);
  return [
    ...(black.in === 0 ? [] : [`fade=t=in:st=0:d=${seconds(black.in)}`]),
    ...(black.out === 0 ? [] : [`fade=t=out:st=${begin}:d=${seconds(black.out)}`]),
  ];
}

function commandOf(
  film: CaptionedVideo,
  frames: number,
  { x, y }: Region,
  colours: readonly string[],
  partial: string,
): Command {
  const { background, fps, video, audio } = film;
  const after = [constant(fps), ...fadesOf(film, frames), ...video.filters].join(',');
  const sound = soundInputs(audio);
  const graph = [
    `[${String(1 + sound.length)}:v:0]${[constant(fps), ...colours].join(',')}[under]`,
    // Where the video has ended, pictures come at the captions' times: the second `fps` fills them up.
    `[under][0:v:0]overlay=x=${String(x)}:y=${String(y)}:format=yuv420,${after}[film]`,
  ];
  return {
    inputs: [
      // One picture tells all there is to know; waiting for more only delays the beginning.
      { source: 'pipe', options: ['-f', 'matroska', '-probesize', '32', '-analyzeduration', '0'] },
      ...sound,
      { source: { file: background }, options: [] },
    ],
    videoFilters: [],
    audioFilters: soundFilters(audio),
    output: {
      target: { file: partial },
      options: [
        ...['-filter_complex', graph.join(';'), '-map', '[film]', '-frames:v', String(frames)],
        ...['-c:v', video.encoder, '-pix_fmt', video.pixelFormat, ...video.options, ...bt709Tags],
        // Sound may be read long before the first caption is painted.
        ...[...soundOptions(audio), '-max_muxing_queue_size', '100000', '-f', video.container],
      ],
    },
  };
}
