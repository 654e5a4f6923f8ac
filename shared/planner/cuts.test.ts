import { describe, expect, it } from 'vitest';
import { maskOf } from './mask.ts';
import { planFilm } from './plan.ts';
import { draftProfile, wanProfile } from './profiles.ts';
import { anchors, film, lengths, planned, reasons, spans, withSegment } from './testing/plans.ts';

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
