import { setSoundOffset } from '../../shared/project/edits.ts';
import type { Editor } from '../app/editor.ts';
import { projectOf } from '../document/openDocument.ts';
import { texts } from '../texts.ts';
import { xOf } from '../timeline/geometry.ts';
import { dragEdit, type Gesture, type Marks } from '../timeline/drag.ts';

/** Drags the sound along the film, by whole frames. */
export function dragSound(editor: Editor, startX: number, marks: Marks): Gesture | null {
  const { document } = editor;
  const { sound, fps } = projectOf(document.store.getState());
  if (sound === null) {
    return null;
  }
  return dragEdit(editor, startX, marks, {
    move: (by) => {
      const offset = sound.offset + (Math.round(by) * fps.den) / fps.num;
      document.draft(setSoundOffset(offset));
      marks.line(xOf(editor.sight.now(), (offset * fps.num) / fps.den - 0.5), `${offset.toFixed(2)} s`);
    },
    made: () => {
      const now = projectOf(document.store.getState()).sound;
      if (now !== null) {
        editor.say(texts.sound.movedTo(now.offset));
      }
    },
  });
}
