import { describe, expect, test } from 'vitest';
import * as edits from '../edits.ts';
import { film, framesOf, order, promptsOf, withPrompts } from './testing/films.ts';

describe('arranging', () => {
  test('even distances keep both ends', () => {
    expect(framesOf(edits.distributeEvenly('abcd').apply(film([0, 1, 2, 10])))).toEqual([0, 3, 7, 10]);
  });
  test('reversing mirrors the gaps and turns the prompts round', () => {
    const project = withPrompts(film([0, 25, 54]), { 'a>b': 'one', 'b>c': 'two' });
    const after = edits.reverseKeyframes('abc').apply(project);
    expect([order(after), framesOf(after)]).toEqual(['cba', [0, 29, 54]]);
    expect(promptsOf(after)).toEqual({ 'c>b': 'two', 'b>a': 'one' });
    expect(promptsOf(edits.reverseKeyframes('abc').apply(after))).toEqual({ 'a>b': 'one', 'b>c': 'two' });
  });
  test('fitted gaps are multiples of the step without adding up their roundings', () => {
    const after = edits.fitGaps(4).apply(film([3, 28, 53, 78, 79], 85));
    expect([framesOf(after), after.end]).toEqual([[3, 27, 55, 79, 83], 87]);
  });
  test('fitting two of them carries what follows along', () => {
    expect(framesOf(edits.fitGaps(4, ['b', 'c']).apply(film([1, 10, 23, 50])))).toEqual([1, 10, 22, 49]);
  });
});
