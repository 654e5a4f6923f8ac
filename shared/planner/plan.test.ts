import { describe, expect, it } from 'vitest';
import { filmFromSegments } from './films.ts';
import { guideOf } from './guide.ts';
import { maskOf } from './mask.ts';
import { planFilm } from './plan.ts';
import { wanProfile } from './profiles.ts';
import { provenance } from './provenance.ts';
import { planSchema } from './schema.ts';
import { anchors, film, lengths, planned, reasons, spans } from './testing/plans.ts';

describe('the table of domain.md', () => {
  it('0, 25, 54 under 81 is one batch', () => {
    const plan = planned([0, 25, 54]);
    expect([spans(plan), lengths(plan), anchors(plan)]).toEqual([['0-54'], ['55 -> 57'], [[0, 25, 54]]]);
  });

  it('0, 24, 65, 82 filled with a span of 65', () => {
    const plan = planned([0, 24, 65, 82], { planning: { strategy: 'fill', maxSpan: 65 } });
    expect(spans(plan)).toEqual(['0-65', '65-82']);
    expect(lengths(plan)).toEqual(['66 -> 69', '18 -> 21']);
    expect(anchors(plan)).toEqual([
      [0, 24, 65],
      [0, 17],
    ]);
    expect(reasons(plan)).toEqual(['maxSpan', null]);
  });

  it('0, 54, 91 filled with a span of 65', () => {
    const plan = planned([0, 54, 91], { planning: { strategy: 'fill', maxSpan: 65 } });
    expect(spans(plan)).toEqual(['0-54', '54-91']);
    expect(lengths(plan)).toEqual(['55 -> 57', '38 -> 41']);
    expect(anchors(plan)).toEqual([
      [0, 54],
      [0, 37],
    ]);
  });

  it('0, 24, 65, 82 filled under 81', () => {
    const plan = planned([0, 24, 65, 82], { planning: { strategy: 'fill' } });
    expect([spans(plan), lengths(plan)]).toEqual([
      ['0-65', '65-82'],
      ['66 -> 69', '18 -> 21'],
    ]);
    expect(reasons(plan)).toEqual(['largest', null]);
  });

  it('0, 80 is exactly one batch of 81', () => {
    const plan = planned([0, 80]);
    expect([spans(plan), lengths(plan), anchors(plan)]).toEqual([['0-80'], ['81 -> 81'], [[0, 80]]]);
  });

  it('0, 81 is two windows, cut at a free frame', () => {
    const plan = planned([0, 81]);
    expect(spans(plan)).toEqual(['0-41', '41-81']);
    expect(plan.batches.map(({ context, dependsOn }) => [context, dependsOn])).toEqual([
      [1, null],
      [5, 0],
    ]);
    expect(reasons(plan)).toEqual(['gap', null]);
    expect(plan.segments[0]?.batches).toEqual([0, 1]);
  });

  it('one keyframe and an end marker at 6 is one open batch', () => {
    const plan = planned([0], { end: 6 });
    expect([spans(plan), lengths(plan), anchors(plan)]).toEqual([['0-6'], ['7 -> 9'], [[0]]]);
  });
});

describe('the documented savings', () => {
  const factor = (segments: number[], overlaps: number[]) =>
    planFilm(filmFromSegments({ segments, overlaps }).project, wanProfile);
  const times = (count: number, value: number) => new Array<number>(count).fill(value);

  it('3 segments become one batch, 3.0x', () => {
    const plan = factor([25, 29, 25], [4, 4]);
    expect(plan.film.frames).toBe(71);
    expect(plan.batches[0]).toMatchObject({ wanted: 71, generated: 73, trimmed: 2 });
    expect(anchors(plan)).toEqual([[0, 24, 49, 70]]);
    expect(plan.savings).toEqual({ separate: 3, batched: 1, factor: 3 });
  });

  it('five of 17 become one, 5.0x, and eight of 9 become one, 8.0x', () => {
    expect(factor(times(5, 17), times(4, 2)).savings).toEqual({ separate: 5, batched: 1, factor: 5 });
    expect(factor(times(8, 9), times(7, 1)).savings).toEqual({ separate: 8, batched: 1, factor: 8 });
  });

  it('41 and 45 over 5 are exactly one batch of 81', () => {
    expect(lengths(factor([41, 45], [5]))).toEqual(['81 -> 81']);
  });

  it('109 frames cannot be one batch', () => {
    const plan = factor([25, 29, 25, 29, 25], times(4, 6));
    expect(plan.film.frames).toBe(109);
    expect(plan.batches).toHaveLength(2);
  });

  it('says how many seconds are saved', () => {
    const { estimate, batches } = planFilm(film([0, 25, 54]), wanProfile, {
      fixed: 10,
      perFrame: 1,
      perFrameSquared: 0.01,
    });
    expect(batches[0]?.seconds).toBeCloseTo(10 + 57 + 0.01 * 57 * 57);
    expect(estimate.separateSeconds).toBeCloseTo(20 + 29 + 33 + 0.01 * (29 * 29 + 33 * 33));
  });
});

describe('the plan', () => {
  it('is what the contract describes, and frozen to its leaves without touching the project', () => {
    const project = film([0, 25, 54], { prompts: ['a', 'b'] });
    const plan = planFilm(project, { ...wanProfile });
    expect(planSchema.parse(plan)).toEqual(plan);
    const loose = (value: unknown): boolean =>
      typeof value === 'object' &&
      value !== null &&
      (!Object.isFrozen(value) || Object.values(value).some(loose));
    expect(loose(plan)).toBe(false);
    expect(Object.isFrozen(project.fps) || Object.isFrozen(project.defaults.loras)).toBe(false);
  });

  it('gives every film frame one provenance', () => {
    const plan = planned([5, 24, 65, 150, 170], { end: 190 });
    expect(provenance(plan, 5)).toEqual({ batch: 0, at: 0 });
    expect(provenance(plan, 190)).toEqual({
      batch: plan.batches.length - 1,
      at: plan.batches.at(-1)?.kept.to,
    });
    expect([provenance(plan, 4), provenance(plan, 191), provenance(plan, 5.5)]).toEqual([null, null, null]);
  });

  it('keeps the batches of the plan before where others would be as good', () => {
    const flat = { fixed: 1, perFrame: 0, perFrameSquared: 0 };
    const frames = [0, 20, 40, 60, 80, 100, 120];
    const before = planFilm(film(frames, { pins: [80] }), wanProfile, flat);
    expect(spans(before)).toEqual(['0-80', '80-120']);
    expect(spans(planFilm(film(frames), wanProfile, flat, before))).toEqual(['0-80', '80-120']);
    expect(spans(planFilm(film(frames), wanProfile, flat))).toEqual(['0-60', '60-120']);
  });

  it('keeps them when the whole film moves', () => {
    const flat = { fixed: 1, perFrame: 0, perFrameSquared: 0 };
    const frames = [0, 20, 40, 60, 80, 100, 120];
    const before = planFilm(film(frames, { pins: [80] }), wanProfile, flat);
    const moved = film(frames.map((frame) => frame + 7));
    expect(spans(planFilm(moved, wanProfile, flat, before))).toEqual(['7-87', '87-127']);
  });

  it('never has a guide or mask of another length than the batch', () => {
    const plan = planned([0, 24, 65, 82]);
    for (const batch of plan.batches) {
      expect([guideOf(batch).length, maskOf(batch).length]).toEqual([batch.generated, batch.generated]);
    }
  });
});
