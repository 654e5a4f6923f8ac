import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Editor } from '../app/editor.ts';

/** LoRAs the engine's server has; null before it was asked. */
export interface KnownLoras {
  readonly names: readonly string[] | null;
}

export const createLoras = (): StoreApi<KnownLoras> => createStore<KnownLoras>(() => ({ names: null }));

/** Asks the first server once, so that names are chosen rather than typed. */
export async function askLoras(editor: Editor): Promise<void> {
  const { client, loras } = editor;
  if (loras.getState().names !== null) {
    return;
  }
  try {
    const settings = await client.comfyui.settings();
    const server = settings.servers[0];
    if (server !== undefined) {
      const { choices } = await client.comfyui.test({ server, settings, token: null });
      loras.setState({ names: choices.loras });
    }
  } catch {
    // Names can be typed; why the server does not answer is told where the engine is.
  }
}
