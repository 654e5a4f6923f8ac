import type { Editor } from '../app/editor.ts';
import type { SelectMode } from '../selection/selection.ts';
import { placeAt } from './geometry.ts';
import { snapped } from './snap.ts';

/** Pixels a pointer moves before a press becomes a drag, and within which things snap. */
export const threshold = 5;
const snapReach = 8;
/** Pixels from the edge where a drag scrolls the view. */
const edge = 32;

/** What a gesture shows while it runs, written straight into the page. */
export interface Marks {
  /** A line with words at x; null hides it. */
  readonly line: (x: number | null, words?: string) => void;
  /** The box of a box selection, from x to x; null hides it. */
  readonly box: (range: readonly [number, number] | null) => void;
}

/** A running press or drag. Every way out ends in `end` or `cancel`. */
export interface Gesture {
  readonly move: (x: number, event: PointerEvent) => void;
  readonly end: (x: number, event: PointerEvent) => void;
  readonly cancel: () => void;
}

export const modeOf = (event: { shiftKey: boolean; ctrlKey: boolean; metaKey: boolean }): SelectMode =>
  event.shiftKey ? 'range' : event.ctrlKey || event.metaKey ? 'toggle' : 'plain';

/** Pulls the view along when a drag reaches its edge. */
export function pull(editor: Editor, x: number): void {
  const { width } = editor.sight.now();
  const by = x < edge ? x - edge : x > width - edge ? x - (width - edge) : 0;
  if (by !== 0) {
    editor.sight.scrollBy(by * 0.4);
  }
}

/**
 * How far a drag goes that wants to go `wanted` frames: to what one of `frames` snaps to, else by whole frames.
 * `targets` are sorted frames.
 */
export function heldDelta(
  editor: Editor,
  event: PointerEvent,
  frames: readonly number[],
  wanted: number,
  targets: readonly number[],
): number {
  const snaps = editor.preferences.getState().snap && !event.altKey;
  return snaps ? snapped(frames, wanted, targets, snapReach / editor.sight.now().scale) : Math.round(wanted);
}

interface Drag {
  /** Drafts the edit; `by`: frames, with their fraction, from where the press was. */
  readonly move: (by: number, event: PointerEvent) => void;
  /** After the edit is made. */
  readonly made?: () => void;
  /** It was a press and no drag. */
  readonly pressed?: (event: PointerEvent) => void;
}

/** A drag of an edit: begins beyond the threshold, pulls the view along, ends in commit or discard. */
export function dragEdit(
  editor: Editor,
  startX: number,
  marks: Marks,
  { move, made, pressed }: Drag,
): Gesture {
  const start = placeAt(editor.sight.now(), startX);
  let dragging = false;
  return {
    move: (x, event) => {
      if (!dragging && Math.abs(x - startX) < threshold) {
        return;
      }
      dragging = true;
      pull(editor, x);
      move(placeAt(editor.sight.now(), x) - start, event);
    },
    end: (_x, event) => {
      marks.line(null);
      if (dragging) {
        editor.document.commit();
        made?.();
      } else {
        pressed?.(event);
      }
    },
    cancel: () => {
      marks.line(null);
      editor.document.discard();
    },
  };
}
