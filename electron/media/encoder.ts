import { access, constants, mkdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Fault } from '../../shared/fault.ts';
import type { Fps } from '../../shared/project/schema.ts';
import { partialOf, publish } from './atomicWrite.ts';
import { rateOf, type Command } from './command.ts';
import { exactScaling } from './decoder.ts';
import { checkCount, endedEarly, put } from './feed.ts';
import type { Ffmpeg, Running } from './ffmpeg.ts';
import { fileFault } from './fileFault.ts';
import { evenFrame, type Frame } from './frame.ts';
import { bytesIn, picturesIn, publishFolder } from './pictureFolder.ts';
import type { VideoSettings } from './presets.ts';
import type { Progress } from './progress.ts';
import { soundFilters, soundInput, type AudioSettings } from './soundTrack.ts';

export interface EncoderPlan {
  readonly output: string;
  /** The size of every frame written. */
  readonly width: number;
  readonly height: number;
  readonly fps: Fps;
  readonly video: VideoSettings;
  readonly audio?: AudioSettings | null;
  readonly signal?: AbortSignal | null;
  readonly onProgress?: (progress: Progress) => void;
}

/** A film that was written. */
export interface FilmWritten {
  readonly frames: number;
  readonly bytes: number;
}

export interface Encoder {
  /** Takes one frame; resolves when ffmpeg has taken its bytes (they may be reused then). Not to be called in parallel. */
  write(frame: Frame): Promise<void>;
  /** Closes the stream, checks that every frame arrived and puts the file under its name. Bytes of the file. */
  finish(): Promise<FilmWritten>;
  /** Ends ffmpeg and removes what was written; does nothing after `finish`. */
  cancel(): Promise<void>;
}

/**
 * Opens a film to be written frame by frame. The file appears under `output` only when it is whole; after a failure, a
 * cancel or an abort nothing is left. Throws a Fault (missing-file, not-permitted, disk-full, encoder-failed, ...) or
 * the signal's reason, from here or from `write` and `finish`.
 */
export async function openEncoder(ffmpeg: Ffmpeg, plan: EncoderPlan): Promise<Encoder> {
  const step = `“${path.basename(plan.output)}” could not be written`;
  try {
    await access(path.dirname(plan.output), constants.W_OK);
  } catch (error) {
    throw fileFault(step, path.dirname(plan.output), error);
  }
  const partial = partialOf(plan.output);
  if (plan.video.container === 'image2') {
    await mkdir(partial);
  }
  return new OpenEncoder(ffmpeg, plan, step, partial);
}

class OpenEncoder implements Encoder {
  readonly #running: Running;
  readonly #removed: Promise<void>;
  #frames = 0;
  #arrived = 0;
  #finished = false;

