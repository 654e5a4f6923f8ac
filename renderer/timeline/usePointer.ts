import { useEffect, type RefObject } from 'react';
import type { Editor } from '../app/editor.ts';
import { dragSlides } from '../captions/gestures.ts';
import { dragSound } from '../sound/gestures.ts';
import type { Gesture, Marks } from './drag.ts';
import {
  boxSelect,
  dragEnd,
  dragKeyframes,
  keyframeAt,
  pressBatch,
  pressSegment,
  scrub,
} from './gestures.ts';

/** Width of a keyframe's picture, in rem; the same as in timeline.css. */
const pictureRem = 4.5;

function gestureFor(
  editor: Editor,
  row: string,
  x: number,
  event: PointerEvent,
  marks: Marks,
): Gesture | null {
  if (row === 'end') {
    return dragEnd(editor, marks);
  }
  if (row === 'keyframes') {
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
    const id = keyframeAt(editor, x, pictureRem * rem);
    return id === null ? boxSelect(editor, x, event, marks) : dragKeyframes(editor, id, x, event, marks);
  }
  if (row === 'segments') {
    pressSegment(editor, x, event);
    return null;
  }
  if (row === 'batches') {
    pressBatch(editor, x);
    return null;
  }
  if (row === 'captions') {
    const grip = (event.target as HTMLElement).closest<HTMLElement>('[data-grip]')?.dataset['grip'];
    return dragSlides(editor, x, grip === 'start' || grip === 'end' ? grip : null, event, marks);
  }
  if (row === 'sound') {
    return dragSound(editor, x, marks);
  }
  return scrub(editor);
}

/**
 * All pointer work of the timeline's lanes. One gesture runs at a time; Escape, a lost pointer or a blurred window
 * cancel it, so that a drag always ends in commit or discard.
 */
export function usePointer(
  editor: Editor,
  lanes: RefObject<HTMLElement | null>,
  marks: RefObject<Marks>,
): void {
  useEffect(() => {
    const element = lanes.current;
    if (element === null) {
      return;
    }
    const stop = new AbortController();
    const { signal } = stop;
    let gesture: Gesture | null = null;
    let pointer = -1;
    let pending: PointerEvent | null = null;
    let asked = 0;
    const xIn = (event: MouseEvent) => event.clientX - element.getBoundingClientRect().left;
    const flush = () => {
      asked = 0;
      if (pending !== null && gesture !== null) {
        gesture.move(xIn(pending), pending);
      }
      pending = null;
    };
    const finish = (event: PointerEvent | null) => {
      const running = gesture;
      if (running === null) {
        return;
      }
      if (event !== null) {
        flush();
      }
      gesture = null;
      pending = null;
      if (element.hasPointerCapture(pointer)) {
        element.releasePointerCapture(pointer);
      }
      if (event === null) {
        running.cancel();
      } else {
        running.end(xIn(event), event);
      }
    };
    element.addEventListener(
      'pointerdown',
      (event) => {
        if (event.button === 1) {
          event.preventDefault();
        }
        const row = (event.target as HTMLElement).closest<HTMLElement>('[data-row]');
        if (event.button !== 0 || gesture !== null || row === null) {
          return;
        }
        event.preventDefault();
        // The focus a press gives needs no ring; the next key brings it back.
        element.dataset['pressed'] = '';
        row.closest<HTMLElement>('[tabindex]')?.focus({ preventScroll: true });
        if (document.activeElement instanceof HTMLElement && !element.contains(document.activeElement)) {
          document.activeElement.blur();
        }
        const x = xIn(event);
        gesture = gestureFor(editor, row.dataset['row'] ?? '', x, event, marks.current);
        if (gesture !== null) {
          pointer = event.pointerId;
          element.setPointerCapture(pointer);
          if (row.dataset['row'] !== 'keyframes') {
            gesture.move(x, event);
          }
        }
      },
      { signal },
    );
    element.addEventListener(
      'pointermove',
      (event) => {
        if (gesture !== null && event.pointerId === pointer) {
          pending = event;
          asked ||= requestAnimationFrame(flush);
        }
      },
      { signal },
    );
    element.addEventListener(
      'pointerup',
      (event) => {
        if (event.pointerId === pointer) {
          finish(event);
        }
      },
      { signal },
    );
    const cancel = () => {
      finish(null);
    };
    element.addEventListener('pointercancel', cancel, { signal });
    element.addEventListener('lostpointercapture', cancel, { signal });
    window.addEventListener('blur', cancel, { signal });
    window.addEventListener(
      'keydown',
      (event) => {
        delete element.dataset['pressed'];
        if (event.key === 'Escape' && gesture !== null) {
          event.preventDefault();
          event.stopPropagation();
          cancel();
        }
      },
      { signal, capture: true },
    );
    element.addEventListener(
      'wheel',
      (event) => {
        event.preventDefault();
        const step = event.deltaMode === 1 ? 16 : 1;
        if (event.ctrlKey || event.metaKey || event.altKey) {
          editor.sight.zoomAt(xIn(event), Math.exp(-event.deltaY * step * 0.0022));
        } else {
          editor.sight.scrollBy(
            (Math.abs(event.deltaX) > Math.abs(event.deltaY) ? event.deltaX : event.deltaY) * step,
          );
        }
      },
      { signal, passive: false },
    );
    return () => {
      cancel();
      cancelAnimationFrame(asked);
      stop.abort();
    };
  }, [editor, lanes, marks]);
}
