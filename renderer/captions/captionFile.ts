import { nanoid } from 'nanoid';
import { Fault } from '../../shared/fault.ts';
import { readCaptions } from '../../shared/captions/read.ts';
import { plainStyle } from '../../shared/captions/schema.ts';
import { addSlide, importCaptions } from '../../shared/project/edits.ts';
import { secondsAt } from '../../shared/project/timeline.ts';
import type { Editor } from '../app/editor.ts';
import { projectOf } from '../document/openDocument.ts';
import { texts } from '../texts.ts';

export const captionEndings = ['.srt', '.vtt', '.ass', '.ssa', '.json'] as const;

export const isCaptionFile = ({ name }: File): boolean =>
  captionEndings.some((ending) => name.toLowerCase().endsWith(ending));

/** Puts the captions of a file in the film, in the style of those that are there. A wrong file is told in one sentence. */
export async function addCaptionFile(editor: Editor, file: File): Promise<void> {
  try {
    const text = await file.text();
    const { captions } = projectOf(editor.document.store.getState());
    const track = readCaptions(text, captions?.style ?? plainStyle);
    editor.document.edit(importCaptions(track));
    editor.say(texts.captions.imported(track.slides.length));
  } catch (error) {
    editor.complain(
      error instanceof Fault
        ? new Fault(error.code, `“${file.name}”: ${error.message}`, error.remedy)
        : error,
    );
  }
}

/** Seconds a caption written by hand is shown for, as far as there is room. */
const written = 3;

/** A caption at the playhead, selected so that its text can be written at once. */
export function writeCaption(editor: Editor): void {
  const { fps } = projectOf(editor.document.store.getState());
  const start = secondsAt(editor.transport.frame(), fps);
  let id = '';
  const newId = () => (id = nanoid(8));
  editor.document.edit(addSlide({ text: texts.captions.sample, start, end: start + written }, newId));
  const { captions } = projectOf(editor.document.store.getState());
  if (captions?.slides.some((slide) => slide.id === id) === true) {
    editor.selection.selectAll('slides', [id]);
    // The inspector shows the field only after it has drawn the new selection.
    requestAnimationFrame(() => {
      document.querySelector<HTMLTextAreaElement>('[data-field="caption"]')?.select();
    });
  }
}
