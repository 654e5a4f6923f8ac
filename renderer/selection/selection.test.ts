import { describe, expect, it } from 'vitest';
import { nothing, selected, selectedAll, stillThere, type Selection } from './selection.ts';

const order = ['a', 'b', 'c', 'd', 'e'];
const click = (from: Selection, id: string, mode: 'plain' | 'toggle' | 'range') =>
  selected(from, 'keyframes', id, mode, order);
const ids = (selection: Selection) => ('ids' in selection ? [...selection.ids] : []);

describe('selection', () => {
  it('takes one alone, then adds and removes with toggle', () => {
    const one = click(nothing, 'b', 'plain');
    const two = click(one, 'd', 'toggle');
    expect(ids(two)).toEqual(['b', 'd']);
    expect(ids(click(two, 'b', 'toggle'))).toEqual(['d']);
    expect(click(one, 'b', 'toggle')).toBe(nothing);
  });

  it('takes all between the lead and the clicked one, both ways', () => {
    const one = click(nothing, 'd', 'plain');
    const range = click(one, 'b', 'range');
    expect(ids(range)).toEqual(['b', 'c', 'd']);
    expect(ids(click(range, 'e', 'range'))).toEqual(['d', 'e']);
  });

  it('changes kind rather than mixing kinds', () => {
    const keyframes = selectedAll('keyframes', ['a', 'b']);
    expect(selected(keyframes, 'segments', 'a>b', 'toggle', ['a>b'])).toMatchObject({ kind: 'segments' });
  });

  it('drops what was deleted and keeps the object where nothing was', () => {
    const three = selectedAll('keyframes', ['a', 'b', 'c']);
    expect(stillThere(three, () => true, 0)).toBe(three);
    expect(stillThere(three, (id) => id === 'a', 0)).toMatchObject({ lead: 'a' });
    expect(stillThere(three, () => false, 0)).toBe(nothing);
    expect(stillThere({ kind: 'batch', index: 2 }, () => true, 2)).toBe(nothing);
  });
});
