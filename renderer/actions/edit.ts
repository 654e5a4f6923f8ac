import { nanoid } from 'nanoid';
import {
  distributeEvenly,
  duplicateKeyframes,
  fitGaps,
  nudge,
  removeKeyframes,
  removeSlides,
  reverseKeyframes,
  setEnd,
  togglePin,
} from '../../shared/project/edits.ts';
import type { Editor } from '../app/editor.ts';
import { placeAssets } from '../bin/takeIn.ts';
import { projectOf } from '../document/openDocument.ts';
import { framesOf } from '../film/lookups.ts';
import { segmentAt } from '../film/segments.ts';
import { engineOf } from '../planning/planning.ts';
import { idsOf, leadOf } from '../selection/selection.ts';
import { firstAtLeast, nearest } from '../timeline/geometry.ts';
import { texts } from '../texts.ts';
import { always, type Action } from './action.ts';
import { goTo } from './play.ts';

const t = texts.actions;
const project = (editor: Editor) => projectOf(editor.document.store.getState());
const chosen = (editor: Editor) => [...idsOf(editor.selection.store.getState(), 'keyframes')];
const chosenSlides = (editor: Editor) => [...idsOf(editor.selection.store.getState(), 'slides')];
const some = (editor: Editor) => chosen(editor).length > 0;
const several = (editor: Editor) => chosen(editor).length > 1;

const nudged = (by: number) => (editor: Editor) => {
  const ids = chosen(editor);
  // Presses that follow each other are one step to undo.
  editor.document.edit(nudge(ids, by), `nudge:${ids.join()}`);
  const lead = project(editor).keyframes.find(({ id }) => id === ids.at(-1));
  if (lead !== undefined) {
    editor.sight.reveal(lead.frame);
    editor.say(texts.timeline.moved(lead.frame));
  }
};

/** The next selected keyframe, seen and heard. */
const selectBy = (by: -1 | 1) => (editor: Editor) => {
  const { keyframes } = project(editor);
  const lead = leadOf(editor.selection.store.getState(), 'keyframes');
  const now = keyframes.findIndex(({ id }) => id === lead);
  const frames = framesOf(keyframes);
  const index =
    now >= 0 ? now + by : by > 0 ? firstAtLeast(frames, editor.transport.frame()) : frames.length - 1;
  const next = keyframes[Math.min(Math.max(0, index), keyframes.length - 1)];
  if (next !== undefined) {
    editor.selection.selectAll('keyframes', [next.id]);
    goTo(editor, next.frame);
    editor.say(texts.timeline.keyframe(keyframes.indexOf(next) + 1, next.frame, ''));
  }
};

function selectAtPlayhead(editor: Editor): void {
  const { keyframes } = project(editor);
  const found = keyframes[nearest(framesOf(keyframes), editor.transport.frame())];
  if (found !== undefined) {
    editor.selection.selectAll('keyframes', [found.id]);
    goTo(editor, found.frame);
  }
}

function addAtPlayhead(editor: Editor): void {
  const { assets, keyframes } = project(editor);
  const frame = editor.transport.frame();
  const before = keyframes.findLast((keyframe) => keyframe.frame <= frame);
  const asset = before?.asset ?? Object.keys(assets).at(-1);
  if (asset !== undefined) {
    placeAssets(editor, [asset], frame);
  }
}

function undo(editor: Editor): void {
  const name = editor.document.undo();
  if (name !== null) {
    editor.say(texts.top.undone(name));
  }
}

function redo(editor: Editor): void {
  const name = editor.document.redo();
  if (name !== null) {
    editor.say(texts.top.redone(name));
  }
}

function writePrompt(editor: Editor): void {
  if (editor.selection.store.getState().kind !== 'segments') {
    const segment = segmentAt(project(editor), editor.transport.frame());
    if (segment !== null) {
      editor.selection.selectAll('segments', [segment.key]);
    }
  }
  // The inspector shows the field only after it has drawn the new selection.
  requestAnimationFrame(() => {
    document.querySelector<HTMLTextAreaElement>('[data-field="prompt"]')?.focus();
  });
}