  constructor(
    ffmpeg: Ffmpeg,
    private readonly plan: EncoderPlan,
    private readonly step: string,
    private readonly partial: string,
  ) {
    this.#running = ffmpeg.start({
      step,
      command: commandOf(plan, partial),
      signal: plan.signal ?? null,
      progress: (progress) => {
        this.#arrived = progress.frames;
        plan.onProgress?.(progress);
      },
    });
    this.#removed = this.#running.done.catch(() => this.#remove());
  }

  async write(frame: Frame): Promise<void> {
    const { width, height } = this.plan;
    if (frame.width !== width || frame.height !== height || frame.data.length !== width * height * 4) {
      await this.cancel();
      throw new Fault(
        'wrong-size',
        `${this.step}: frame ${this.#frames} is ${frame.width}x${frame.height}, not ${width}x${height}.`,
        'Render this part of the film again.',
      );
    }
    const { data } = this.plan.video.even ? evenFrame(frame) : frame;
    if (await put(this.#running, data)) {
      await this.#fail();
    }
    this.#frames++;
  }

  async finish(): Promise<FilmWritten> {
    this.#running.stdin.end();
    await this.#settled();
    try {
      // An ffmpeg before 5 counts the one packet that an animated WebP is.
      const isOnePacket = this.plan.video.container === 'webp' && this.#arrived === 1;
      if (!isOnePacket) {
        checkCount(this.step, this.#frames, this.#arrived);
      }
      const isFolder = this.plan.video.container === 'image2';
      const bytes = isFolder ? await bytesIn(this.partial) : (await stat(this.partial)).size;
      this.plan.signal?.throwIfAborted();
      await (isFolder ? publishFolder : publish)(this.partial, this.plan.output);
      this.#finished = true;
      return { frames: this.#frames, bytes };
    } catch (error) {
      await this.#remove();
      this.plan.signal?.throwIfAborted();
      throw fileFault(this.step, this.plan.output, error);
    }
  }

  async cancel(): Promise<void> {
    if (this.#finished) {
      return;
    }
    await this.#running.stop();
    await this.#removed;
    await this.#remove();
  }

  async #remove(): Promise<void> {
    await rm(this.partial, { recursive: true, force: true });
  }

  async #settled(): Promise<void> {
    await this.#removed;
    await this.#running.done;
  }

  /** ffmpeg closed its end: what it says is the reason. */
  async #fail(): Promise<never> {
    await this.#settled();
    await this.cancel();
    throw endedEarly(this.step);
  }
}

function commandOf(plan: EncoderPlan, partial: string): Command {
  const { video, fps } = plan;
  const audio = plan.audio ?? null;
  const side = (length: number) => (video.even ? length + (length % 2) : length);
  const isFolder = video.container === 'image2';
  return {
    inputs: [
      {
        source: 'pipe',
        options: [
          ...openDevice(video),
          ...['-f', 'rawvideo', '-pixel_format', 'rgba'],
          ...['-video_size', `${side(plan.width)}x${side(plan.height)}`],
          ...['-framerate', rateOf(fps)],
        ],
      },
      ...(audio === null ? [] : [soundInput(audio)]),
    ],
    videoFilters: [...video.filters, ...conversion(video)],
    audioFilters: audio === null ? [] : soundFilters(audio),
    output: {
      target: { file: isFolder ? picturesIn(partial, plan.output) : partial },
      options: [
        ...['-map', '0:v:0', ...videoOptions(video)],
        ...(audio === null ? [] : ['-map', '1:a:0', '-c:a', audio.codec]),
        ...(audio === null || audio.codec === 'copy' || audio.codec === 'flac' ? [] : ['-b:a', '192k']),
        ...['-f', video.container],
      ],
    },
  };
}

/** Opens the device an encoder lives on; stands before the input. */
export const openDevice = (video: VideoSettings): readonly string[] =>
  video.device === 'vaapi' ? ['-vaapi_device', '/dev/dri/renderD128'] : [];

/** The encoder with its pixel format, options and colour tags. */
export const videoOptions = (video: VideoSettings): readonly string[] => [
  ...['-c:v', video.encoder],
  ...(video.device === 'none' ? ['-pix_fmt', video.pixelFormat] : []),
  ...video.options,
  ...(video.colour === 'bt709' ? bt709Tags : []),
];

/** What says that a film is in BT.709, in limited range. */
export const bt709Tags: readonly string[] = [
  ...['-color_primaries', 'bt709', '-color_trc', 'bt709', '-colorspace', 'bt709', '-color_range', 'tv'],
];

/**
 * Red, green and blue to what the encoder takes, where it takes it. Without the matrix named here swscale converts with
 * BT.601, whatever the tags then say.
 */
const conversion = (video: VideoSettings): readonly string[] => [
  ...(video.colour === 'bt709'
    ? [`scale=out_color_matrix=bt709:out_range=tv:flags=${exactScaling}`, `format=${video.pixelFormat}`]
    : []),
  ...(video.device === 'vaapi' ? ['hwupload'] : []),
];
