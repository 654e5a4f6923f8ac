import { toast } from 'sonner';
import type { Editor } from '../app/editor.ts';
import { whenOpen } from '../connection/link.ts';
import { texts } from '../texts.ts';

/** Milliseconds until what waits is told: the start of the program is shorter. */
const toldAfter = 400;

/** Resolves when a film is open. */
function whenFilm({ document: { store } }: Editor): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (store.getState().entry !== null) {
        stop();
        resolve();
      }
    };
    const stop = store.subscribe(look);
    look();
  });
}

/** Resolves when the program answers and a film is open; until then `files` files wait, and a message says so. */
export async function whenReady(editor: Editor, files: number): Promise<void> {
  let note: string | number | undefined;
  const timer = setTimeout(() => {
    note = toast.loading(texts.files.waiting(files));
  }, toldAfter);
  await whenOpen(editor.link);
  await whenFilm(editor);
  clearTimeout(timer);
  toast.dismiss(note);
}
