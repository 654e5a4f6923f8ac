import { describe, expect, it } from 'vitest';
import { plainSegment, type Project, type SegmentSettings } from '../project/schema.ts';
import { segmentKey } from '../project/timeline.ts';
import { filmFromKeyframes, filmFromSegments, type KeyframeList } from './films.ts';
import { guideOf } from './guide.ts';
import { maskOf } from './mask.ts';
import { planFilm } from './plan.ts';
import { draftProfile, wanProfile } from './profiles.ts';
import { provenance } from './provenance.ts';
import { planSchema, type Plan } from './schema.ts';

const film = (frames: readonly number[], more: Omit<KeyframeList, 'frames'> = {}): Project =>
  filmFromKeyframes({ frames, ...more }).project;

const planned = (frames: readonly number[], more: Omit<KeyframeList, 'frames'> = {}): Plan =>
  planFilm(film(frames, more), wanProfile);

const spans = (plan: Plan) => plan.batches.map(({ from, to }) => `${String(from)}-${String(to)}`);
const lengths = (plan: Plan) =>
  plan.batches.map(({ wanted, generated }) => `${String(wanted)} -> ${String(generated)}`);
const anchors = (plan: Plan) => plan.batches.map((batch) => batch.anchors.map((anchor) => anchor.at));
const reasons = (plan: Plan) => plan.batches.map((batch) => batch.cut?.reason ?? null);

function withSegment(project: Project, index: number, settings: Partial<SegmentSettings>): Project {
  const [from, to] = [project.keyframes[index], project.keyframes[index + 1]];
  const key = segmentKey(from?.id ?? '', to?.id ?? null);
  const before = project.segments[key] ?? plainSegment;
  return { ...project, segments: { ...project.segments, [key]: { ...before, ...settings } } };
}

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

describe('parameters', () => {
  it('that differ cut the film, and the cut names them', () => {
    let project = withSegment(film([0, 10, 20, 30]), 1, { prompt: 'rain', seed: 7 });
    project = withSegment(project, 2, { prompt: 'rain', seed: 7 });
    const plan = planFilm(project, wanProfile);
    expect(spans(plan)).toEqual(['0-10', '10-30']);
    expect(plan.batches[0]?.cut).toEqual({ reason: 'parameters', detail: 'prompt, seed' });
  });

  it('are compared after defaults: blank, missing and spelled-out default are the same', () => {
    const project = withSegment(
      withSegment(film([0, 10, 20, 30], { prompts: ['sea'] }), 0, { prompt: ' ' }),
      1,
      {
        prompt: 'sea',
      },
    );
    expect(spans(planFilm(project, wanProfile))).toEqual(['0-30']);
  });

  it('take the own text before the enhanced one before the default', () => {
    const base = film([0, 10, 20, 30], { prompts: ['default'] });
    const enhanced = withSegment(base, 0, { enhanced: 'enhanced' });
    const both = withSegment(enhanced, 1, { prompt: 'own', enhanced: 'enhanced' });
    const prompts = planFilm(both, wanProfile).batches.map((batch) => batch.parameters.prompt);
    expect(prompts).toEqual(['enhanced', 'own', 'default']);
  });

  it('compare LoRAs as a set with weights', () => {
    const [a, b] = [
      { name: 'a', weight: 1 },
      { name: 'b', weight: 0.5 },
    ];
    const same = withSegment(withSegment(film([0, 10, 20]), 0, { loras: [a, b] }), 1, { loras: [b, a] });
    expect(planFilm(same, wanProfile).batches).toHaveLength(1);
    const other = withSegment(same, 1, { loras: [{ ...b, weight: 0.6 }, a] });
    expect(planFilm(other, wanProfile).batches[0]?.cut?.detail).toBe('LoRAs');
  });

  it('cut a draft where they cut the film it is a draft of', () => {
    const project = withSegment(film([0, 10, 20]), 1, { prompt: 'rain' });
    expect(spans(planFilm(project, draftProfile))).toEqual(spans(planFilm(project, wanProfile)));
  });

  it('join only their prompts, and only when asked', () => {
    const more = { prompts: ['a', 'a', 'b', 'c'] };
    expect(planned([0, 10, 20, 30, 40], more).batches).toHaveLength(3);
    const joined = planned([0, 10, 20, 30, 40], { ...more, planning: { joinPrompts: true } });
    expect(joined.batches.map((batch) => batch.parameters.prompt)).toEqual(['a | b | c']);
  });

  it('stay with their pair of keyframes when others move', () => {
    const project = withSegment(film([0, 10, 20, 30]), 2, { prompt: 'rain' });
    const moved = { ...project, keyframes: project.keyframes.filter((keyframe) => keyframe.frame !== 10) };
    expect(spans(planFilm(moved, wanProfile))).toEqual(['0-20', '20-30']);
  });
});

