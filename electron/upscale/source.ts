import path from 'node:path';
import { ALL_FORMATS, FilePathSource, Input } from 'mediabunny';
import { Fault } from '../../shared/fault.ts';
import type { Fps } from '../../shared/project/schema.ts';
import type { Ffmpeg } from '../media/ffmpeg.ts';
import { probe, type MediaFacts, type VideoFacts } from '../media/probe.ts';

/** Times are counted in these: whole for 23.976 to 120 frames a second and for milliseconds. */
export const ticksPerSecond = 120_000;

/** The colour a file says it is in, in ffmpeg's words; null where it says nothing. */
export interface Colour {
  readonly primaries: string | null;
  readonly transfer: string | null;
  readonly matrix: string | null;
}

/** What a file says of itself: enough to begin to decode it. */
export interface OpenedSource {
  readonly file: string;
  readonly video: VideoFacts;
  readonly audio: MediaFacts['audio'];
  readonly colour: Colour;
}

/** What a video holds, found by decoding it once: every frame is there and has its time. */
export interface Source extends OpenedSource {
  /** When each frame is shown, in ticks from the file's start, rising. */
  readonly times: readonly number[];
  /** The last frame's length, in ticks. */
  readonly lastTicks: number;
  /** The rate when all frames are equally long from the very start; else null. */
  readonly steady: Fps | null;
  /** The share of frames that seem to be the one before once more. */
  readonly repeats: number;
}

/** Faults: those of `probe`, 'no-stream'. */
export async function openSource(ffmpeg: Ffmpeg, file: string, signal: AbortSignal): Promise<OpenedSource> {
  const { video, audio } = await probe(ffmpeg, file, signal);
  if (video === null) {
    throw new Fault('no-stream', `“${path.basename(file)}” has no picture.`, 'Choose a video.');
  }
  return { file, video, audio, colour: await colourOf(file) };
}

/**
 * Decodes a video once, keeping nothing: a broken file is found before much is computed. About 1/200 of the time a
 * network takes. Faults: 'broken-source', those of ffmpeg.
 */
export async function readSource(ffmpeg: Ffmpeg, opened: OpenedSource, signal: AbortSignal): Promise<Source> {
  const { file, video } = opened;
  const name = path.basename(file);
  const list = await ffmpeg.run({
    step: `“${name}” could not be read`,
    command: {
      inputs: [{ source: { file }, options: [] }],
      videoFilters: [],
      audioFilters: [],
      output: {
        target: 'pipe',
        options: [
          ...['-map', '0:v:0', ffmpeg.found.frameMode, 'passthrough'],
          ...['-enc_time_base', `1:${String(ticksPerSecond)}`, '-c:v', 'rawvideo', '-f', 'framecrc'],
        ],
      },
    },
    signal,
    progress: null,
  });
  const frames = framesOf(list.toString('utf8'));
  const [first] = frames;
  const last = frames.at(-1);
  if (first === undefined || last === undefined) {
    throw new Fault('broken-source', `“${name}” holds no whole frame.`, 'Choose another file.');
  }
  const shown = (last.at + last.length - first.at) / ticksPerSecond;
  const { num, den } = video.fps;
  // A header may round; a file that was cut off misses more than that.
  const missing = video.durationSeconds - shown - Math.max(0.1, (2.5 * den) / num);
  if (missing > 0 && missing > video.durationSeconds * 0.005) {
    throw new Fault(
      'broken-source',
      `“${name}” ends after frame ${String(frames.length)}: ${shown.toFixed(1)} of ${video.durationSeconds.toFixed(1)} s can be read.`,
      'Copy or export it again.',
    );
  }
  const times = rising(frames, video.fps);
  const lastTicks = last.length > 0 ? last.length : Math.round((ticksPerSecond * den) / num);
  const same = frames.filter(({ sum }, at) => at > 0 && sum === frames[at - 1]?.sum).length;
  return { ...opened, times, lastTicks, steady: steadyRate(times, video.fps), repeats: same / frames.length };
}

interface Shown {
  readonly at: number;
  readonly length: number;
  /** A sum over its pixels: what differs in it differs. */
  readonly sum: string;
}

function framesOf(text: string): readonly Shown[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, , at, length, , sum] = line.split(',');
      return { at: Number(at), length: Number(length), sum: sum?.trim() ?? '' };
    });
}

/** Times that do not rise say nothing: then every frame is as long as the rate says. */
function rising(frames: readonly Shown[], { num, den }: Fps): readonly number[] {
  const times = frames.map(({ at }) => at);
  const isRising = times.every((time, at) => at === 0 || time > (times[at - 1] ?? 0));
  return isRising ? times : times.map((_, at) => Math.round((at * ticksPerSecond * den) / num));
}

/** A container that counts milliseconds is steady too. */
function steadyRate(times: readonly number[], fps: Fps): Fps | null {
  const tolerance = ticksPerSecond / 900;
  const isSteady = times.every(
    (time, at) => Math.abs(time - (at * ticksPerSecond * fps.den) / fps.num) <= tolerance,
  );
  return isSteady ? fps : null;
}

async function colourOf(file: string): Promise<Colour> {
  const input = new Input({ formats: ALL_FORMATS, source: new FilePathSource(file) });
  try {
    const track = await input.getPrimaryVideoTrack();
    const told = await track?.getColorSpace();
    const word = (given: string | null | undefined) => ffmpegWords.get(given ?? '') ?? null;
    return {
      primaries: word(told?.primaries),
      transfer: word(told?.transfer),
      matrix: told?.matrix === 'rgb' ? null : word(told?.matrix),
    };
  } catch {
    return { primaries: null, transfer: null, matrix: null };
  } finally {
    input.dispose();
  }
}

/** WebCodecs' words as ffmpeg's. */
const ffmpegWords: ReadonlyMap<string, string> = new Map([
  ...['bt709', 'smpte170m', 'bt470bg', 'bt2020', 'smpte432', 'linear'].map((word) => [word, word] as const),
  ['pq', 'smpte2084'],
  ['hlg', 'arib-std-b67'],
  ['iec61966-2-1', 'iec61966-2-1'],
  ['bt2020-ncl', 'bt2020nc'],
]);
