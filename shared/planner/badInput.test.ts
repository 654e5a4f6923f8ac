import { describe, expect, it } from 'vitest';
import { Fault } from '../fault.ts';
import type { Project } from '../project/schema.ts';
import { filmFromKeyframes, filmFromSegments } from './films.ts';
import { planFilm } from './plan.ts';
import { profileWith, wanProfile } from './profiles.ts';

function faultOf(run: () => unknown): Fault {
  try {
    run();
  } catch (error) {
    if (error instanceof Fault) {
      return error;
    }
    throw error;
  }
  throw new Error('nothing was wrong with it');
}

const keyframes = (...frames: number[]) => filmFromKeyframes({ frames });
const at = (...frames: number[]): Project => {
  const { project } = keyframes(0, 1, 2);
  const [one] = project.keyframes;
  return {
    ...project,
    keyframes: frames.flatMap((frame, i) =>
      one === undefined ? [] : [{ ...one, id: `k${String(i)}`, frame }],
    ),
  };
};
const plan = (project: Project) => planFilm(project, wanProfile);

describe('bad input', () => {
  const cases: [string, () => unknown, RegExp][] = [
    ['no keyframes', () => keyframes(), /^keyframes: there is none/],
    ['two on one frame', () => keyframes(0, 25, 25), /^keyframes: two of them are at frame 25/],
    ['a negative frame', () => keyframes(0, -5), /^keyframes\[1\] is -5/],
    ['a fractional frame', () => keyframes(0, 2.5), /^keyframes\[1\] is 2\.5/],
    ['NaN', () => keyframes(0, NaN), /^keyframes\[1\] is NaN/],
    ['a billion frames', () => keyframes(0, 1e9), /^keyframes\[1\] is 1000000000.*10000000 frames/],
    ['an end before the last keyframe', () => filmFromKeyframes({ frames: [0, 9], end: 5 }), /^end is 5/],
    ['a billion frames of end', () => filmFromKeyframes({ frames: [0], end: 1e9 }), /^end is 1000000000/],
    [
      'too few prompts',
      () => filmFromKeyframes({ frames: [0, 9, 18, 27], prompts: ['a', 'b'] }),
      /^prompts: 2 for 3/,
    ],
    ['a pin beside the keyframes', () => filmFromKeyframes({ frames: [0, 9], pins: [5] }), /^pin is 5/],
    [
      'a context that is no latent group',
      () => filmFromKeyframes({ frames: [0, 9], planning: { context: 3 as 5 } }),
      /^context is 3/,
    ],
    [
      'a span of nothing',
      () => filmFromKeyframes({ frames: [0, 9], planning: { maxSpan: 0 } }),
      /^maxSpan is 0/,
    ],
    ['no segments', () => filmFromSegments({ segments: [] }), /^segments: there is none/],
    ['a segment of one frame', () => filmFromSegments({ segments: [1] }), /^segments\[0\] is 1/],
    [
      'an overlap as long as a segment',
      () => filmFromSegments({ segments: [25, 4], overlaps: [4] }),
      /^overlaps\[0\] is 4, and segments\[1\] has only 4/,
    ],
    [
      'too few overlaps',
      () => filmFromSegments({ segments: [9, 9, 9], overlaps: [1] }),
      /^overlaps: 1 for 3/,
    ],
    [
      'a negative overlap',
      () => filmFromSegments({ segments: [9, 9], overlaps: [-1] }),
      /^overlaps\[0\] is -1/,
    ],
    ['a step of 0', () => profileWith(wanProfile, 0, null), /^step is 0/],
    ['a step of NaN', () => profileWith(wanProfile, NaN, null), /^step is NaN/],
    [
      'a largest batch no length fits',
      () => profileWith(wanProfile, 8, 8),
      /^largest is 8, and with a step of 8/,
    ],
    ['a project without keyframes', () => plan(at()), /^keyframes: the film has none/],
    [
      'a project with two on one frame',
      () => plan(at(0, 4, 4)),
      /^keyframes\[2\] is at frame 4, where another/,
    ],
    ['an unsorted project', () => plan(at(0, 9, 4)), /^keyframes\[2\] at frame 4 comes before/],
    ['a project with a fractional frame', () => plan(at(0, 4.5)), /^keyframes\[1\] is at frame 4\.5/],
    ['a project with NaN', () => plan(at(0, NaN, 5)), /^keyframes\[1\] is at frame NaN/],
    ['a project of a billion frames', () => plan({ ...at(0), end: 1e9 }), /^end is at frame 1000000000/],
    [
      'a project with too small a largest batch',
      () => plan(filmFromKeyframes({ frames: [0, 9], planning: { largest: 4 } }).project),
      /^planning\.largest is 4/,
    ],
    [
      'a context that fills the batch',
      () => plan(filmFromKeyframes({ frames: [0, 9], planning: { largest: 17, context: 17 } }).project),
      /^planning\.context is 17/,
    ],
    [
      'a gap that cannot be cut that short',
      () => plan(filmFromKeyframes({ frames: [0, 90], planning: { largest: 5 } }).project),
      /^largest is 5, and the gap of 90 frames after frame 0/,
    ],
    [
      'a gap longer than a tiny span',
      () => plan(filmFromKeyframes({ frames: [0, 90], planning: { maxSpan: 2 } }).project),
      /^maxSpan is 2, and the gap of 90/,
    ],
  ];

  it.each(cases)('%s names the field and the remedy', (_, run, message) => {
    const fault = faultOf(run);
    expect(fault.code).toBe('bad-input');
    expect(fault.message).toMatch(message);
    expect(fault.remedy).toMatch(/^[A-Z].*\.$/);
  });

  it('that is only unsorted is sorted, and said', () => {
    const { project, notes } = keyframes(54, 0, 25);
    expect(project.keyframes.map(({ frame }) => frame)).toEqual([0, 25, 54]);
    expect(notes).toEqual(['The keyframes were not in order and were sorted: 0, 25, 54.']);
    expect(keyframes(0, 25, 54).notes).toEqual([]);
  });

  it('of a short span and gap still makes legal windows', () => {
    const { project } = filmFromKeyframes({ frames: [0, 5], planning: { maxSpan: 4 } });
    expect(plan(project).batches.map(({ from, to, context }) => [from, to, context])).toEqual([
      [0, 4, 1],
      [4, 5, 5],
    ]);
  });
});