describe('cuts', () => {
  it('are made where the creator pins them', () => {
    const plan = planned([0, 25, 54], { pins: [25] });
    expect(spans(plan)).toEqual(['0-25', '25-54']);
    expect(reasons(plan)).toEqual(['pinned', null]);
  });

  it('are not made where the creator refuses them, as far as the limits allow', () => {
    const free = planned([0, 40, 60, 100]);
    expect(spans(free)).toEqual(['0-40', '40-100']);
    for (const strategy of ['fastest', 'fill'] as const) {
      const project = film([0, 40, 60, 100], { planning: { strategy } });
      const refused = (ids: string[]) =>
        planFilm({ ...project, planning: { ...project.planning, refused: ids } }, wanProfile);
      expect(spans(refused(['k2']))).toEqual(['0-60', '60-100']);
      expect(spans(refused(['k3']))).toEqual(['0-40', '40-100']);
      expect(refused(['k2', 'k3']).batches).toHaveLength(2);
    }
  });

  it('say when apart is faster', () => {
    const plan = planFilm(film([0, 40, 80]), wanProfile, { fixed: 1, perFrame: 1, perFrameSquared: 1 });
    expect(plan.batches[0]?.cut).toEqual({
      reason: 'separate',
      detail: 'two batches of 3446.0 s are faster than one of 6643.0 s',
    });
  });

  it('are at every keyframe when separate', () => {
    const plan = planned([0, 10, 20, 30], { planning: { strategy: 'separate' } });
    expect([spans(plan), reasons(plan)]).toEqual([
      ['0-10', '10-20', '20-30'],
      ['separate', 'separate', null],
    ]);
  });

  it('make even lengths among the equally fast', () => {
    const plan = planFilm(film([0, 20, 40, 60, 80, 100, 120]), wanProfile, {
      fixed: 1,
      perFrame: 0,
      perFrameSquared: 0,
    });
    expect(spans(plan)).toEqual(['0-60', '60-120']);
  });
});

describe('gaps and ends', () => {
  it('a long gap becomes equal windows, each with context from the one before', () => {
    const plan = planned([0, 200]);
    expect(spans(plan)).toEqual(['0-67', '67-134', '134-200']);
    expect(plan.batches.map(({ context, dependsOn }) => [context, dependsOn])).toEqual([
      [1, null],
      [5, 0],
      [5, 1],
    ]);
    expect(anchors(plan)).toEqual([[0], [], [70]]);
  });

  it('the first window is joined with what is before it when both fit', () => {
    expect(spans(planned([0, 20, 140]))).toEqual(['0-80', '80-140']);
  });

  it('context comes from the film before, never from before its start', () => {
    const plan = planned([0, 3, 40, 80], { planning: { strategy: 'separate', context: 9 } });
    expect(plan.batches.map(({ context, dependsOn }) => [context, dependsOn])).toEqual([
      [1, null],
      [1, null],
      [9, 1],
    ]);
    expect(plan.batches[2]).toMatchObject({ wanted: 49, generated: 49, kept: { from: 9, to: 48 } });
    expect(plan.batches[2]?.anchors.map(({ at }) => at)).toEqual([8, 48]);
  });

  it('an end marker after the last keyframe opens the last batch', () => {
    const plan = planned([10, 30], { end: 44 });
    expect(plan.film).toMatchObject({ first: 10, last: 44, frames: 35 });
    expect([spans(plan), lengths(plan), anchors(plan)]).toEqual([['10-44'], ['35 -> 37'], [[0, 20]]]);
    expect(plan.batches.flatMap(maskOf).slice(-3)).toEqual([1, 1, 1]);
  });

  it('a film of one keyframe and no end needs no batch', () => {
    expect(planned([7])).toMatchObject({ film: { first: 7, last: 7, frames: 1 }, batches: [], segments: [] });
  });

  it('a keyframe held over a free cut goes on in the next batch', () => {
    const project = film([0, 100]);
    const held = { ...project, keyframes: project.keyframes.map((one) => ({ ...one, hold: 60 })) };
    const plan = planFilm(held, wanProfile);
    expect(plan.batches.map((batch) => batch.anchors)).toEqual([
      [{ keyframe: 'k1', film: 0, at: 0, hold: 51, seen: true }],
      [
        { keyframe: 'k1', film: 50, at: 4, hold: 10, seen: true },
        { keyframe: 'k2', film: 100, at: 54, hold: 1, seen: true },
      ],
    ]);
  });

  it('a hold never reaches the next keyframe', () => {
    const project = film([0, 10, 20]);
    const held = { ...project, keyframes: project.keyframes.map((one) => ({ ...one, hold: 30 })) };
    expect(planFilm(held, wanProfile).batches[0]?.anchors.map(({ hold }) => hold)).toEqual([10, 10, 1]);
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
