import { useEffect, useRef, type RefObject } from 'react';
import { usePanelRef, type PanelImperativeHandle } from 'react-resizable-panels';
import { useProject } from '../app/hooks.ts';

/** Heights in rem: of the rows that are always there with what stands around them, and of one more. */
export const plainHeight = 19.2;
const rowHeight = 1.75;

/** The timeline's panel, which makes room for the rows of captions and sound when they come, and gives it back. */
export function useRoom(): RefObject<PanelImperativeHandle | null> {
  const panel = usePanelRef();
  const { captions, sound } = useProject();
  const extra = (captions === null ? 0 : 1) + (sound === null ? 0 : 1);
  const given = useRef(0);
  useEffect(() => {
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
    const size = panel.current?.getSize().inPixels;
    if (size !== undefined && extra !== given.current) {
      panel.current?.resize(size + (extra - given.current) * rowHeight * rem);
      given.current = extra;
    }
  }, [panel, extra]);
  return panel;
}
