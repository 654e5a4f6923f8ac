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

/** Whether a focused control needs this key for itself: Space on a button, arrows in a menu or on a slider. */
function isTaken(target: EventTarget | null, chord: string): boolean {
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
  // A button that was clicked with the mouse keeps the focus, yet Space should play: only focus that shows counts.
  return (
    (chord === 'Space' || chord === 'Enter') &&
    target.matches('button:focus-visible, [role="combobox"], a, summary')
  );
}

/** Hears keys for the whole window until `signal`. */
export function hearKeys(editor: Editor, signal: AbortSignal): void {
  let own = editor.preferences.getState().keys;
  let map = keymapOf(actions, own);
  window.addEventListener(
    'keydown',
    (event) => {
      const chord = chordOf(event);
      if (chord === null || event.defaultPrevented) {
        return;
      }
      if (editor.preferences.getState().keys !== own) {
        own = editor.preferences.getState().keys;
        map = keymapOf(actions, own);
      }
      const id = map.get(chord);
      const action = id === undefined ? undefined : byId.get(id);
      if (action === undefined || isTaken(event.target, chord)) {
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
    },
    { signal },
  );
}
