import { useEffect, useRef, type RefObject } from 'react';
import { timecode } from '../../shared/project/timeline.ts';
import { useEditor } from '../app/editor.ts';
import { shownOf } from '../document/openDocument.ts';

interface Follows {
  readonly input: RefObject<HTMLInputElement | null>;
  readonly time: RefObject<HTMLSpanElement | null>;
}

/** A field and a timecode that follow a keyframe while it is dragged, past React; `id` null follows none. */
export function useDraggedFrame(id: string | null): Follows {
  const editor = useEditor();
  const input = useRef<HTMLInputElement>(null);
  const time = useRef<HTMLSpanElement>(null);
  useEffect(
    () =>
      id === null
        ? undefined
        : editor.document.store.subscribe((state, before) => {
            if (state.draft === before.draft) {
              return;
            }
            const project = shownOf(state);
            const frame = project.keyframes.find((keyframe) => keyframe.id === id)?.frame;
            if (frame !== undefined && input.current !== null && time.current !== null) {
              input.current.value = String(frame);
              time.current.textContent = timecode(frame, project.fps);
            }
          }),
    [editor, id],
  );
  return { input, time };
}
