import { describe, expect, it } from 'vitest';
import { conflictsOf } from './keymap.ts';
import { actions } from './registry.ts';

describe('the registry of actions', () => {
  it('gives no key to two actions', () => {
    expect(conflictsOf(actions, {})).toEqual([]);
  });

  it('names every action once', () => {
    expect(new Set(actions.map(({ id }) => id)).size).toBe(actions.length);
  });
});
