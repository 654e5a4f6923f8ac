import { describe, expect, test } from 'vitest';
import { noFades, type Fades } from '../project/schema.ts';
import { looksOf, type Looks } from './looks.ts';
import { plainStyle, type CaptionTrack, type Slide } from './schema.ts';
import { states } from './states.ts';

const fps = { num: 10, den: 1 };
const slide = (id: string, start: number, end: number): Slide => ({
  ...{ id, start, end, timing: 'slide', style: {} },
  words: [{ text: id, start, end, gap: ' ' }],
});
const track = (...slides: Slide[]): CaptionTrack => ({ style: plainStyle, slides });
const between = (how: Fades['slides']['how'], frames: number): Fades => ({
  ...noFades,
  slides: { how, frames },
});

/** By frame: how strongly each slide (by its place) is seen. */
function seen({ states: found, looks, runs }: Looks): Record<number, number>[] {
  return runs.flatMap(({ state, frames }) => {
    const layers = looks[state]?.layers ?? [];
    const weights = layers.flatMap(({ state: at, weight }) =>
      (found[at]?.parts ?? []).map((part) => [part.slide, Math.round(weight * 1000) / 1000]),
    );
    return Array.from({ length: frames }, () => Object.fromEntries(weights) as Record<number, number>);
  });
}
const darkness = ({ looks, runs }: Looks) =>
  runs.flatMap(({ state, frames }) => Array.from({ length: frames }, () => looks[state]?.dark));

describe('without fades', () => {
  test('the runs are those of the states', () => {
    const shown = track(slide('a', 0.5, 1), slide('b', 1, 2));
    const { runs } = looksOf(shown, fps, { first: 0, frames: 30 }, noFades);
    expect(runs.map(({ from, frames }) => [from, frames])).toEqual(
      states(shown, fps, 30).runs.map(({ from, frames }) => [from, frames]),
    );
  });
  test('a film that begins later on the timeline has what is seen from there on', () => {
    const shown = looksOf(track(slide('a', 0, 2)), fps, { first: 15, frames: 10 }, noFades);
    expect(seen(shown)).toEqual([...Array<object>(5).fill({ 0: 1 }), ...Array<object>(5).fill({})]);
  });
  test('a film without captions is one run of nothing', () => {
    const { runs, looks } = looksOf(null, fps, { first: 3, frames: 7 }, noFades);
    expect([runs, looks]).toEqual([[{ state: 0, from: 0, frames: 7 }], [{ layers: [], dark: 0 }]]);
  });
});

describe('slides that fade', () => {
  test('come and go inside their own time', () => {
    const shown = looksOf(track(slide('a', 0.2, 1)), fps, { first: 0, frames: 12 }, between('fade', 3));
    expect(seen(shown).map((frame) => frame[0] ?? 0)).toEqual([
      ...[0, 0, 0.25, 0.5, 0.75, 1, 1, 0.75, 0.5, 0.25, 0, 0],
    ]);
  });
  test('cross where they touch: together always whole', () => {
    const shown = looksOf(
      track(slide('a', 0, 1), slide('b', 1, 2)),
      fps,
      { first: 0, frames: 20 },
      between('crossfade', 4),
    );
    const middle = seen(shown).slice(6, 14);
    expect(middle.map((frame) => frame[1] ?? 0)).toEqual([0, 0, 0.2, 0.4, 0.6, 0.8, 1, 1]);
    expect(middle.every((frame) => Math.abs((frame[0] ?? 0) + (frame[1] ?? 0) - 1) < 1e-9)).toBe(true);
  });
  test('are no longer than half a slide, and one of a single frame does not fade', () => {
    const shown = looksOf(
      track(slide('a', 0.1, 0.2), slide('b', 0.5, 0.9)),
      fps,
      { first: 0, frames: 10 },
      between('fade', 99),
    );
    expect(seen(shown).map((frame) => frame[0] ?? frame[1] ?? 0)).toEqual([
      0, 1, 0, 0, 0, 0.333, 0.667, 0.667, 0.333, 0,
    ]);
  });
});

test('a film comes out of black and goes into it', () => {
  const shown = looksOf(null, fps, { first: 5, frames: 8 }, { ...noFades, in: 2, out: 4 });
  expect(darkness(shown)).toEqual([1, 0.5, 0, 0, 0.25, 0.5, 0.75, 1]);
});
