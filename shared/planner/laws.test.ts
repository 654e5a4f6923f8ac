import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainSegment, type Project } from '../project/schema.ts';
import { segmentsOf } from '../project/timeline.ts';
import { secondsFor } from './cost.ts';
import { filmFromKeyframes } from './films.ts';
import { guideOf } from './guide.ts';
import { engineMask, maskOf } from './mask.ts';
import { planFilm } from './plan.ts';
import { wanProfile } from './profiles.ts';
import { provenance } from './provenance.ts';
import type { Cost, GuideFrame, Plan, Profile } from './schema.ts';
import { seenFrames } from './seen.ts';

const cost = fc.record({
  fixed: fc.double({ min: 0, max: 60, noNaN: true }),
  perFrame: fc.double({ min: 0, max: 5, noNaN: true }),
  perFrameSquared: fc.double({ min: 0, max: 0.2, noNaN: true }),
});

/** Films of up to `most` keyframes with two prompts, pins, refused cuts and holds; gaps of up to `gap` frames. */
const films = (most: number, gap: number) =>
  fc
    .record({
      first: fc.integer({ min: 0, max: 50 }),
      gaps: fc.array(fc.integer({ min: 1, max: gap }), { minLength: 0, maxLength: most - 1 }),
      open: fc.option(fc.integer({ min: 1, max: gap }), { nil: null }),
      prompts: fc.array(fc.boolean(), { minLength: most, maxLength: most }),
      pinned: fc.array(fc.nat(9), { minLength: most, maxLength: most }),
      holds: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: most, maxLength: most }),
      strategy: fc.constantFrom('fastest', 'fill', 'separate'),
      context: fc.constantFrom(1, 5, 9, 13, 17),
      maxSpan: fc.option(fc.integer({ min: 4, max: 120 }), { nil: null }),
      joinPrompts: fc.boolean(),
    })
    .map((made): Project => {
      const frames = [made.first];
      made.gaps.forEach((step) => frames.push((frames.at(-1) ?? 0) + step));
      const end = made.open === null ? null : (frames.at(-1) ?? 0) + made.open;
      const { strategy, context, maxSpan, joinPrompts } = made;
      const planning = { strategy, context, maxSpan, joinPrompts } as const;
      const { project } = filmFromKeyframes({
        frames,
        end,
        planning: planning as Partial<Project['planning']>,
      });
      const ids = (chosen: (n: number) => boolean) =>
        project.keyframes.filter((_, i) => chosen(made.pinned[i] ?? 9)).map(({ id }) => id);
      return {
        ...project,
        keyframes: project.keyframes.map((one, i) => ({ ...one, hold: made.holds[i] ?? 1 })),
        planning: { ...project.planning, pins: ids((n) => n === 0), refused: ids((n) => n === 1 || n === 2) },
        segments: Object.fromEntries(
          segmentsOf(project).map(({ key, index }) => [
            key,
            { ...plainSegment, prompt: made.prompts[index] === true ? 'sun' : 'rain' },
          ]),
        ),
      };
    });

const profiles = fc
  .record({ step: fc.constantFrom(1, 2, 4, 8), largest: fc.integer({ min: 33, max: 130 }) })
  .map((own): Profile => ({ ...wanProfile, ...own }));

const longest = ({ step, largest }: Profile) => Math.floor((largest - 1) / step) * step + 1;

describe('every plan', () => {
  it('keeps the laws of the domain', () => {
    fc.assert(
      fc.property(films(14, 200), profiles, cost, (project, profile, prices) => {
        const plan = planFilm(project, profile, prices);
        checkLaws(project, profile, plan);
      }),
      { numRuns: 150 },
    );
  });

  it('filled never has more batches than separate', () => {
    fc.assert(
      fc.property(films(20, 120), profiles, (project, profile) => {
        const filled = planFilm({ ...project, planning: { ...project.planning, strategy: 'fill' } }, profile);
        expect(filled.savings.batched).toBeLessThanOrEqual(filled.savings.separate);
      }),
    );
  });

  it('made again is the same, whatever plan was before', () => {
    fc.assert(
      fc.property(films(14, 120), cost, (project, prices) => {
        const plan = planFilm(project, wanProfile, prices);
        expect(planFilm(project, wanProfile, prices, plan)).toEqual(plan);
        const other = planFilm(project, wanProfile, { fixed: 0, perFrame: 0, perFrameSquared: 1 });
        const after = planFilm(project, wanProfile, prices, other);
        expect(after.estimate.seconds).toBeCloseTo(plan.estimate.seconds, 3);
        expect(after.batches).toHaveLength(plan.batches.length);
      }),
    );
  });
});

