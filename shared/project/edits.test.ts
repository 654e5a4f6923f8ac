import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as edits from './edits.ts';
import { film, framesOf, ids, promptsOf, withPrompts } from './edits/testing/films.ts';
import { plainSegment, projectSchema, type Project } from './schema.ts';
import { segmentKey, segmentsOf } from './timeline.ts';

test('the undo menu reads', () => {
  expect(edits.moveKeyframes(['a'], 1).name).toBe('Move keyframe');
  expect(edits.removeKeyframes('abc').name).toBe('Delete 3 keyframes');
  expect(edits.setSegments(['a>b'], { prompt: '' }).name).toBe('Edit prompt');
});

test('an edit that changes nothing answers the same project', () => {
  const project = withPrompts(film([0, 12, 24], 40), { 'a>b': 'x' });
  const nothing = [
    edits.addKeyframes([], ids()),
    edits.spreadKeyframes([], 5, ids()),
    edits.moveKeyframes(['a'], -4),
    edits.moveKeyframes(['nobody'], 4),
    edits.moveKeyframes(['b'], 0, { ripple: true }),
    edits.nudge([], 1),
    edits.removeKeyframes(['nobody']),
    edits.duplicateKeyframes([], ids()),
    edits.distributeEvenly('abc'),
    edits.reverseKeyframes(['a']),
    edits.fitGaps(4),
    edits.setKeyframe(['a'], { frame: 0, fit: 'crop', hold: 1, crop: null }),
    edits.setSegments(['a>b'], { prompt: 'x' }),
    edits.setSegments([], { prompt: 'x' }),
    edits.setEnd(40),
    edits.setSize(project.size),
    edits.setFps({ num: 16, den: 1 }),
    edits.setDefaults({ prompt: '', loras: [] }),
    edits.setPlanning({ strategy: 'fastest' }),
    edits.rename('  film '),
    edits.rename('  '),
    edits.setEngine('draft'),
    edits.replaceAsset('nobody', 'x', {
      name: '',
      kind: 'image',
      file: 'x',
      width: 1,
      height: 1,
      bytes: 1,
      seconds: null,
    }),
  ];
  for (const edit of nothing) {
    expect(edit.apply(project), edit.name).toBe(project);
  }
});

const someFilm = fc
  .record({
    frames: fc.uniqueArray(fc.nat(60), { maxLength: 12 }),
    end: fc.option(fc.nat(80)),
    prompts: fc.array(fc.tuple(fc.nat(11), fc.string({ minLength: 1, maxLength: 3 }))),
  })
  .map(({ frames, end, prompts }) => {
    const project = film(
      frames.toSorted((a, b) => a - b),
      end,
    );
    const segments = segmentsOf(project);
    return prompts.reduce((now, [i, prompt]) => {
      const key = segments[i]?.key;
      return key === undefined ? now : edits.setSegments([key], { prompt }).apply(now);
    }, project);
  });

const chosen = fc.uniqueArray(fc.constantFrom(...'abcdefghijkl'), { maxLength: 12 });
const delta = fc.integer({ min: -90, max: 90 });
const someEdit: fc.Arbitrary<edits.Edit> = fc.oneof(
  fc.tuple(chosen, delta, fc.boolean()).map(([ids, by, ripple]) => edits.moveKeyframes(ids, by, { ripple })),
  fc.tuple(chosen, delta).map(([ids, by]) => edits.nudge(ids, by)),
  chosen.map((ids) => edits.removeKeyframes(ids)),
  chosen.map((list) => edits.duplicateKeyframes(list, ids())),
  chosen.map((ids) => edits.distributeEvenly(ids)),
  chosen.map((ids) => edits.reverseKeyframes(ids)),
  fc.tuple(chosen, fc.integer({ min: 1, max: 8 })).map(([ids, step]) => edits.fitGaps(step, ids)),
  fc.tuple(chosen, delta).map(([ids, frame]) => edits.setKeyframe(ids, { frame })),
  fc.array(delta).map((frames) =>
    edits.addKeyframes(
      frames.map((frame) => ({ asset: 'x', frame })),
      ids(),
    ),
  ),
  fc.tuple(fc.nat(9), delta, fc.boolean()).map(([count, frame, ripple]) =>
    edits.spreadKeyframes(
      Array.from({ length: count }, (_, i) => ({ asset: 'x', name: String(i) })),
      frame,
      ids(),
      { gap: 3, ripple },
    ),
  ),
  fc.option(delta).map((end) => edits.setEnd(end)),
);

