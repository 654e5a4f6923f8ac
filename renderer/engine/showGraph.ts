import type { Editor } from '../app/editor.ts';
import { projectOf } from '../document/openDocument.ts';
import { settledFilm } from '../film/rendering.ts';
import { texts } from '../texts.ts';

/** Hands the person the graph a batch would be sent as, to open in ComfyUI. */
export async function showGraph(editor: Editor, batch: number): Promise<void> {
  try {
    const prepared = await settledFilm(editor);
    if (prepared === null) {
      return;
    }
    const { graph } = await editor.client.comfyui.graph({ prepared, batch });
    const { name } = projectOf(editor.document.store.getState());
    const file = new Blob([`${JSON.stringify(graph, null, 2)}\n`], { type: 'application/json' });
    const link = document.createElement('a');
    link.href = URL.createObjectURL(file);
    link.download = texts.comfy.graphFile(name, batch + 1);
    link.click();
    // The browser reads it after the click.
    setTimeout(() => {
      URL.revokeObjectURL(link.href);
    }, 10_000);
  } catch (error) {
    editor.complain(error);
  }
}
