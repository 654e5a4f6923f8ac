import { describe, expect, it } from 'vitest';
import { chordOf, keysOf } from './chord.ts';
import { conflictsOf, keymapOf } from './keymap.ts';

const press = (
  key: string,
  code: string,
  held: Partial<Record<'ctrl' | 'meta' | 'alt' | 'shift', boolean>> = {},
) =>
  chordOf({
    key,
    code,
    ctrlKey: held.ctrl ?? false,
    metaKey: held.meta ?? false,
    altKey: held.alt ?? false,
    shiftKey: held.shift ?? false,
  });

describe('chords', () => {
  it('are written one way', () => {
    expect(press('z', 'KeyZ', { ctrl: true })).toBe('Mod+Z');
    expect(press('Z', 'KeyZ', { meta: true, shift: true })).toBe('Mod+Shift+Z');
    expect(press(' ', 'Space')).toBe('Space');
    expect(press('ArrowLeft', 'ArrowLeft', { shift: true })).toBe('Shift+ArrowLeft');
  });

  it('know signs by what they are, not by the Shift they need', () => {
    expect(press('?', 'Slash', { shift: true })).toBe('?');
    expect(press('+', 'Equal', { shift: true })).toBe('Plus');
  });

  it('follow the layout, and the place where the layout is not latin', () => {
    expect(press('z', 'KeyY', { ctrl: true })).toBe('Mod+Z');
    expect(press('я', 'KeyZ', { ctrl: true })).toBe('Mod+Z');
  });

  it('are silent while only modifiers are down', () => {
    expect(press('Shift', 'ShiftLeft', { shift: true })).toBeNull();
  });

  it('show as the keyboard does', () => {
    expect(keysOf('Mod+Shift+Z', false)).toEqual(['Ctrl', 'Shift', 'Z']);
    expect(keysOf('Mod+Enter', true)).toEqual(['⌘', '⏎']);
  });
});

describe('keymap', () => {
  const actions = [
    { id: 'play', keys: ['Space'] },
    { id: 'undo', keys: ['Mod+Z'] },
    { id: 'mark', keys: ['M'] },
  ];

  it('lets a person change keys', () => {
    const map = keymapOf(actions, { mark: ['K'], play: [] });
    expect([map.get('K'), map.get('M'), map.get('Space')]).toEqual(['mark', undefined, undefined]);
  });

  it('shows which actions claim one chord', () => {
    expect(conflictsOf(actions, {})).toEqual([]);
    expect(conflictsOf(actions, { mark: ['Space'] })).toEqual([{ chord: 'Space', ids: ['play', 'mark'] }]);
  });
});
