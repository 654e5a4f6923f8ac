import { stat } from 'node:fs/promises';
import path from 'node:path';
import { ALL_FORMATS, FilePathSource, Input, type InputVideoTrack } from 'mediabunny';
import { Fault } from '../../shared/fault.ts';
import type { Fps } from '../../shared/project/schema.ts';
import type { Ffmpeg } from './ffmpeg.ts';
import { fileFault } from './fileFault.ts';
import { readPacketList } from './packetList.ts';

export interface VideoFacts {
  /** As it is seen: after rotation, without stretching pixels that are not square. */
  readonly width: number;
  readonly height: number;
  /** The average rate; exact for the usual ones (30000/1001). */
  readonly fps: Fps;
  readonly durationSeconds: number;
  /** "avc", "hevc", "vp9", "prores", ...; the container's own word where it is none of the usual. */
  readonly codec: string;
  /** Degrees clockwise that a player turns the stored picture. */
  readonly rotation: 0 | 90 | 180 | 270;
}

export interface AudioFacts {
  readonly codec: string;
  readonly channels: number;
  readonly sampleRate: number;
  readonly durationSeconds: number;
}

export interface MediaFacts {
  readonly durationSeconds: number;
  readonly video: VideoFacts | null;
  readonly audio: readonly AudioFacts[];
}

/**
 * What a media file holds, by its headers: mediabunny for what it reads (mp4, mov, mkv, webm, mp3, flac, wav, ...),
 * else ffmpeg's list of packets (avi, gif, flv: reads the whole file, decodes nothing). Nothing is counted here: see
 * countFrames. Faults: missing-file, not-permitted, empty-file, no-stream, broken-media.
 */
export async function probe(
  ffmpeg: Ffmpeg,
  file: string,
  signal: AbortSignal | null = null,
): Promise<MediaFacts> {
  const step = `“${path.basename(file)}” could not be read`;
  await checkFile(file, step);
  const facts = (await byHeaders(file)) ?? (await readPacketList(ffmpeg, file, step, signal));
  if (facts.video === null && facts.audio.length === 0) {
    throw new Fault(
      'no-stream',
      `${step}: it holds neither pictures nor sound.`,
      'Choose a video or sound file.',
    );
  }
  return facts;
}

/** How many frames the first video stream has, by decoding all of them. Faults as `probe`. */
export async function countFrames(
  ffmpeg: Ffmpeg,
  file: string,
  signal: AbortSignal | null = null,
): Promise<number> {
  const step = `The frames of “${path.basename(file)}” could not be counted`;
  await checkFile(file, step);
  let frames = 0;
  await ffmpeg.run({
    step,
    command: {
      inputs: [{ source: { file }, options: [] }],
      videoFilters: [],
      audioFilters: [],
      output: {
        target: 'nothing',
        options: ['-map', '0:v:0', ffmpeg.found.frameMode, 'passthrough', '-f', 'null'],
      },
    },
    signal,
    progress: (progress) => {
      frames = progress.frames;
    },
  });
  return frames;
}

async function checkFile(file: string, step: string): Promise<void> {
  let found;
  try {
    found = await stat(file);
  } catch (error) {
    throw fileFault(step, file, error);
  }
  if (!found.isFile()) {
    throw new Fault('not-a-file', `${step}: it is not a file.`, 'Choose a video or sound file.');
  }
  if (found.size === 0) {
    throw new Fault('empty-file', `${step}: it is empty (0 bytes).`, 'Copy or export it again.');
  }
}

/** null where mediabunny does not know the container or finds nothing in it. */
async function byHeaders(file: string): Promise<MediaFacts | null> {
  const input = new Input({ formats: ALL_FORMATS, source: new FilePathSource(file) });
  try {
    const [video, sounds] = [await input.getPrimaryVideoTrack(), await input.getAudioTracks()];
    if (video === null && sounds.length === 0) {
      return null;
    }
    const audio = await Promise.all(
      sounds.map(async (track) => ({
        codec: (await track.getCodec()) ?? String(await track.getInternalCodecId()),
        channels: await track.getNumberOfChannels(),
        sampleRate: await track.getSampleRate(),
        durationSeconds: await track.computeDuration(),
      })),
    );
    const facts = video === null ? null : await videoFacts(video);
    return { durationSeconds: await input.computeDuration(), video: facts, audio };
  } catch {
    // Whatever it stumbled over, ffmpeg gives the verdict and the reason.
    return null;
  } finally {
    input.dispose();
  }
}

async function videoFacts(track: InputVideoTrack): Promise<VideoFacts> {
  const rotation = await track.getRotation();
  const [width, height] = [await track.getCodedWidth(), await track.getCodedHeight()];
  const turned = rotation % 180 !== 0;
  // A second or more of packets says the rate; the whole of a long file need not be walked.
  const { averagePacketRate } = await track.computePacketStats(600);
  return {
    width: turned ? height : width,
    height: turned ? width : height,
    fps: rationalRate(averagePacketRate),
    durationSeconds: await track.computeDuration(),
    codec: (await track.getCodec()) ?? String(await track.getInternalCodecId()),
    rotation,
  };
}

/** The rational a measured rate stands for: n/1, n*1000/1001, or thousandths. 0.1 % covers containers that count ms. */
export function rationalRate(rate: number): Fps {
  const whole = Math.max(1, Math.round(rate));
  const near = (fps: Fps) => Math.abs(fps.num / fps.den / rate - 1);
  const usual: readonly Fps[] = [
    { num: whole, den: 1 },
    { num: whole * 1000, den: 1001 },
  ];
  const best = usual.reduce((a, b) => (near(b) < near(a) ? b : a));
  return near(best) < 0.0004 ? best : { num: Math.max(1, Math.round(rate * 1000)), den: 1000 };
}
