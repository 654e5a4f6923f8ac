import { Fault } from '../fault.ts';
import type { Project } from '../project/schema.ts';
import { checkProfile } from './profiles.ts';
import type { Profile } from './schema.ts';

/** What every batch of a plan must keep to, in frames. */
export interface Limits {
  readonly step: number;
  /** The longest generated length, itself step*n + 1. */
  readonly longest: number;
  /** Film frames between a batch's first and last; Infinity for no limit. */
  readonly maxSpan: number;
  /** C of a batch that starts at a keyframe. */
  readonly context: number;
  /** C of a batch that starts at a free frame. */
  readonly windowContext: number;
}

/** Films are counted in 32 bits and masks are arrays: a week at 16 frames a second is enough. */
export const mostFrames = 10_000_000;

/** The one place where a length is rounded: the smallest step*n + 1 that is at least `wanted`. */
export function generatedLength(wanted: number, step: number): number {
  return Math.ceil((wanted - 1) / step) * step + 1;
}

/** The largest context of 4m+1 frames, at most `most`, out of `available` frames. */
export function contextWithin(most: number, available: number): number {
  return Math.max(1, Math.floor((Math.min(most, available) - 1) / 4) * 4 + 1);
}

/** Limits of the profile and the project together. Throws a Fault `bad-input` that names the field. */
export function limitsOf(project: Project, profile: Profile): Limits {
  checkProfile(profile);
  const { context, maxSpan } = project.planning;
  const largest = Math.min(profile.largest, project.planning.largest ?? profile.largest);
  const longest = Math.floor((largest - 1) / profile.step) * profile.step + 1;
  if (!(longest > 1)) {
    throw new Fault(
      'bad-input',
      `planning.largest is ${String(project.planning.largest)}, and the engine's shortest batch has ${String(profile.step + 1)} frames.`,
      `Set the largest batch to ${String(profile.step + 1)} or more, or leave it to the engine.`,
    );
  }
  if (context > 1 && longest - context < 4) {
    throw new Fault(
      'bad-input',
      `planning.context is ${String(context)}, which leaves too little of a batch of ${String(longest)} frames.`,
      `Choose a shorter context, or a largest batch of ${String(context + 4)} frames or more.`,
    );
  }
  if (maxSpan !== null && !(maxSpan >= 1)) {
    throw new Fault(
      'bad-input',
      `maxSpan is ${String(maxSpan)}, and it counts frames.`,
      'Set maxSpan to 1 or more.',
    );
  }
  return {
    step: profile.step,
    longest,
    maxSpan: maxSpan ?? Infinity,
    context,
    windowContext: Math.max(5, context),
  };
}

/** Keyframes in order, on whole frames, none on the frame of another. Throws a Fault `bad-input`. */
export function checkKeyframes(project: Project): void {
  let before = -1;
  const check = (name: string, frame: number) => {
    if (!Number.isSafeInteger(frame) || frame < 0) {
      throw new Fault(
        'bad-input',
        `${name} is at frame ${String(frame)}, and frames are whole numbers from 0.`,
        'Move it to a whole frame.',
      );
    }
    if (frame > mostFrames) {
      throw new Fault(
        'bad-input',
        `${name} is at frame ${String(frame)}, and a film has at most ${String(mostFrames)} frames.`,
        `Move it to frame ${String(mostFrames)} or before, or split the film.`,
      );
    }
  };
  for (const [i, { frame }] of project.keyframes.entries()) {
    if (!(frame > before)) {
      check(`keyframes[${String(i)}]`, frame);
      throw new Fault(
        'bad-input',
        frame === before
          ? `keyframes[${String(i)}] is at frame ${String(frame)}, where another keyframe is.`
          : `keyframes[${String(i)}] at frame ${String(frame)} comes before the keyframe in front of it.`,
        frame === before ? 'Move one of them to another frame.' : 'Sort the keyframes by frame.',
      );
    }
    if (!Number.isInteger(frame) || frame > mostFrames) {
      check(`keyframes[${String(i)}]`, frame);
    }
    before = frame;
  }
  if (project.end !== null) {
    check('end', project.end);
  }
}
