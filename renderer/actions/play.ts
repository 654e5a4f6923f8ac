import { filmOf } from '../../shared/project/timeline.ts';
import { shownOf } from '../document/openDocument.ts';
import type { Editor } from '../app/editor.ts';
import { framesOf } from '../film/lookups.ts';
import { firstAtLeast } from '../timeline/geometry.ts';
import { texts } from '../texts.ts';
import { always, type Action } from './action.ts';

const t = texts.actions;
const shown = (editor: Editor) => shownOf(editor.document.store.getState());
const hasFilm = (editor: Editor) => filmOf(shown(editor)) !== null;
const lastFrame = (editor: Editor) => filmOf(shown(editor))?.last ?? 0;

/** To a frame of the film, standing still, and into view. */
export function goTo(editor: Editor, frame: number): void {
  editor.stage.setState({ live: null });
  editor.transport.stop();
  editor.transport.seek(Math.min(Math.max(0, frame), Math.max(lastFrame(editor), editor.transport.frame())));
  editor.sight.reveal(editor.transport.frame());
}

const step = (by: number) => (editor: Editor) => {
  goTo(editor, Math.min(editor.transport.frame() + by, lastFrame(editor)));
};

/** The neighbouring keyframe's frame, or null at either end. */
function neighbour(editor: Editor, side: -1 | 1): number | null {
  const frames = framesOf(shown(editor).keyframes);
  const now = editor.transport.frame();
  const index = side > 0 ? firstAtLeast(frames, now + 1) : firstAtLeast(frames, now) - 1;
  return frames[index] ?? null;
}

const toKeyframe = (side: -1 | 1) => (editor: Editor) => {
  const frame = neighbour(editor, side);
  if (frame !== null) {
    goTo(editor, frame);
    editor.say(`${texts.viewer.frame} ${String(frame)}`);
  }
};

/** J and L: each press in the same direction doubles, up to eight times. */
const shuttle = (side: -1 | 1) => (editor: Editor) => {
  const speed = editor.transport.speed() * side;
  editor.transport.play(side * (speed >= 1 ? Math.min(8, speed * 2) : 1));
};

const rangeTo = (edge: 'first' | 'last') => (editor: Editor) => {
  const frame = editor.transport.frame();
  const { range } = editor.stage.getState();
  const whole = { first: 0, last: lastFrame(editor) };
  const next = { ...(range ?? whole), [edge]: frame };
  editor.stage.setState({ range: next.first < next.last ? next : { ...whole, [edge]: frame } });
};

export function playPause(editor: Editor): void {
  if (editor.transport.speed() === 0) {
    editor.transport.play(1);
  } else {
    editor.transport.stop();
  }
}

const action = (
  id: keyof typeof t,
  keys: readonly string[],
  run: Action['run'],
  enabled = hasFilm,
): Action => ({
  id: `play.${id}`,
  label: t[id],
  group: 'play',
  keys,
  enabled,
  run,
});

export const playActions: readonly Action[] = [
  action('playPause', ['Space'], playPause),
  action('backward', ['J'], shuttle(-1)),
  action('stop', ['K'], (editor) => {
    editor.transport.stop();
  }),
  action('forward', ['L'], shuttle(1)),
  action('frameBack', ['ArrowLeft'], step(-1)),
  action('frameForward', ['ArrowRight'], step(1)),
  action('tenBack', ['Shift+ArrowLeft'], step(-10)),
  action('tenForward', ['Shift+ArrowRight'], step(10)),
  action('previousKeyframe', ['ArrowUp'], toKeyframe(-1)),
  action('nextKeyframe', ['ArrowDown'], toKeyframe(1)),
  action('start', ['Home'], (editor) => {
    goTo(editor, 0);
  }),
  action('end', ['End'], (editor) => {
    goTo(editor, lastFrame(editor));
  }),
  action('rangeIn', ['I'], rangeTo('first')),
  action('rangeOut', ['O'], rangeTo('last')),
  action('rangeClear', ['Shift+X'], (editor) => {
    editor.stage.setState({ range: null });
  }),
  action(
    'loop',
    ['Mod+L'],
    ({ preferences }) => {
      preferences.setState(({ loop }) => ({ loop: !loop }));
    },
    always,
  ),
];