/** `toEqual` at the speed that thousands of frames need. */
function same(found: unknown, expected: unknown): void {
  if (JSON.stringify(found) !== JSON.stringify(expected)) {
    expect(found).toEqual(expected);
  }
}

function checkLaws(project: Project, profile: Profile, plan: Plan): void {
  const shown = new Map<number, string>();
  project.keyframes.forEach(({ id, frame, hold }, i) => {
    const next = project.keyframes[i + 1]?.frame ?? plan.film.last + 1;
    for (let at = frame; at < Math.min(frame + hold, next) || at === frame; at += 1) {
      shown.set(at, id);
    }
  });
  const made = new Map<number, string>();
  const settings = new Map(plan.segments.map(({ key }) => [key, project.segments[key]?.prompt]));
  const keyframeFrames = new Set(project.keyframes.map(({ frame }) => frame));
  for (const batch of plan.batches) {
    const { context, wanted, generated, from, to, kept, anchors } = batch;
    const before = plan.batches[batch.index - 1];
    const filmAt = (at: number) => from + at - (context - 1);
    // One arithmetic.
    same(wanted, to - from + context);
    same((generated - 1) % profile.step, 0);
    same(generated - wanted >= 0, true);
    same(generated - wanted < profile.step, true);
    same(generated <= longest(profile), true);
    same(batch.trimmed, generated - wanted);
    same(to - from <= (project.planning.maxSpan ?? Infinity), true);
    // Context.
    same([1, 5, 9, 13, 17].includes(context), true);
    same(filmAt(0) >= plan.film.first, true);
    same(batch.dependsOn, context > 1 ? batch.index - 1 : null);
    if (!keyframeFrames.has(from)) {
      same(context >= 5, true);
    }
    if (context > 1) {
      // The chain of batches it depends on makes every frame of its context.
      let start = before;
      while (start !== undefined && start.dependsOn !== null) {
        start = plan.batches[start.dependsOn];
      }
      same((start?.from ?? Infinity) <= filmAt(0), true);
    }
    // Batches follow each other without a hole.
    same(from, before?.to ?? plan.film.first);
    for (let at = kept.from; at <= kept.to; at += 1) {
      const there = made.get(filmAt(at));
      made.set(filmAt(at), `${there ?? ''}${String(batch.index)}:${String(at)}`); // twice would be no provenance
    }
    // Anchors sit at their frames, and every keyframe of the batch is one.
    for (const anchor of anchors) {
      same(filmAt(anchor.at), anchor.film);
    }
    const inside = project.keyframes.filter(({ frame }) => frame >= from && frame <= to).map(({ id }) => id);
    same(
      anchors.filter(({ film }) => keyframeFrames.has(film)).map(({ keyframe }) => keyframe),
      inside,
    );
    // No batch mixes parameters.
    if (!project.planning.joinPrompts) {
      same(new Set(batch.segments.map((key) => settings.get(key))).size, 1);
    }
    // Guide and mask say what the film shows.
    const [guide, mask] = [guideOf(batch), maskOf(batch)];
    same([guide.length, mask.length], [generated, generated]);
    const expected = guide.map((_, at): GuideFrame => {
      const film = filmAt(Math.min(at, wanted - 1)); // surplus holds the last keyframe, or is open
      const keyframe = film >= from ? shown.get(film) : undefined;
      if (keyframe !== undefined) {
        return { kind: 'keyframe', keyframe };
      }
      return at < context ? { kind: 'context', film } : { kind: 'grey' };
    });
    same(guide, expected);
    same(
      mask.map((weight) => weight === 0),
      guide.map((frame) => frame.kind !== 'grey'),
    );
    const hard = mask.map((weight) => (weight > 0.5 ? 1 : 0));
    same(engineMask(mask, batch, { softMasks: false }), hard);
    same(engineMask(mask, batch, { softMasks: true }), mask);
    const reads = new Set(
      seenFrames(generated).map((at) => {
        const there = guide[at];
        return there?.kind === 'keyframe' ? there.keyframe : null;
      }),
    );
    same(
      anchors.map(({ seen }) => seen),
      anchors.map(({ keyframe }) => reads.has(keyframe)),
    );
  }
  const frames = Array.from({ length: plan.film.frames }, (_, i) => plan.film.first + i);
  const found = frames.map((film) => provenance(plan, film));
  same(
    found.map((one) => (one === null ? undefined : `${String(one.batch)}:${String(one.at)}`)),
    frames.map((film) => made.get(film)),
  );
  same(made.size, plan.batches.length === 0 ? 0 : plan.film.frames);
  for (const segment of plan.segments) {
    same(
      segment.batches,
      plan.batches.filter(({ segments }) => segments.includes(segment.key)).map(({ index }) => index),
    );
  }
  for (const id of project.planning.pins) {
    const frame = project.keyframes.find((one) => one.id === id)?.frame ?? 0;
    same(
      plan.batches.some(({ from, to }) => from < frame && frame < to),
      false,
    );
  }
}

