import { describe, expect, test } from 'vitest';
import * as edits from '../edits.ts';
import { segmentsOf } from '../timeline.ts';
import { film, framesOf, ids, promptsOf, withPrompts } from './testing/films.ts';

describe('adding', () => {
  test('a picture dropped on a taken frame goes to the next free one', () => {
    const project = edits.addKeyframes([{ asset: 'x', frame: 25 }], ids()).apply(film([0, 25, 26]));
    expect(framesOf(project)).toEqual([0, 25, 26, 27]);
  });
  test('a drop below 0 lands at 0', () => {
    expect(framesOf(edits.addKeyframes([{ asset: 'x', frame: -9 }], ids()).apply(film([])))).toEqual([0]);
  });
  test('many are spread in the natural order of their names, 24 frames apart', () => {
    const pictures = ['shot 10.png', 'shot 2.png', 'Shot 1.png'].map((name) => ({ asset: name, name }));
    const project = edits.spreadKeyframes(pictures, 5, ids()).apply(film([]));
    expect(project.keyframes.map(({ asset, frame }) => [asset, frame])).toEqual([
      ['Shot 1.png', 5],
      ['shot 2.png', 29],
      ['shot 10.png', 53],
    ]);
  });
  test('a rippled spread pushes what follows behind it, the end marker too', () => {
    const pictures = ['a', 'b'].map((name) => ({ asset: name, name }));
    const project = edits.spreadKeyframes(pictures, 10, ids(), { ripple: true }).apply(film([0, 12, 30], 40));
    expect(framesOf(project)).toEqual([0, 10, 34, 58, 76]);
    expect(project.end).toBe(86);
  });
  test('the same edit applied twice gives the same ids', () => {
    const edit = edits.addKeyframes([{ asset: 'x', frame: 3 }], ids());
    expect(edit.apply(film([0]))).toEqual(edit.apply(film([0])));
  });
  test('both halves of a split segment inherit its settings, but not its take', () => {
    const before = edits.setSegments(['a>b'], { prompt: 'dawn', take: 'r1' }).apply(film([0, 40]));
    const after = edits.addKeyframes([{ asset: 'x', frame: 20 }], ids()).apply(before);
    expect(segmentsOf(after).map(({ key, settings }) => [key, settings.prompt, settings.take])).toEqual([
      ['a>new1', 'dawn', null],
      ['new1>b', 'dawn', null],
    ]);
  });
  test('what is added behind the last keyframe inherits only an open segment that is there', () => {
    const prompts = { 'a>b': 'dawn', 'b>': 'night' };
    const add = edits.addKeyframes([{ asset: 'x', frame: 60 }], ids());
    expect(promptsOf(add.apply(withPrompts(film([0, 40], 80), prompts)))).toEqual({
      'a>b': 'dawn',
      'b>new1': 'night',
      'new1>': 'night',
    });
    expect(promptsOf(add.apply(withPrompts(film([0, 40]), prompts)))).toEqual({
      'a>b': 'dawn',
      'b>new1': null,
    });
  });
});

describe('removing and copying', () => {
  test('the joined segment takes the settings of the left one', () => {
    const project = withPrompts(film([0, 20, 40]), { 'a>b': 'left', 'b>c': 'right' });
    expect(promptsOf(edits.removeKeyframes(['b']).apply(project))).toEqual({ 'a>c': 'left' });
  });
  test('the joined segment keeps settings of its own', () => {
    const project = withPrompts(film([0, 20, 40]), { 'a>b': 'left', 'a>c': 'own' });
    expect(promptsOf(edits.removeKeyframes(['b']).apply(project))).toEqual({ 'a>c': 'own' });
  });
  test('removing the last keyframe leaves its settings to the open segment', () => {
    const project = withPrompts(film([0, 20, 40], 60), { 'a>b': 'one', 'b>c': 'two', 'c>': 'three' });
    expect(promptsOf(edits.removeKeyframes(['c']).apply(project))).toEqual({ 'a>b': 'one', 'b>': 'two' });
  });
  test('copies lie behind the originals, with the prompts between them', () => {
    const project = withPrompts(film([0, 10, 20]), { 'b>c': 'pair' });
    const after = edits.duplicateKeyframes(['b', 'c'], ids()).apply(project);
    expect(framesOf(after)).toEqual([0, 10, 20, 44, 54]);
    expect(promptsOf(after)['new1>new2']).toBe('pair');
  });
  test('a copy before a near neighbour lies half way to it', () => {
    expect(framesOf(edits.duplicateKeyframes(['a'], ids()).apply(film([0, 10])))).toEqual([0, 5, 10]);
  });
});
