import { moveSlides, resizeSlide } from '../../shared/project/edits.ts';
import type { Slide } from '../../shared/captions/schema.ts';
import type { Editor } from '../app/editor.ts';
import { projectOf } from '../document/openDocument.ts';
import { framesOf } from '../film/lookups.ts';
import { xOf } from '../timeline/geometry.ts';
import { modeOf, pull, snapReach, threshold, type Gesture, type Marks } from '../timeline/gestures.ts';
import { snapped, type SnapTarget } from '../timeline/snap.ts';
import { beatFrames } from '../sound/beats.ts';
import { slideAt } from './CaptionRow.tsx';

export type Grip = 'start' | 'end';

const targetsOf = (editor: Editor, dragged: ReadonlySet<string>): readonly SnapTarget[] => {
  const { keyframes, captions, fps } = projectOf(editor.document.store.getState());
  const rate = fps.num / fps.den;
  const others = (captions?.slides ?? []).filter(({ id }) => !dragged.has(id));
  return [
    { frame: editor.transport.frame(), kind: 'playhead' } as const,
    ...framesOf(keyframes).map((frame) => ({ frame, kind: 'keyframe' }) as const),
    ...others.flatMap(({ start, end }) =>
      [start, end].map((seconds) => ({ frame: seconds * rate, kind: 'caption' }) as const),
    ),
    ...beatFrames(editor).map((frame) => ({ frame, kind: 'beat' }) as const),
  ].toSorted((a, b) => a.frame - b.frame);
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
  const { document, selection } = editor;
  const order = (projectOf(document.store.getState()).captions?.slides ?? []).map(({ id }) => id);
  const was = selection.store.getState();
  const wasSelected = was.kind === 'slides' && was.ids.has(slide.id);
  if (!wasSelected || grip !== null) {
    selection.select('slides', slide.id, grip === null ? modeOf(pressed) : 'plain', order);
  }
  const now = selection.store.getState();
  const ids = grip !== null || now.kind !== 'slides' ? new Set([slide.id]) : now.ids;
  const targets = targetsOf(editor, ids);
  const startFrame = editor.sight.now().left + startX / editor.sight.now().scale;
  let dragging = false;
  return {
    move: (x, event) => {
      if (!dragging && Math.abs(x - startX) < threshold) {
        return;
      }
      dragging = true;
      pull(editor, x);
      draftAt(editor, { slide, grip, ids, targets, startFrame }, x, event, marks);
    },
    end: (_x, event) => {
      marks.line(null);
      if (dragging) {
        document.commit();
      } else if (wasSelected) {
        selection.select('slides', slide.id, modeOf(event), order);
      }
    },
    cancel: () => {
      marks.line(null);
      document.discard();
    },
  };
}

interface Drag {
  readonly slide: Slide;
  readonly grip: Grip | null;
  readonly ids: ReadonlySet<string>;
  readonly targets: readonly SnapTarget[];
  readonly startFrame: number;
}

function draftAt(
  editor: Editor,
  { slide, grip, ids, targets, startFrame }: Drag,
  x: number,
  event: PointerEvent,
  marks: Marks,
): void {
  const { fps } = projectOf(editor.document.store.getState());
  const rate = fps.num / fps.den;
  const sight = editor.sight.now();
  const wanted = sight.left + x / sight.scale - startFrame;
  const ends = grip === null ? [slide.start, slide.end] : [slide[grip]];
  const snaps = editor.preferences.getState().snap && !event.altKey;
  const { delta } = snaps
    ? snapped(
        ends.map((seconds) => seconds * rate),
        wanted,
        targets,
        snapReach / sight.scale,
      )
    : { delta: wanted };
  const by = delta / rate;
  const edit =
    grip === null ? moveSlides(ids, by) : resizeSlide(slide.id, { [grip]: Math.max(0, slide[grip] + by) });
  editor.document.draft(edit);
  const shown = editor.document.store.getState().draft?.captions?.slides.find(({ id }) => id === slide.id);
  const seconds = (shown ?? slide)[grip ?? 'start'];
  marks.line(xOf(sight, seconds * rate - 0.5), `${seconds.toFixed(2)} s`);
}
