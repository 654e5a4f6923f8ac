import { expect, it } from 'vitest';
import { filmFromKeyframes } from './films.ts';
import { planFilm } from './plan.ts';
import { wanProfile } from './profiles.ts';
import { planJson, planTable } from './report.ts';

const cost = { fixed: 20, perFrame: 1, perFrameSquared: 0 };
const planOf = (frames: number[], pins: number[] = []) =>
  planFilm(filmFromKeyframes({ frames, pins }).project, wanProfile, cost);

it('a plan is a table and the saving in a sentence', () => {
  expect(planTable(planOf([0, 25, 54])).split('\n')).toEqual([
    '55 frames at 16 a second, 2 segments, fastest',
    '',
    'batch  film  frames    trimmed  context  anchors    seconds  ends because',
    '1      0-54  55 -> 57  2        1        0* 25* 54  77.0',
    '',
    '1 generation instead of 2 (2.0x), about 77.0 s instead of 102.0 s',
    '* the mask of a video model is not read at this frame: holding the keyframe longer shows it',
    '',
  ]);
});

it('a table says why every batch ends', () => {
  expect(planTable(planOf([0, 8, 16], [8]))).toContain('pinned');
  expect(planTable(planOf([0, 40, 100]))).toContain(
    'largest batch: a batch that reached frame 100 would have 101 frames, and the largest has 81',
  );
  expect(planTable(planOf([0, 100]))).toContain('gap too long: the gap of 100 frames');
  expect(planTable(planOf([3]))).toContain('Nothing to generate');
});

it('a plan is one JSON object for programs', () => {
  const json = planJson(planOf([0, 6, 87]));
  expect(JSON.parse(JSON.stringify(json))).toEqual(json);
  expect(json).toEqual({
    film: { frames: 88, fps: 16 },
    segments: [
      { index: 0, from: 0, to: 6, batch: 0 },
      { index: 1, from: 6, to: 87, batch: 0 },
    ],
    batches: [
      expect.objectContaining({
        index: 0,
        from: 0,
        to: 47,
        context: 1,
        wanted: 48,
        generated: 49,
        trimmed: 1,
      }),
      {
        ...{ index: 1, from: 47, to: 87, context: 5, wanted: 45, generated: 45, trimmed: 0, dependsOn: 0 },
        anchors: [{ film: 87, at: 44, seen: false }],
        kept: { from: 5, to: 44 },
        mask: [0, 0, 0, 0, 0, ...new Array<number>(37).fill(1), 0.6, 0.3, 0],
        guide: [...[43, 44, 45, 46, 47].map((context, at) => ({ at, context })), { at: 44, keyframe: 'k3' }],
        seconds: 65,
        cut: null,
      },
    ],
    savings: { separate: 3, batched: 2, factor: 1.5 },
    estimate: { seconds: 134, separateSeconds: 29 + 65 + 65 },
  });
  expect(json.batches[0]?.cut).toEqual({
    reason: 'gap',
    detail: 'the gap of 81 frames is longer than the 80 of one batch',
  });
});
