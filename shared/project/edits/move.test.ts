import { describe, expect, test } from 'vitest';
import * as edits from '../edits.ts';
import { film, framesOf, order, promptsOf, withPrompts } from './testing/films.ts';

describe('moving', () => {
  test('a keyframe moves by frames, and its segments keep their prompts', () => {
    const project = withPrompts(film([0, 24, 54]), { 'a>b': 'one', 'b>c': 'two' });
    const after = edits.moveKeyframes(['b'], 6).apply(project);
    expect(framesOf(after)).toEqual([0, 30, 54]);
    expect(after.segments).toBe(project.segments);
  });
  test('several keep their distances and stop together at 0', () => {
    expect(framesOf(edits.moveKeyframes(['a', 'b'], -30).apply(film([10, 24, 54])))).toEqual([0, 14, 54]);
  });
  test('a move onto another keyframe stops short', () => {
    expect(framesOf(edits.moveKeyframes(['a'], 25).apply(film([0, 25, 50])))).toEqual([24, 25, 50]);
  });
  test('a move beyond another keyframe passes it; prompts stay with the pairs that are left', () => {
    const project = withPrompts(film([0, 20, 40, 60]), { 'a>b': 'one', 'b>c': 'two', 'c>d': 'three' });
    const after = edits.moveKeyframes(['b'], 30).apply(project);
    expect(order(after)).toBe('acbd');
    expect(promptsOf(after)).toEqual({ 'a>c': 'one', 'c>b': 'three', 'b>d': 'three' });
    const back = edits.moveKeyframes(['b'], -30).apply(after);
    expect(promptsOf(back)).toEqual({ 'a>b': 'one', 'b>c': 'two', 'c>d': 'three' });
  });
  test('two that move together take the settings between them along', () => {
    const project = withPrompts(film([0, 20, 40, 60]), { 'b>c': 'pair' });
    const after = edits.moveKeyframes(['b', 'c'], 50).apply(project);
    expect(order(after)).toBe('adbc');
    expect(promptsOf(after)['b>c']).toBe('pair');
  });
  test('a ripple moves all that follows and the end marker, and never passes the one before', () => {
    const right = edits.moveKeyframes(['b'], 10, { ripple: true }).apply(film([0, 20, 40], 50));
    expect([framesOf(right), right.end]).toEqual([[0, 30, 50], 60]);
    const left = edits.moveKeyframes(['b'], -100, { ripple: true }).apply(film([0, 20, 40], 50));
    expect([framesOf(left), left.end]).toEqual([[0, 1, 21], 31]);
  });
  test('a nudge passes over a neighbour instead of standing still', () => {
    expect(framesOf(edits.nudge(['a'], 1).apply(film([0, 1, 2, 9])))).toEqual([1, 2, 3, 9]);
    expect(order(edits.nudge(['a'], 1).apply(film([0, 1, 2, 9])))).toBe('bcad');
    const stuck = film([0, 1, 9]);
    expect(edits.nudge(['b'], -1).apply(stuck)).toBe(stuck);
  });
});
