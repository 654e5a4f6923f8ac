import { describe, expect, it } from 'vitest';
import { done, historyOf, redoName, redone, sealed, undoName, undone } from './history.ts';

describe('history', () => {
  it('names the step that undo and redo would take', () => {
    const history = done(done(historyOf('a'), 'Move', 'b'), 'Delete', 'c');
    expect(undoName(history)).toBe('Delete');
    const back = undone(history);
    expect([back.present, undoName(back), redoName(back)]).toEqual(['b', 'Move', 'Delete']);
    expect(redone(back)).toEqual(history);
  });

  it('forgets what was undone once something else is done', () => {
    const history = done(undone(done(historyOf('a'), 'Move', 'b')), 'Delete', 'c');
    expect(redoName(history)).toBeNull();
    expect(undone(history).present).toBe('a');
  });

  it('joins steps of one key until it is sealed', () => {
    const typed = done(done(historyOf(''), 'Prompt', 'f', 'p'), 'Prompt', 'fo', 'p');
    expect(typed.past).toHaveLength(1);
    const later = done(sealed(typed), 'Prompt', 'foo', 'p');
    expect(later.past).toHaveLength(2);
    expect(undone(undone(later)).present).toBe('');
  });

  it('does not join across an undo, so that nothing redone is lost silently', () => {
    const typed = undone(done(done(historyOf(''), 'Prompt', 'f', 'p'), 'Move', 'x'));
    const again = done(typed, 'Prompt', 'fo', 'p');
    expect(undone(again).present).toBe('f');
  });

  it('keeps a step that changed nothing out', () => {
    const history = historyOf('a');
    expect(done(history, 'Move', 'a')).toBe(history);
  });

  it('takes ten thousand steps back', () => {
    let history = historyOf(0);
    for (let i = 1; i <= 10_000; i += 1) {
      history = done(history, `step ${String(i)}`, i);
    }
    for (let i = 0; i < 10_000; i += 1) {
      history = undone(history);
    }
    expect(history.present).toBe(0);
  });
});