describe('whatever is edited', () => {
  test('keyframes stay sorted, never two on one frame, never below 0, and the file stays valid', () => {
    fc.assert(
      fc.property(someFilm, someEdit, (project, edit) => {
        const after = edit.apply(project);
        const frames = framesOf(after);
        expect(frames.every((frame, i) => frame >= 0 && frame > (frames[i - 1] ?? -1))).toBe(true);
        expect(new Set(after.keyframes.map(({ id }) => id)).size).toBe(frames.length);
        expect(projectSchema.safeParse(after).error).toBeUndefined();
      }),
      { numRuns: 1500 },
    );
  });
  test('a pair that is still together keeps its settings', () => {
    fc.assert(
      fc.property(someFilm, someEdit, (project, edit) => {
        const before = promptsOf(project);
        for (const [pair, prompt] of Object.entries(promptsOf(edit.apply(project)))) {
          if (before[pair] !== undefined && before[pair] !== null) {
            expect(prompt, pair).toBe(before[pair]);
          }
        }
      }),
      { numRuns: 1500 },
    );
  });
  test('no prompt appears that was not in the film', () => {
    fc.assert(
      fc.property(someFilm, someEdit, (project, edit) => {
        const known = new Set([null, ...Object.values(promptsOf(project))]);
        expect(Object.values(promptsOf(edit.apply(project))).every((prompt) => known.has(prompt))).toBe(true);
      }),
      { numRuns: 800 },
    );
  });
  test('a step without effect is the same project, and no edit touches its input', () => {
    fc.assert(
      fc.property(someFilm, someEdit, (project, edit) => {
        const before = JSON.stringify(project);
        const after = edit.apply(project);
        expect(JSON.stringify(project)).toBe(before);
        expect(after === project).toBe(JSON.stringify(after) === before);
      }),
      { numRuns: 800 },
    );
  });
});

// About 10 ms on a quiet machine, 20 is the promise; the limit here leaves room for tests running beside it.
test('an edit of 5,000 keyframes is done within a frame or two', () => {
  const frames = Array.from({ length: 5000 }, (_, i) => i * 10);
  const big = film(frames);
  const names = big.keyframes.map(({ id }) => id);
  const segments = Object.fromEntries(
    names.slice(1).map((id, i) => [segmentKey(names[i] ?? '', id), { ...plainSegment, prompt: String(i) }]),
  );
  const project: Project = { ...big, segments };
  const odd = names.filter((_, i) => i % 2 === 1);
  const cases = {
    move: edits.moveKeyframes(odd, 3),
    'move across': edits.moveKeyframes(odd, 13),
    'move onto': edits.moveKeyframes(odd.slice(0, 1000), 40_000),
    ripple: edits.moveKeyframes(names.slice(1, 2), 7, { ripple: true }),
    nudge: edits.nudge(odd, 10),
    remove: edits.removeKeyframes(odd),
    duplicate: edits.duplicateKeyframes(odd, ids()),
    distribute: edits.distributeEvenly(odd),
    reverse: edits.reverseKeyframes(names),
    fit: edits.fitGaps(4),
    'add on one frame': edits.addKeyframes(
      odd.map((asset) => ({ asset, frame: 0 })),
      ids(),
    ),
    prompt: edits.setSegments(Object.keys(segments), { prompt: 'all' }),
  };
  for (const [name, edit] of Object.entries(cases)) {
    // The best of several: other work on the machine only ever adds time.
    const times = Array.from({ length: 15 }, () => {
      const start = Date.now();
      edit.apply(project);
      return Date.now() - start;
    });
    expect(Math.min(...times), name).toBeLessThan(2_000);
  }
});
