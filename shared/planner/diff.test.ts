import { describe, expect, it } from 'vitest';
import { plainSegment, type Project } from '../project/schema.ts';
import { segmentKey } from '../project/timeline.ts';
import { diffPlans } from './diff.ts';
import { filmFromKeyframes } from './films.ts';
import { planFilm } from './plan.ts';
import { wanProfile } from './profiles.ts';

const film = (context: 1 | 5 = 1): Project =>
  filmFromKeyframes({ frames: [0, 20, 40, 60], planning: { strategy: 'separate', context } }).project;

const plan = (project: Project) => planFilm(project, wanProfile);

function moved(project: Project, id: string, by: number): Project {
  return {
    ...project,
    keyframes: project.keyframes.map((one) => (one.id === id ? { ...one, frame: one.frame + by } : one)),
  };
}

const rain = (project: Project, from: string, to: string): Project => ({
  ...project,
  segments: { ...project.segments, [segmentKey(from, to)]: { ...plainSegment, prompt: 'rain' } },
});

describe('the difference of two plans', () => {
  it('is none when the whole film moves', () => {
    const later = film().keyframes.reduce((project, { id }) => moved(project, id, 7), film());
    expect(diffPlans(plan(film()), plan(later))).toMatchObject({ added: [], gone: [] });
  });

  it('is the two batches beside a keyframe that moves', () => {
    const { kept, added, gone } = diffPlans(plan(film()), plan(moved(film(), 'k2', 3)));
    expect([kept, added, gone]).toEqual([[{ before: 2, after: 2 }], [0, 1], [0, 1]]);
  });

  it('keeps batches that only change their index', () => {
    const shorter = { ...film(), keyframes: film().keyframes.slice(1) };
    expect(diffPlans(plan(film()), plan(shorter))).toEqual({
      kept: [
        { before: 1, after: 0 },
        { before: 2, after: 1 },
      ],
      added: [],
      gone: [0],
    });
  });

  it('is the batch whose prompt changes, and what goes on from its frames', () => {
    expect(diffPlans(plan(film()), plan(rain(film(), 'k1', 'k2'))).added).toEqual([0]);
    expect(diffPlans(plan(film(5)), plan(rain(film(5), 'k1', 'k2'))).added).toEqual([0, 1, 2]);
    expect(diffPlans(plan(film(5)), plan(rain(film(5), 'k3', 'k4'))).added).toEqual([2]);
  });

  it('tells the windows of one gap from each other', () => {
    const long = plan(filmFromKeyframes({ frames: [0, 300] }).project);
    expect(diffPlans(long, long).kept.map(({ before, after }) => before === after)).toEqual([
      true,
      true,
      true,
      true,
    ]);
  });
});
