import type { Editor } from '../app/editor.ts';
import type { texts } from '../texts.ts';
import type { Chord } from './chord.ts';

/** Something a person can do: from a key, a menu, the palette, a button. One place says what, when and how. */
export interface Action {
  readonly id: string;
  readonly label: string;
  readonly group: keyof typeof texts.groups;
  readonly keys: readonly Chord[];
  readonly enabled: (editor: Editor) => boolean;
  readonly run: (editor: Editor) => void;
  /** Also while a text is being written. */
  readonly whileTyping?: boolean;
}

export const always = (): boolean => true;
