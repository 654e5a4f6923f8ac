import { moveKeyframes, setEnd } from '../../shared/project/edits.ts';
import { frameOf } from '../../shared/captions/states.ts';
import type { Editor } from '../app/editor.ts';
import { projectOf } from '../document/openDocument.ts';
import { framesOf } from '../film/lookups.ts';
import { segmentsIn } from '../film/segments.ts';
import { keyframeIds } from '../selection/store.ts';
import type { SelectMode } from '../selection/selection.ts';
import { beatFrames } from '../sound/beats.ts';
import { texts } from '../texts.ts';
import { between, frameAt, nearest, xOf } from './geometry.ts';
import { snapped, type SnapTarget } from './snap.ts';

/** Pixels a pointer moves before a press becomes a drag, and within which things snap. */
export const threshold = 5;
export const snapReach = 8;
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

/** The keyframe under x in its row: its stem with some room, or the picture hanging from it. O(log keyframes). */
export function keyframeAt(editor: Editor, x: number, pictureWidth: number): string | null {
  const { keyframes } = projectOf(editor.document.store.getState());
  const sight = editor.sight.now();
  const frames = framesOf(keyframes);
  const near = keyframes[nearest(frames, frameAt(sight, x))];
  if (near !== undefined && Math.abs(xOf(sight, near.frame) - x) <= 5) {
    return near.id;
  }
  const [, end] = between(frames, 0, frameAt(sight, x));
  const left = keyframes.slice(Math.max(0, end - 2), end).findLast(({ frame }) => xOf(sight, frame) <= x);
  return left !== undefined && x - xOf(sight, left.frame) <= pictureWidth ? left.id : null;
}

/** Moves the playhead for as long as the pointer is down. */
export function scrub(editor: Editor): Gesture {
  editor.stage.setState({ live: null });
  const seek = (x: number) => {
    editor.transport.stop();
    editor.transport.seek(frameAt(editor.sight.now(), x));
  };
  return { move: seek, end: seek, cancel: () => undefined };
}

/** Pulls the view along when a drag reaches its edge. */
export function pull(editor: Editor, x: number): void {
  const { width } = editor.sight.now();
  const by = x < edge ? x - edge : x > width - edge ? x - (width - edge) : 0;
  if (by !== 0) {
    editor.sight.scrollBy(by * 0.4);
  }
}

const targetsOf = (editor: Editor, dragged: ReadonlySet<string>): readonly SnapTarget[] => {
  const { keyframes, end, captions, fps } = projectOf(editor.document.store.getState());
  const still = keyframes.filter(({ id }) => !dragged.has(id));
  // Two keyframes never share a frame, so the playhead and the start are what a keyframe can really lie on.
  const targets: SnapTarget[] = [
    { frame: 0, kind: 'start' },
    { frame: editor.transport.frame(), kind: 'playhead' },
    ...(end === null ? [] : [{ frame: end, kind: 'end' } as const]),
    ...(captions?.slides ?? []).map(
      ({ start }) => ({ frame: frameOf(start, fps), kind: 'caption' }) as const,
    ),
    ...beatFrames(editor).map((frame) => ({ frame: Math.round(frame), kind: 'beat' }) as const),
  ];
  const taken = new Set(still.map(({ frame }) => frame));
  return targets.filter(({ frame }) => !taken.has(frame)).toSorted((a, b) => a.frame - b.frame);
};

