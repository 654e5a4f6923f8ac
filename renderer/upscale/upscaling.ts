import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Editor } from '../app/editor.ts';

/** What is open of upscaling; nothing here is saved or undone. */
export interface UpscalingState {
  /** The video the sheet is about; null when it is about none. */
  readonly asset: string | null;
  /** The finished job whose film is compared with its source. */
  readonly compared: string | null;
}

export function createUpscaling(): StoreApi<UpscalingState> {
  return createStore<UpscalingState>(() => ({ asset: null, compared: null }));
}

export function openUpscale(editor: Editor, asset: string): void {
  editor.upscaling.setState({ asset });
  editor.stage.setState({ dialog: 'upscale' });
}

export function openCompare(editor: Editor, job: string): void {
  editor.upscaling.setState({ compared: job });
  editor.stage.setState({ dialog: 'compareUpscaled' });
}
