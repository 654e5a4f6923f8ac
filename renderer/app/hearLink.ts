import { toast } from 'sonner';
import { lostCode } from '../connection/client.ts';
import type { Editor } from './editor.ts';
import { texts } from '../texts.ts';

/** After a connection was lost and came back: what main says is asked again, for it may have changed meanwhile. */
export function hearLink(editor: Editor): void {
  let wasLost = false;
  editor.link.subscribe((state) => {
    if (state === 'lost') {
      wasLost = true;
    } else if (state === 'open' && wasLost) {
      wasLost = false;
      toast.dismiss(lostCode);
      editor.say(texts.app.back);
      void editor.planning.loadEngines().then(editor.planning.refresh);
    }
  });
}
