import { useSyncExternalStore } from 'react';
import { useEditor } from '../app/editor.ts';
import type { Sight } from './geometry.ts';

/** Film frames that rows keep mounted: what is in view and a part beside it. */
export interface FrameWindow {
  readonly from: number;
  readonly to: number;
}

/**
 * Moves in steps of a third to a half of what is in view, so that scrolling mounts rows anew a few times a screen
 * and not with every pixel.
 */
export function windowOf(sight: Sight): FrameWindow {
  const visible = sight.width / sight.scale;
  const step = 2 ** Math.floor(Math.log2(Math.max(2, visible / 2)));
  const index = Math.floor(sight.left / step);
  return { from: index * step, to: (index + 1) * step + Math.ceil(visible / step) * step };
}

export function useWindow(): FrameWindow {
  const editor = useEditor();
  const key = useSyncExternalStore(editor.sight.subscribe, () => {
    const { from, to } = windowOf(editor.sight.now());
    return `${String(from)}:${String(to)}`;
  });
  const [from, to] = key.split(':').map(Number);
  return { from: from ?? 0, to: to ?? 0 };
}