const action = (
  id: keyof typeof t,
  keys: readonly string[],
  run: Action['run'],
  enabled: Action['enabled'] = some,
): Action => ({ id: `edit.${id}`, label: t[id], group: 'edit', keys, enabled, run });

export const editActions: readonly Action[] = [
  {
    ...action('undo', ['Mod+Z'], undo, (editor) => editor.document.store.getState().history.past.length > 0),
  },
  action(
    'redo',
    ['Mod+Shift+Z', 'Mod+Y'],
    redo,
    (editor) => editor.document.store.getState().history.future.length > 0,
  ),
  action('addKeyframe', ['M'], addAtPlayhead, (editor) => Object.keys(project(editor).assets).length > 0),
  action(
    'remove',
    ['Delete', 'Backspace'],
    (editor) => {
      const slides = chosenSlides(editor);
      editor.document.edit(slides.length > 0 ? removeSlides(slides) : removeKeyframes(chosen(editor)));
    },
    (editor) => some(editor) || chosenSlides(editor).length > 0,
  ),
  action('duplicate', ['Mod+D'], (editor) => {
    editor.document.edit(duplicateKeyframes(chosen(editor), nanoid));
  }),
  action(
    'distribute',
    ['Shift+D'],
    (editor) => {
      editor.document.edit(distributeEvenly(chosen(editor)));
    },
    several,
  ),
  action(
    'reverse',
    ['Shift+R'],
    (editor) => {
      editor.document.edit(reverseKeyframes(chosen(editor)));
    },
    several,
  ),
  action(
    'fitGaps',
    ['Shift+G'],
    (editor) => {
      const profile = engineOf(editor.planning.store.getState(), project(editor))?.profile;
      editor.document.edit(fitGaps(profile?.step ?? 4, chosen(editor)));
    },
    (editor) => project(editor).keyframes.length > 1,
  ),
  action('nudgeLeft', ['Alt+ArrowLeft', ','], nudged(-1)),
  action('nudgeRight', ['Alt+ArrowRight', '.'], nudged(1)),
  action('nudgeLeftTen', ['Alt+Shift+ArrowLeft', '<'], nudged(-10)),
  action('nudgeRightTen', ['Alt+Shift+ArrowRight', '>'], nudged(10)),
  action(
    'selectAll',
    ['Mod+A'],
    (editor) => {
      editor.selection.selectAll(
        'keyframes',
        project(editor).keyframes.map(({ id }) => id),
      );
      editor.say(texts.timeline.selected(project(editor).keyframes.length));
    },
    always,
  ),
  action('selectAtPlayhead', ['Enter'], selectAtPlayhead, always),
  action('selectPrevious', ['Shift+ArrowUp'], selectBy(-1), always),
  action('selectNext', ['Shift+ArrowDown'], selectBy(1), always),
  action(
    'selectNone',
    ['Escape'],
    (editor) => {
      editor.selection.clear();
    },
    (editor) => editor.selection.store.getState().kind !== 'none',
  ),
  action(
    'selectSegment',
    ['S'],
    (editor) => {
      const segment = segmentAt(project(editor), editor.transport.frame());
      if (segment !== null) {
        editor.selection.selectAll('segments', [segment.key]);
      }
    },
    always,
  ),
  action('prompt', ['P'], writePrompt, always),
  action('pinCut', ['B'], (editor) => {
    const [id] = chosen(editor);
    if (id !== undefined) {
      editor.document.edit(togglePin(id));
    }
  }),
  action(
    'endHere',
    ['Shift+E'],
    (editor) => {
      editor.document.edit(setEnd(editor.transport.frame()));
    },
    (editor) => project(editor).keyframes.length > 0,
  ),
];
