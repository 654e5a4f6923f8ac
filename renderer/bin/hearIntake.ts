import type { Editor } from '../app/editor.ts';
import { filesOf } from '../connection/intake.ts';
import { projectOf } from '../document/openDocument.ts';
import { addFiles } from './takeIn.ts';

const writes = (target: EventTarget | null) =>
  target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;

/** Files dropped outside the timeline go to the bin, into an empty film as its keyframes; pasted ones to the playhead. */
export function hearIntake(editor: Editor, signal: AbortSignal): void {
  const isEmpty = () => projectOf(editor.document.store.getState()).keyframes.length === 0;
  window.addEventListener(
    'dragover',
    (event) => {
      if (event.dataTransfer?.types.includes('Files') === true) {
        event.preventDefault();
        event.dataTransfer.dropEffect = 'copy';
      }
    },
    { signal },
  );
  window.addEventListener(
    'drop',
    (event) => {
      if (event.dataTransfer?.types.includes('Files') === true) {
        // Without this the browser would leave the editor and show the file.
        event.preventDefault();
        const place = () => (isEmpty() ? 0 : null);
        void filesOf(event.dataTransfer).then((files) => addFiles(editor, files, place));
      }
    },
    { signal },
  );
  window.addEventListener(
    'paste',
    (event) => {
      if (event.clipboardData === null || writes(event.target) || event.clipboardData.files.length === 0) {
        return;
      }
      event.preventDefault();
      const { frame } = editor.transport;
      void filesOf(event.clipboardData).then((files) => addFiles(editor, files, frame));
    },
    { signal },
  );
}
