import { moveKeyframes, setEnd } from '../../shared/project/edits.ts';
import { frameOf } from '../../shared/captions/states.ts';
import type { Editor } from '../app/editor.ts';
import { projectOf } from '../document/openDocument.ts';
import { framesOf } from '../film/lookups.ts';
import { segmentAt, segmentKeysOf } from '../film/segments.ts';
import { idsOf } from '../selection/selection.ts';
import { beatFrames } from '../sound/beats.ts';
import { texts } from '../texts.ts';
import { dragEdit, heldDelta, modeOf, pull, threshold, type Gesture, type Marks } from './drag.ts';
import { between, frameAt, nearest, placeAt, xOf } from './geometry.ts';

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

/** What keyframes hold on to; two of them never share a frame. */
const targetsOf = (editor: Editor, dragged: ReadonlySet<string>): readonly number[] => {
  const { keyframes, end, captions, fps } = projectOf(editor.document.store.getState());
  const taken = new Set(keyframes.filter(({ id }) => !dragged.has(id)).map(({ frame }) => frame));
  const frames = [
    0,
    editor.transport.frame(),
    ...(end === null ? [] : [end]),
    ...(captions?.slides ?? []).map(({ start }) => frameOf(start, fps)),
    ...beatFrames(editor).map(Math.round),
  ];
  return frames.filter((frame) => !taken.has(frame)).toSorted((a, b) => a - b);
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
  const wasSelected = idsOf(selection.store.getState(), 'keyframes').has(id);
  if (!wasSelected) {
    selection.select('keyframes', id, mode, order);
  }
  const ids = idsOf(selection.store.getState(), 'keyframes');
  const moving = project.keyframes.filter((keyframe) => ids.has(keyframe.id));
  const lead = project.keyframes.find((keyframe) => keyframe.id === id);
  const targets = targetsOf(editor, ids);
  // Snapping looks at the ends and the one under the pointer: enough to feel right, and quick for hundreds.
  const ends = [moving[0]?.frame, moving.at(-1)?.frame, lead?.frame].filter((frame) => frame !== undefined);
  let last = 0;
  return dragEdit(editor, startX, marks, {
    move: (by, event) => {
      last = heldDelta(editor, event, ends, by, targets);
      const { ripple } = editor.preferences.getState();
      document.draft(moveKeyframes(ids, last, { ripple: ripple !== event.shiftKey }));
      if (lead !== undefined) {
        const shown =
          document.store.getState().draft?.keyframes.find((keyframe) => keyframe.id === id) ?? lead;
        const x = xOf(editor.sight.now(), shown.frame);
        marks.line(x, texts.timeline.movedBy(lead.frame, shown.frame - lead.frame));
      }
    },
    made: () => {
      if (last !== 0) {
        const now = projectOf(document.store.getState()).keyframes.find((keyframe) => keyframe.id === id);
        editor.say(texts.timeline.moved(now?.frame ?? 0));
      }
    },
    pressed: (event) => {
      if (wasSelected) {
        selection.select('keyframes', id, modeOf(event), order);
      }
    },
  });
}

/** Draws a box over the keyframes' row and selects what lies in it; a press alone lets go of the selection. */
export function boxSelect(editor: Editor, startX: number, pressed: PointerEvent, marks: Marks): Gesture {
  const before =
    modeOf(pressed) === 'plain' ? [] : [...idsOf(editor.selection.store.getState(), 'keyframes')];
  const start = placeAt(editor.sight.now(), startX);
  let dragging = false;
  return {
    move: (x) => {
      if (!dragging && Math.abs(x - startX) < threshold) {
        return;
      }
      dragging = true;
      pull(editor, x);
      const sight = editor.sight.now();
      const from = (start - sight.left) * sight.scale;
      marks.box([Math.min(from, x), Math.max(from, x)]);
      const now = placeAt(sight, x);
      const [low, high] = [Math.min(start, now) - 0.5, Math.max(start, now) - 0.5];
      const { keyframes } = projectOf(editor.document.store.getState());
      const inside = keyframes.filter(({ frame }) => frame >= low && frame <= high).map(({ id }) => id);
      editor.selection.selectAll('keyframes', [...new Set([...before, ...inside])]);
    },
    end: () => {
      marks.box(null);
      if (dragging) {
        editor.say(texts.timeline.selected(idsOf(editor.selection.store.getState(), 'keyframes').size));
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
  const project = projectOf(editor.document.store.getState());
  const found = segmentAt(project, frameAt(editor.sight.now(), x));
  if (found === null) {
    editor.selection.clear();
  } else {
    editor.selection.select('segments', found.key, modeOf(event), segmentKeysOf(project));
  }
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