/** Drags the selected keyframes; a press without a drag selects. */
export function dragKeyframes(
  editor: Editor,
  id: string,
  startX: number,
  pressed: PointerEvent,
  marks: Marks,
): Gesture {
  const { document, selection } = editor;
  const project = projectOf(document.store.getState());
  const order = project.keyframes.map((keyframe) => keyframe.id);
  const mode = modeOf(pressed);
  const was = keyframeIds(selection.store.getState());
  const wasSelected = was.includes(id);
  if (!wasSelected) {
    selection.select('keyframes', id, mode, order);
  }
  const ids = new Set(keyframeIds(selection.store.getState()));
  const moving = project.keyframes.filter((keyframe) => ids.has(keyframe.id));
  const lead = project.keyframes.find((keyframe) => keyframe.id === id);
  const startFrame = editor.sight.now().left + startX / editor.sight.now().scale;
  const targets = targetsOf(editor, ids);
  // Snapping looks at the ends and the one under the pointer: enough to feel right, and quick for hundreds.
  const ends = [moving[0]?.frame, moving.at(-1)?.frame, lead?.frame].filter((frame) => frame !== undefined);
  let dragging = false;
  let last = 0;
  return {
    move: (x, event) => {
      if (!dragging && Math.abs(x - startX) < threshold) {
        return;
      }
      dragging = true;
      pull(editor, x);
      const sight = editor.sight.now();
      const wanted = sight.left + x / sight.scale - startFrame;
      const { snap, ripple } = editor.preferences.getState();
      const held =
        snap && !event.altKey
          ? snapped(ends, wanted, targets, snapReach / sight.scale)
          : { delta: Math.round(wanted), on: null };
      last = held.delta;
      document.draft(moveKeyframes(ids, held.delta, { ripple: ripple !== event.shiftKey }));
      if (lead !== undefined) {
        const shown =
          document.store.getState().draft?.keyframes.find((keyframe) => keyframe.id === id) ?? lead;
        marks.line(xOf(sight, shown.frame), texts.timeline.movedBy(lead.frame, shown.frame - lead.frame));
      }
    },
    end: (_x, event) => {
      marks.line(null);
      if (dragging) {
        document.commit();
        if (last !== 0) {
          const now = projectOf(document.store.getState()).keyframes.find((keyframe) => keyframe.id === id);
          editor.say(texts.timeline.moved(now?.frame ?? 0));
        }
      } else if (wasSelected) {
        selection.select('keyframes', id, modeOf(event), order);
      }
    },
    cancel: () => {
      marks.line(null);
      document.discard();
    },
  };
}

/** Draws a box over the keyframes' row and selects what lies in it; a press alone lets go of the selection. */
export function boxSelect(editor: Editor, startX: number, pressed: PointerEvent, marks: Marks): Gesture {
  const before = modeOf(pressed) === 'plain' ? [] : keyframeIds(editor.selection.store.getState());
  const startFrame = editor.sight.now().left + startX / editor.sight.now().scale;
  let dragging = false;
  return {
    move: (x) => {
      if (!dragging && Math.abs(x - startX) < threshold) {
        return;
      }
      dragging = true;
      pull(editor, x);
      const sight = editor.sight.now();
      const from = (startFrame - sight.left) * sight.scale;
      marks.box([Math.min(from, x), Math.max(from, x)]);
      const now = sight.left + x / sight.scale;
      const [low, high] = [Math.min(startFrame, now) - 0.5, Math.max(startFrame, now) - 0.5];
      const { keyframes } = projectOf(editor.document.store.getState());
      const inside = keyframes.filter(({ frame }) => frame >= low && frame <= high).map(({ id }) => id);
      editor.selection.selectAll('keyframes', [...new Set([...before, ...inside])]);
    },
    end: () => {
      marks.box(null);
      if (dragging) {
        editor.say(texts.timeline.selected(keyframeIds(editor.selection.store.getState()).length));
      } else if (before.length === 0) {
        editor.selection.clear();
      }
    },
    cancel: () => {
      marks.box(null);
      editor.selection.selectAll('keyframes', before);
    },
  };
}

/** Drags the end of the film. */
export function dragEnd(editor: Editor, marks: Marks): Gesture {
  const { document } = editor;
  return {
    move: (x) => {
      pull(editor, x);
      const frame = frameAt(editor.sight.now(), x);
      document.draft(setEnd(frame));
      marks.line(xOf(editor.sight.now(), frame), String(frame));
    },
    end: () => {
      marks.line(null);
      document.commit();
    },
    cancel: () => {
      marks.line(null);
      document.discard();
    },
  };
}

/** Selects the segment under x. */
export function pressSegment(editor: Editor, x: number, event: PointerEvent): void {
  const frame = frameAt(editor.sight.now(), x);
  const segments = segmentsIn(projectOf(editor.document.store.getState()));
  const found = segments.findLast(({ first, last }) => frame >= first && frame <= last);
  if (found === undefined) {
    editor.selection.clear();
    return;
  }
  const order = segments.map(({ key }) => key);
  editor.selection.select('segments', found.key, modeOf(event), order);
}

/** Selects the batch under x. */
export function pressBatch(editor: Editor, x: number): void {
  const frame = frameAt(editor.sight.now(), x);
  const found = editor.planning.store
    .getState()
    .plan?.batches.find(({ from, to }) => frame >= from && frame <= to);
  if (found === undefined) {
    editor.selection.clear();
  } else {
    editor.selection.selectBatch(found.index);
  }
}
