import { useEffect, useRef, type RefObject } from 'react';
import { useStore } from 'zustand';
import type { Project } from '../../shared/project/schema.ts';
import { useEditor } from '../app/editor.ts';
import { useProject } from '../app/hooks.ts';
import { shownOf } from '../document/openDocument.ts';

/** Where an element stands, as custom properties by its id; what is not there has none. */
type Places = (
  project: Project,
  wanted: ReadonlySet<string>,
) => ReadonlyMap<string, Readonly<Record<string, number>>>;

/**
 * Writes a running drag straight into the mounted elements (`data-id`) of the row that is answered, past React: their
 * custom properties, and whether they are there at all. `strangers` draws what only the drag has brought about.
 */
export function useDrawn(
  places: Places,
  strangers?: (project: Project | null, mounted: ReadonlySet<string>) => void,
): RefObject<HTMLDivElement | null> {
  const editor = useEditor();
  const row = useRef<HTMLDivElement>(null);
  useEffect(
    () =>
      editor.document.store.subscribe((state, before) => {
        const element = row.current;
        if (element === null || (state.draft === null && before.draft === null)) {
          return;
        }
        const nodes = [...element.querySelectorAll<HTMLElement>('[data-id]')];
        const wanted = new Set(nodes.map((node) => node.dataset['id'] ?? ''));
        const found = places(shownOf(state), wanted);
        for (const node of nodes) {
          const values = found.get(node.dataset['id'] ?? '');
          node.style.display = values === undefined ? 'none' : '';
          for (const [name, value] of Object.entries(values ?? {})) {
            node.style.setProperty(name, String(value));
            if (name === '--f') {
              node.dataset['frame'] = String(value);
            }
          }
        }
        strangers?.(state.draft, wanted);
      }),
    [editor, places, strangers],
  );
  return row;
}

/**
 * The settled project, drawn anew when a drag ends. What is mounted while it runs (it scrolls at the edges) is taken
 * from the drag, so that what is dragged far stays in sight.
 */
export function useRowProject(): Project {
  const editor = useEditor();
  const settled = useProject();
  useStore(editor.document.store, ({ drags }) => drags);
  return editor.document.store.getState().draft ?? settled;
}
