import { useEffect, type RefObject } from 'react';
import type { Keyframe, Project } from '../../shared/project/schema.ts';
import { useEditor } from '../app/editor.ts';
import { shownOf } from '../document/openDocument.ts';

export const gapAfter = (keyframes: readonly Keyframe[], index: number, end: number | null): number => {
  const [here, next] = [keyframes[index], keyframes[index + 1]];
  const until = next?.frame ?? (end === null ? Infinity : end + 1);
  return here === undefined || until === Infinity ? 9999 : Math.max(1, until - here.frame);
};

/**
 * Writes positions of a running drag straight into the mounted elements (`data-id`), past React: `place` answers
 * the custom properties of an element by its id, or null for none.
 */
export function useDrawn(
  row: RefObject<HTMLElement | null>,
  places: (
    project: Project,
    wanted: ReadonlySet<string>,
  ) => ReadonlyMap<string, Readonly<Record<string, number>>>,
): void {
  const editor = useEditor();
  useEffect(
    () =>
      editor.document.store.subscribe((state, before) => {
        const element = row.current;
        if (element === null || (state.draft === null && before.draft === null)) {
          return;
        }
        const nodes = [...element.querySelectorAll<HTMLElement>('[data-id]')];
        const found = places(shownOf(state), new Set(nodes.map((node) => node.dataset['id'] ?? '')));
        for (const node of nodes) {
          const values = found.get(node.dataset['id'] ?? '') ?? {};
          for (const [name, value] of Object.entries(values)) {
            node.style.setProperty(name, String(value));
            if (name === '--f') {
              node.dataset['frame'] = String(value);
            }
          }
        }
      }),
    [editor, row, places],
  );
}
