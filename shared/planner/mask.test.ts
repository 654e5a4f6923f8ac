import { describe, expect, it } from 'vitest';
import type { Project } from '../project/schema.ts';
import { filmFromKeyframes } from './films.ts';
import { guideOf } from './guide.ts';
import { engineMask, maskOf } from './mask.ts';
import { planFilm } from './plan.ts';
import { wanProfile } from './profiles.ts';
import type { Batch } from './schema.ts';
import { holdToBeSeen, nextSeen, seenFrames } from './seen.ts';

function batchAt(project: Project, index: number): Batch {
  const batch = planFilm(project, wanProfile).batches[index];
  if (batch === undefined) {
    throw new Error(`the plan has no batch ${String(index)}`);
  }
  return batch;
}

const film = (frames: readonly number[]): Project => filmFromKeyframes({ frames }).project;
const hard = { softMasks: false };

describe('the mask', () => {
  it('is 0 at anchors, 0.3 and 0.6 beside them, and holds the last through the surplus', () => {
    expect(maskOf(batchAt(film([0, 8]), 0))).toEqual([0, 0.3, 0.6, 1, 1, 1, 0.6, 0.3, 0]);
    expect(maskOf(batchAt(film([0, 6]), 0))).toEqual([0, 0.3, 0.6, 1, 0.6, 0.3, 0, 0, 0]);
  });

  it('takes the smaller weight between two near anchors', () => {
    expect(maskOf(batchAt(film([0, 3, 5]), 0))).toEqual([0, 0.3, 0.3, 0, 0.3, 0, 0, 0, 0]);
  });

  it('of an engine without soft masks never loses an anchor and generates its neighbour', () => {
    const batch = batchAt(film([0, 6]), 0);
    expect(engineMask(maskOf(batch), batch, hard)).toEqual([0, 0, 1, 1, 1, 0, 0, 0, 0]);
    expect(engineMask(maskOf(batch), batch, { softMasks: true })).toEqual(maskOf(batch));
    const lost = new Array<number>(9).fill(1);
    expect(engineMask(lost, batch, hard)).toEqual([0, 1, 1, 1, 1, 1, 0, 0, 0]);
  });

  it('keeps context and a held keyframe, and softens after the hold', () => {
    const window = batchAt(film([0, 81]), 1);
    expect(maskOf(window).slice(0, 7)).toEqual([0, 0, 0, 0, 0, 1, 1]);
    const project = film([0, 8]);
    const held = { ...project, keyframes: project.keyframes.map((one) => ({ ...one, hold: 3 })) };
    expect(maskOf(batchAt(held, 0))).toEqual([0, 0, 0, 0.3, 0.6, 1, 0.6, 0.3, 0]);
  });

  it('of an open batch generates its surplus', () => {
    const open = filmFromKeyframes({ frames: [0], end: 6 }).project;
    expect(maskOf(batchAt(open, 0))).toEqual([0, 0.3, 0.6, 1, 1, 1, 1, 1, 1]);
  });
});

describe('the guide', () => {
  it('shows keyframes, the film made before, and grey', () => {
    const guide = guideOf(batchAt(film([0, 81]), 1));
    expect(guide.slice(0, 6)).toEqual([
      ...[37, 38, 39, 40, 41].map((frame) => ({ kind: 'context', film: frame })),
      { kind: 'grey' },
    ]);
    expect(guide.at(44)).toEqual({ kind: 'keyframe', keyframe: 'k2' });
    expect(guide).toHaveLength(45);
  });

  it('never leaves the first keyframe out', () => {
    expect(guideOf(batchAt(film([3, 20]), 0))[0]).toEqual({ kind: 'keyframe', keyframe: 'k1' });
  });
});

describe('the frames at which the mask is read', () => {
  it('are those of domain.md for 81 frames', () => {
    expect(seenFrames(81)).toEqual([
      1, 5, 9, 13, 17, 21, 25, 28, 32, 36, 40, 44, 48, 52, 55, 59, 63, 67, 71, 75, 79,
    ]);
  });

  it('say how long a keyframe is held to be seen', () => {
    expect([0, 1, 2, 24, 79].map((at) => holdToBeSeen(81, at))).toEqual([2, 1, 4, 2, 1]);
    expect(holdToBeSeen(81, 80)).toBeNull();
  });

  it('are found from any frame as in the list', () => {
    for (let length = 1; length <= 200; length += 1) {
      const list = seenFrames(length);
      for (let at = 0; at < length; at += 1) {
        expect(nextSeen(length, at)).toBe(list.find((frame) => frame >= at) ?? null);
      }
    }
  });
});
