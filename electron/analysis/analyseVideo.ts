import path from 'node:path';
import type { Measures } from '../../shared/analysis/measures.ts';
import { proposalsOf } from '../../shared/analysis/proposals.ts';
import type { Analysis, FrameStatistics, Shot } from '../../shared/analysis/schema.ts';
import { shotsOf } from '../../shared/analysis/shots.ts';
import { Fault, faultData } from '../../shared/fault.ts';
import type { Profile } from '../../shared/planner/schema.ts';
import type { Ffmpeg } from '../media/ffmpeg.ts';
import { probe, rationalRate, type VideoFacts } from '../media/probe.ts';
import type { Eye } from './look.ts';
import { measureVideo } from './measureVideo.ts';

export interface AnalyseOptions {
  readonly signal: AbortSignal | null;
  /** `total` as the file says it: near, not exact. */
  readonly onFrame: (done: number, total: number) => void;
  /** The engine keyframes are proposed for. */
  readonly profile: Pick<Profile, 'step' | 'largest'>;
  /** The file's name for people. */
  readonly name?: string;
}

/** Statistics handed out at most, besides those of the proposals. */
const mostStatistics = 2000;

/**
 * A video's shots, keyframe proposals and frame statistics, by decoding it once in a small size. A file that breaks
 * off is analysed as far as it can be read, and a note says so. Faults: those of `probe`, no-pictures, broken-media.
 */
export async function analyseVideo(
  ffmpeg: Ffmpeg,
  eye: Eye,
  file: string,
  options: AnalyseOptions,
): Promise<Analysis> {
  const { signal, onFrame, profile, name = path.basename(file) } = options;
  const facts = await probe(ffmpeg, file, signal);
  const { video } = facts;
  if (video === null) {
    throw new Fault('no-pictures', `“${name}” holds sound and no pictures.`, 'Choose a video.');
  }
  const expected = Math.max(1, Math.round((video.durationSeconds * video.fps.num) / video.fps.den));
  let told = -1;
  const { measures, broken } = await measureVideo(ffmpeg, eye, file, {
    height: video.height,
    signal,
    onFrame: (done) => {
      // Some times a second is enough for an eye, and a job tells each to all that watch.
      if (done - told >= 12) {
        told = done;
        onFrame(done, Math.max(done, expected));
      }
    },
  });
  if (measures.length === 0) {
    throw new Fault(
      'broken-media',
      `“${name}” could not be analysed: not one of its pictures can be decoded.`,
      'Try to play it elsewhere; choose another file or export it again.',
    );
  }
  onFrame(measures.length, measures.length);
  const shots = shotsOf(measures);
  const fps = video.durationSeconds > 0 ? video.fps : rationalRate(measures.length);
  const proposals = proposalsOf(measures, shots, fps, profile);
  const every = Math.ceil(measures.length / mostStatistics);
  const seconds = (shots.at(-1)?.end ?? 0) - measures.seconds(0);
  return {
    video: {
      name,
      frames: measures.length,
      width: video.width,
      height: video.height,
      fps,
      seconds: rounded(seconds),
    },
    shots: shots.map(roundedShot),
    proposals: proposals.map((proposal) => ({ ...proposal, seconds: rounded(proposal.seconds) })),
    statistics: statisticsOf(measures, every, new Set(proposals.map(({ frame }) => frame))),
    every,
    notes: notesOf(video, measures, seconds, broken),
  };
}

const rounded = (seconds: number) => Number(seconds.toFixed(4));

const roundedShot = (shot: Shot): Shot => ({ ...shot, start: rounded(shot.start), end: rounded(shot.end) });

function statisticsOf(measures: Measures, every: number, also: ReadonlySet<number>): FrameStatistics[] {
  const found: FrameStatistics[] = [];
  for (let frame = 0; frame < measures.length; frame++) {
    if (frame % every === 0 || also.has(frame)) {
      found.push(measures.statistics(frame));
    }
  }
  return found;
}

function notesOf(video: VideoFacts, measures: Measures, seconds: number, broken: unknown): string[] {
  const notes: string[] = [];
  const missing = video.durationSeconds - seconds;
  if (broken !== null) {
    notes.push(`The file breaks off after ${seconds.toFixed(1)} s: ${faultData(broken).message}`);
  } else if (missing > Math.max(0.5, video.durationSeconds * 0.03)) {
    notes.push(
      `The file says it lasts ${video.durationSeconds.toFixed(1)} s; its pictures end after ${seconds.toFixed(1)} s.`,
    );
  }
  const steps = Array.from({ length: Math.min(measures.length - 1, 5000) }, (_, i) =>
    Math.round((measures.seconds(i + 1) - measures.seconds(i)) * 1000),
  ).sort((a, b) => a - b);
  const [shortest, longest] = [
    steps[Math.floor(steps.length * 0.02)] ?? 0,
    steps[Math.floor(steps.length * 0.98)] ?? 0,
  ];
  if (longest > shortest * 1.5 + 3) {
    notes.push('Its frames are not evenly spaced: positions follow their times.');
  }
  return notes;
}
