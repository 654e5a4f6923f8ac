import type { Editor } from '../app/editor.ts';
import { projectOf } from '../document/openDocument.ts';

/** The beats of the film's sound as frames of the timeline, with fractions; none while it is not read yet. */
export function beatFrames(editor: Editor): readonly number[] {
  const { id, sound, fps } = projectOf(editor.document.store.getState());
  const beats = sound === null ? [] : (editor.sounds.shape(id, sound.asset)?.beats ?? []);
  return beats
    .map((beat) => ((beat + (sound?.offset ?? 0)) * fps.num) / fps.den)
    .filter((frame) => frame >= 0);
}
