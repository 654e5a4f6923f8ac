import type { Editor } from '../app/editor.ts';
import { chordOf } from './chord.ts';
import { keymapOf } from './keymap.ts';
import type { Action } from './action.ts';
import { editActions } from './edit.ts';
import { playActions } from './play.ts';
import { programActions } from './program.ts';

/** Everything a person can do. Keys, menus, palette, buttons and the sheet of keys all read this list. */
export const actions: readonly Action[] = [...playActions, ...editActions, ...programActions];

const byId: ReadonlyMap<string, Action> = new Map(actions.map((action) => [action.id, action]));

export function actionOf(id: string): Action {
  const action = byId.get(id);
  if (action === undefined) {
    throw new Error(`no action ${id}`);
  }
  return action;
}

export function runAction(editor: Editor, id: string): void {
  const action = actionOf(id);
  if (action.enabled(editor)) {
    action.run(editor);
  }
}

const isText = (target: EventTarget | null): boolean =>
  target instanceof HTMLTextAreaElement ||
  (target instanceof HTMLInputElement && !['range', 'checkbox', 'radio', 'button'].includes(target.type)) ||
  (target instanceof HTMLElement && target.isContentEditable);

/**
 * Whether a focused control needs this key for itself: Space on a button, arrows in a menu or on a slider. A button
 * that got its focus from a press (`byPointer`) does not: Space should play.
 */
function isTaken(target: EventTarget | null, chord: string, byPointer: boolean): boolean {
  if (!(target instanceof HTMLElement)) {
    return false;
  }
  if (
    target.closest('[role="menu"], [role="dialog"], [role="listbox"][data-radix-select-viewport]') !== null
  ) {
    return true;
  }
  const role = target.getAttribute('role');
  const arrows = ['slider', 'tab', 'radio', 'separator', 'combobox'];
  if (chord.includes('Arrow') || chord === 'Home' || chord === 'End') {
    return arrows.includes(role ?? '') || target instanceof HTMLSelectElement;
  }
  return (
    (chord === 'Space' || chord === 'Enter') &&
    !byPointer &&
    target.matches('button, [role="combobox"], [role="checkbox"], [role="radio"], a, summary')
  );
}

/** Hears keys for the whole window until `signal`. */
export function hearKeys(editor: Editor, signal: AbortSignal): void {
  let own = editor.preferences.getState().keys;
  let map = keymapOf(actions, own);
  let byPointer = false;
  window.addEventListener(
    'pointerdown',
    () => {
      byPointer = true;
    },
    { signal, capture: true },
  );
  window.addEventListener(
    'keydown',
    (event) => {
      byPointer = byPointer && event.key !== 'Tab';
    },
    { signal, capture: true },
  );
  const hear = (event: KeyboardEvent) => {
    const chord = chordOf(event);
    // Behind an open dialog nothing is done by keys.
    const isCovered = editor.stage.getState().dialog !== null || editor.recovery.getState().opened !== null;
    if (chord === null || event.defaultPrevented || isCovered) {
      return;
    }
    if (editor.preferences.getState().keys !== own) {
      own = editor.preferences.getState().keys;
      map = keymapOf(actions, own);
    }
    const id = map.get(chord);
    const action = id === undefined ? undefined : byId.get(id);
    if (action === undefined || isTaken(event.target, chord, byPointer)) {
      return;
    }
    if (isText(event.target) && action.whileTyping !== true) {
      return;
    }
    // A key of ours never reaches the browser, even when the action has nothing to do.
    event.preventDefault();
    if (action.enabled(editor)) {
      action.run(editor);
    }
  };
  window.addEventListener('keydown', hear, { signal });
  // A closed list would take Ctrl Enter for Enter and open: keys with Ctrl are heard before it.
  window.addEventListener(
    'keydown',
    (event) => {
      const isList = event.target instanceof HTMLElement && event.target.getAttribute('role') === 'combobox';
      if (isList && !isText(event.target) && (event.ctrlKey || event.metaKey)) {
        hear(event);
      }
    },
    { signal, capture: true },
  );
}
