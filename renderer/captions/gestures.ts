import { moveSlides, resizeSlide } from '../../shared/project/edits.ts';
import type { Slide } from '../../shared/captions/schema.ts';
import type { Editor } from '../app/editor.ts';
import { projectOf } from '../document/openDocument.ts';
import { framesOf } from '../film/lookups.ts';
import { idsOf } from '../selection/selection.ts';
import { xOf } from '../timeline/geometry.ts';
import { dragEdit, heldDelta, modeOf, type Gesture, type Marks } from '../timeline/drag.ts';
import { beatFrames } from '../sound/beats.ts';
import { slideAt } from './CaptionRow.tsx';

export type Grip = 'start' | 'end';

/** What captions hold on to. */
const targetsOf = (editor: Editor, dragged: ReadonlySet<string>): readonly number[] => {
  const { keyframes, captions, fps } = projectOf(editor.document.store.getState());
  const rate = fps.num / fps.den;
  const others = (captions?.slides ?? []).filter(({ id }) => !dragged.has(id));
  return [
    editor.transport.frame(),
    ...framesOf(keyframes),
    ...others.flatMap(({ start, end }) => [start * rate, end * rate]),
    ...beatFrames(editor),
  ].toSorted((a, b) => a - b);
};

/** Drags the selected slides, or one end of one; a press without a drag selects. Null where there is no slide. */
export function dragSlides(
  editor: Editor,
  startX: number,
  grip: Grip | null,
  pressed: PointerEvent,
  marks: Marks,
): Gesture | null {
  const slide = slideAt(editor, startX);
  if (slide === null) {
    editor.selection.clear();
    return null;
  }
  const { selection } = editor;
  const order = (projectOf(editor.document.store.getState()).captions?.slides ?? []).map(({ id }) => id);
  const wasSelected = idsOf(selection.store.getState(), 'slides').has(slide.id);
  if (!wasSelected || grip !== null) {
    selection.select('slides', slide.id, grip === null ? modeOf(pressed) : 'plain', order);
  }
  const ids = grip === null ? idsOf(selection.store.getState(), 'slides') : new Set([slide.id]);
  const targets = targetsOf(editor, ids);
  return dragEdit(editor, startX, marks, {
    move: (by, event) => {
      draftAt(editor, { slide, grip, ids, targets }, by, event, marks);
    },
    pressed: (event) => {
      if (wasSelected) {
        selection.select('slides', slide.id, modeOf(event), order);
      }
    },
  });
}

interface DraggedSlide {
  readonly slide: Slide;
  readonly grip: Grip | null;
  readonly ids: ReadonlySet<string>;
  readonly targets: readonly number[];
}

function draftAt(
  editor: Editor,
  { slide, grip, ids, targets }: DraggedSlide,
  wanted: number,
  event: PointerEvent,
  marks: Marks,
): void {
  const { fps } = projectOf(editor.document.store.getState());
  const rate = fps.num / fps.den;
  const ends = grip === null ? [slide.start, slide.end] : [slide[grip]];
  const frames = ends.map((seconds) => seconds * rate);
  const by = heldDelta(editor, event, frames, wanted, targets) / rate;
  const edit =
    grip === null ? moveSlides(ids, by) : resizeSlide(slide.id, { [grip]: Math.max(0, slide[grip] + by) });
  editor.document.draft(edit);
  const shown = editor.document.store.getState().draft?.captions?.slides.find(({ id }) => id === slide.id);
  const seconds = (shown ?? slide)[grip ?? 'start'];
  marks.line(xOf(editor.sight.now(), seconds * rate - 0.5), `${seconds.toFixed(2)} s`);
}
