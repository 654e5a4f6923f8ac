import { expect, test } from 'vitest';
import type { Batch } from '../../../shared/planner/schema.ts';
import type { Span } from '../../generation/engine.ts';
import { scheduleOf, type Stretch } from './schedule.ts';

/** A mask of `length` frames, 0 at `known`, 1 elsewhere. */
const maskOf = (length: number, known: readonly number[]) =>
  Array.from({ length }, (_, at) => (known.includes(at) ? 0 : 1));

const schedule = (mask: readonly number[], spans: readonly Partial<Span>[]) =>
  scheduleOf({
    batch: { generated: mask.length } as Batch,
    mask,
    spans: spans.map((span) => ({
      segment: 's',
      from: 0,
      to: null,
      easing: 'linear',
      across: null,
      ...span,
    })),
  });

const framesOf = (stretch: Stretch): readonly number[] => {
  switch (stretch.kind) {
    case 'copy':
      return [stretch.at];
    case 'between':
      return stretch.times.map((_, i) => stretch.from + 1 + i);
    case 'across':
      return stretch.times.map((_, i) => stretch.at + i);
    case 'onwards':
      return stretch.scales.map((_, i) => stretch.from + 1 + i);
  }
};

const numbered = (length: number) => Array.from({ length }, (_, at) => at);

test('keyframes 0, 25, 54 of a batch of 57: two spans, three anchors, two surplus frames, each frame once', () => {
  const stretches = schedule(maskOf(57, [0, 25, 54, 55, 56]), [
    { segment: 'a>b', from: 0, to: 25 },
    { segment: 'b>c', from: 25, to: 54 },
  ]);
  expect(stretches.map(({ kind }) => kind)).toEqual([
    'copy',
    'between',
    'copy',
    'between',
    'copy',
    'copy',
    'copy',
  ]);
  expect(stretches.flatMap(framesOf)).toEqual(numbered(57));
  expect(stretches[1]).toMatchObject({ segment: 'a>b', from: 0, to: 25 });
  expect(stretches[3]).toMatchObject({ segment: 'b>c', from: 25, to: 54 });
});

test('in-betweens are evenly spaced and never at an end', () => {
  const [, between] = schedule(maskOf(5, [0, 4]), [{ to: 4 }]);
  expect(between).toMatchObject({ times: [0.25, 0.5, 0.75] });
});

test('a segment cut into windows moves evenly from its first keyframe to its last, through both windows', () => {
  const first = { from: 0, start: 'a', to: 100, end: 'b' };
  const second = { from: -46, start: 'a', to: 54, end: 'b' };
  const [, begins] = schedule(maskOf(53, [0]), [{ to: null, across: first }]);
  const goesOn = schedule(maskOf(57, [0, 1, 2, 3, 4, 54, 55, 56]), [{ from: 4, to: 54, across: second }]);
  expect(begins).toMatchObject({ kind: 'across', at: 1, start: 'a', end: 'b' });
  expect(begins).toHaveProperty('times.51', 0.52);
  expect(goesOn.at(5)).toMatchObject({ kind: 'across', at: 5 });
  expect(goesOn.at(5)).toHaveProperty('times.0', 0.51);
  expect(goesOn.flatMap(framesOf)).toEqual(numbered(57));
});

test('soft weights beside an anchor are generated, not copied', () => {
  const stretches = schedule([0, 0.3, 0.6, 1, 0.6, 0.3, 0], [{ to: 6 }]);
  expect(stretches.map(({ kind }) => kind)).toEqual(['copy', 'between', 'copy']);
});

test('a held keyframe stands still for its frames and the motion begins after them', () => {
  const stretches = schedule(maskOf(9, [0, 1, 2, 8]), [{ to: 8 }]);
  expect(stretches.at(3)).toMatchObject({ kind: 'between', from: 2, to: 8 });
  expect(stretches.flatMap(framesOf)).toEqual(numbered(9));
});

test('context frames are copied and motion begins at the last of them', () => {
  const stretches = schedule(maskOf(13, [0, 1, 2, 3, 4, 12]), [{ from: 4, to: 12 }]);
  expect(stretches.at(5)).toMatchObject({ kind: 'between', from: 4, to: 12 });
});

test('an open segment grows by one percent in 16 frames, without end or jump', () => {
  const [, onwards] = schedule(maskOf(33, [0]), [{}]);
  const scales = onwards?.kind === 'onwards' ? onwards.scales : [];
  expect(scales).toHaveLength(32);
  expect(scales[15]).toBeCloseTo(1.01, 6);
  const steps = scales.slice(1).map((scale, i) => scale / (scales[i] ?? 1));
  expect(Math.max(...steps) - Math.min(...steps)).toBeLessThan(1e-9);
});

test.each(['linear', 'ease', 'easeIn', 'easeOut', 'holdThenMove'] as const)(
  '%s runs from 0 to 1 and never back',
  (easing) => {
    const [, between] = schedule(maskOf(41, [0, 40]), [{ to: 40, easing }]);
    const times = between?.kind === 'between' ? between.times : [];
    expect(times).toHaveLength(39);
    times.forEach((t, i) => expect(t).toBeGreaterThanOrEqual(times[i - 1] ?? 0));
    expect(times[0]).toBeLessThan(0.06);
    expect(times.at(-1)).toBeGreaterThan(0.94);
    expect(times.at(-1)).toBeLessThan(1);
  },
);

test('a frame before the first picture is refused', () => {
  expect(() => schedule(maskOf(5, [2, 4]), [{ from: 2, to: 4 }])).toThrow(/Frame 0 .*no two pictures/);
});
