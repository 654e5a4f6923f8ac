import { expect, test } from 'vitest';
import { plainSegment, type Project } from '../project/schema.ts';
import { roughAt } from './rough.ts';

const keyframe = (id: string, frame: number, hold = 1) => ({
  id,
  frame,
  asset: id,
  fit: 'crop' as const,
  crop: null,
  hold,
});

const film = (easing: 'linear' | 'easeIn'): Project =>
  ({
    engine: 'model:mine',
    size: { width: 640, height: 360 },
    keyframes: [keyframe('a', 0, 3), keyframe('b', 10)],
    segments: { 'a>b': { ...plainSegment, easing } },
  }) as unknown as Project;

test('a rough picture is as far as the engine will be: after the hold, through the easing', () => {
  expect(roughAt(film('linear'), 0, 6)).toMatchObject({ a: { asset: 'a' }, b: { asset: 'b' }, t: 0.5 });
  expect(roughAt(film('easeIn'), 0, 6)).toMatchObject({ t: 0.25 });
});

test('a model of one’s own that is the film’s engine makes its rough pictures', () => {
  expect(roughAt(film('linear'), 0, 6)).toMatchObject({ model: 'mine' });
  expect(roughAt({ ...film('linear'), engine: 'draft' }, 0, 6)).toMatchObject({ model: null });
});

test('keyframes, holds and what has no next keyframe have none', () => {
  for (const frame of [0, 2, 10]) {
    expect(roughAt(film('linear'), 0, frame)).toBeNull();
  }
  expect(roughAt(film('linear'), 1, 12)).toBeNull();
});
