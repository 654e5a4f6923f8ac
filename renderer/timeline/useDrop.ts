import { useEffect, type RefObject } from 'react';
import type { Editor } from '../app/editor.ts';
import { addFiles, placeAssets } from '../bin/takeIn.ts';
import { filesOf } from '../connection/intake.ts';
import { texts } from '../texts.ts';
import type { Marks } from './drag.ts';
import { frameAt, xOf } from './geometry.ts';

/** What a drag out of the media bin carries: asset ids as JSON. */
export const assetType = 'application/x-entracte-assets';

/** Files and assets dropped on the timeline become keyframes at the frame that the ghost shows. */
export function useDrop(editor: Editor, lanes: RefObject<HTMLElement | null>, marks: RefObject<Marks>): void {
  useEffect(() => {
    const element = lanes.current;
    if (element === null) {
      return;
    }
    const stop = new AbortController();
    const { signal } = stop;
    const frameUnder = (event: DragEvent) =>
      frameAt(editor.sight.now(), Math.max(0, event.clientX - element.getBoundingClientRect().left));
    const carries = (event: DragEvent) =>
      event.dataTransfer !== null &&
      (event.dataTransfer.types.includes('Files') || event.dataTransfer.types.includes(assetType));
    element.addEventListener(
      'dragover',
      (event) => {
        if (!carries(event) || event.dataTransfer === null) {
          return;
        }
        event.preventDefault();
        event.stopPropagation();
        event.dataTransfer.dropEffect = 'copy';
        const frame = frameUnder(event);
        const count = [...event.dataTransfer.items].filter(({ kind }) => kind === 'file').length;
        marks.current.line(xOf(editor.sight.now(), frame), texts.timeline.dropAt(frame, count));
      },
      { signal },
    );
    element.addEventListener(
      'dragleave',
      (event) => {
        if (!(event.relatedTarget instanceof Node && element.contains(event.relatedTarget))) {
          marks.current.line(null);
        }
      },
      { signal },
    );
    element.addEventListener(
      'drop',
      (event) => {
        marks.current.line(null);
        if (!carries(event) || event.dataTransfer === null) {
          return;
        }
        event.preventDefault();
        event.stopPropagation();
        const frame = frameUnder(event);
        const assets = event.dataTransfer.getData(assetType);
        if (assets !== '') {
          placeAssets(editor, JSON.parse(assets) as string[], frame);
          return;
        }
        void filesOf(event.dataTransfer).then((files) => addFiles(editor, files, frame));
      },
      { signal },
    );
    return () => {
      stop.abort();
    };
  }, [editor, lanes, marks]);
}
