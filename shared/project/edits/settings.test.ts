import { describe, expect, test } from 'vitest';
import * as edits from '../edits.ts';
import { plainSegment } from '../schema.ts';
import { film, withPrompts } from './testing/films.ts';

describe('settings', () => {
  test('a new prompt drops the enhanced text of the old one', () => {
    const project = edits.setSegments(['a>b'], { prompt: 'x', enhanced: 'X!' }).apply(film([0, 9]));
    expect(edits.setSegments(['a>b'], { prompt: 'y' }).apply(project).segments['a>b']?.enhanced).toBe(null);
    expect(edits.setSegments(['a>b'], { prompt: 'x' }).apply(project)).toBe(project);
  });
  test('a pinned cut is not a refused one', () => {
    const refused = edits.toggleRefused('b').apply(film([0, 9, 20]));
    const pinned = edits.togglePin('b').apply(refused);
    expect([pinned.planning.pins, pinned.planning.refused]).toEqual([['b'], []]);
    expect(edits.togglePin('b').apply(pinned).planning.pins).toEqual([]);
  });
  test('an end marker at or before the last keyframe is none', () => {
    expect(edits.setEnd(9).apply(film([0, 9], 20)).end).toBe(null);
    expect(edits.setEnd(10).apply(film([0, 9])).end).toBe(10);
  });
  test('a keyframe is set to a frame, fields apply to all of them', () => {
    const after = edits.setKeyframe(['b', 'c'], { frame: 30, hold: 4, fit: 'fit' }).apply(film([0, 10, 20]));
    expect(after.keyframes.map(({ frame, hold, fit }) => [frame, hold, fit])).toEqual([
      [0, 1, 'crop'],
      [30, 4, 'fit'],
      [40, 4, 'fit'],
    ]);
  });
  test('a replaced file keeps its place in the bin and in the film', () => {
    const picture = {
      name: 'x.png',
      kind: 'image',
      file: 'x.png',
      width: 4,
      height: 2,
      bytes: 1,
      seconds: null,
    } as const;
    const project = edits.together('drop', [
      edits.addAsset('picture0', picture),
      edits.addAsset('z', picture),
      edits.setKeyframe(['a'], { crop: { x: 0, y: 0, width: 1, height: 0.5 } }),
    ]);
    const before = project.apply(film([0, 9]));
    const after = edits.replaceAsset('picture0', 'new', { ...picture, width: 8, height: 4 }).apply(before);
    expect(Object.keys(after.assets)).toEqual(['new', 'z']);
    expect(after.keyframes[0]).toMatchObject({ asset: 'new', crop: { height: 0.5 } });
  });
  test('tidy drops orphans and plain settings, and nothing that is in use', () => {
    const project = withPrompts(film([0, 20, 40]), { 'a>b': 'one', 'x>y': 'gone', 'c>': 'no end' });
    const marked = edits.togglePin('x').apply(edits.togglePin('b').apply(project));
    const tidied = edits.tidy({ ...marked, segments: { ...marked.segments, 'b>c': plainSegment } });
    expect([Object.keys(tidied.segments), tidied.planning.pins]).toEqual([['a>b'], ['b']]);
    expect(edits.tidy(tidied)).toBe(tidied);
  });
});