describe('fastest', () => {
  it('equals the best of all cut sets', () => {
    fc.assert(
      fc.property(films(12, 75), cost, (drawn, prices) => {
        const project: Project = {
          ...drawn,
          planning: {
            ...drawn.planning,
            strategy: 'fastest',
            context: 1,
            maxSpan: drawn.planning.maxSpan === null ? null : 75,
          },
        };
        const plan = planFilm(project, wanProfile, prices);
        expect(
          scoreOf(
            project,
            prices,
            plan.batches.map(({ to }) => to),
          ),
        ).toEqual(bruteForce(project, prices));
      }),
      { numRuns: 150 },
    );
  });
});

/** Refused cuts, microseconds, batches, sum of squared spans; null where a batch is not legal. Context is 1. */
function scoreOf(project: Project, prices: Cost, ends: readonly number[]): readonly number[] | null {
  const { pins, refused, maxSpan, joinPrompts } = project.planning;
  const segments = segmentsOf(project);
  const score = [0, 0, 0, 0];
  let from = segments[0]?.first ?? 0;
  for (const to of ends) {
    const covered = segments.filter(({ first, last }) => first >= from && last <= to);
    const inner = covered.slice(1).map((segment) => segment.from.id);
    const generated = Math.ceil((to - from) / 4) * 4 + 1;
    const prompts = new Set(covered.map(({ settings }) => settings.prompt));
    const mixed = prompts.size > 1 && !joinPrompts;
    if (
      generated > 81 ||
      to - from > (maxSpan ?? Infinity) ||
      mixed ||
      inner.some((id) => pins.includes(id))
    ) {
      return null;
    }
    const last = covered.at(-1);
    const after = segments[(last?.index ?? 0) + 1];
    const differ = after !== undefined && after.settings.prompt !== last?.settings.prompt && !joinPrompts;
    const id = last?.to?.id ?? '';
    const avoidable = after !== undefined && !differ && !pins.includes(id) && refused.includes(id);
    const micros = Math.round(secondsFor(prices, generated) * 1e6);
    [avoidable ? 1 : 0, micros, 1, (to - from) ** 2].forEach(
      (more, i) => (score[i] = (score[i] ?? 0) + more),
    );
    from = to;
  }
  return score;
}

function bruteForce(project: Project, prices: Cost): readonly number[] | null {
  const lasts = segmentsOf(project).map(({ last }) => last);
  if (lasts.length === 0) {
    return [0, 0, 0, 0];
  }
  let best: readonly number[] | null = null;
  for (let set = 0; set < 1 << (lasts.length - 1); set += 1) {
    const score = scoreOf(
      project,
      prices,
      lasts.filter((_, i) => i === lasts.length - 1 || ((set >> i) & 1) === 1),
    );
    const old = best;
    const at = score === null || old === null ? -1 : score.findIndex((value, i) => value !== old[i]);
    if (score !== null && (old === null || (at >= 0 && (score[at] ?? 0) < (old[at] ?? 0)))) {
      best = score;
    }
  }
  return best;
}
