import type { Editor } from '../app/editor.ts';
import type { DialogName, Preferences, ViewerMode } from '../app/preferences.ts';
import { addFiles, pickFiles } from '../bin/takeIn.ts';
import { askSaveAs, save } from '../document/files.ts';
import { projectOf } from '../document/openDocument.ts';
import { cancelJob, render, renderSelected } from '../film/rendering.ts';
import { foremost } from '../jobs/jobs.ts';
import { texts } from '../texts.ts';
import { xOf } from '../timeline/geometry.ts';
import { always, type Action } from './action.ts';
import { filmOf } from '../../shared/project/timeline.ts';

const t = texts.actions;
const hasFilm = (editor: Editor) => projectOf(editor.document.store.getState()).keyframes.length > 0;
/** Captions and sound alone are a film too: there is nothing to render, but something to export. */
const isThere = (editor: Editor) => filmOf(projectOf(editor.document.store.getState())) !== null;
const hasSegments = (editor: Editor) => editor.selection.store.getState().kind === 'segments';

const dialog =
  (name: DialogName) =>
  ({ stage }: Editor) => {
    stage.setState({ dialog: name });
  };
const mode =
  (name: ViewerMode) =>
  ({ stage }: Editor) => {
    stage.setState({ mode: name, rival: null });
  };
const flip =
  (name: 'snap' | 'ripple' | 'follow' | 'safe') =>
  ({ preferences }: Editor) => {
    preferences.setState((state): Partial<Preferences> => ({ [name]: !state[name] }));
  };

export function zoomBy(editor: Editor, factor: number): void {
  const sight = editor.sight.now();
  const x = xOf(sight, editor.transport.frame());
  editor.sight.zoomAt(x >= 0 && x <= sight.width ? x : sight.width / 2, factor);
}

type Group = Action['group'];
const action = (
  group: Group,
  id: keyof typeof t,
  keys: readonly string[],
  run: Action['run'],
  enabled: Action['enabled'] = always,
): Action => ({ id: `${group}.${id}`, label: t[id], group, keys, enabled, run });
const global = (made: Action): Action => ({ ...made, whileTyping: true });

export const programActions: readonly Action[] = [
  global(action('film', 'save', ['Mod+S'], (editor) => void save(editor))),
  global(action('film', 'saveAs', ['Mod+Shift+S'], askSaveAs)),
  global(action('film', 'projects', ['Mod+O'], dialog('projects'))),
  action('film', 'addPictures', ['Mod+I'], (editor) => {
    void pickFiles(true).then((files) => addFiles(editor, files, hasFilm(editor) ? null : 0));
  }),
  global(action('film', 'render', ['Mod+Enter'], (editor) => void render(editor, null, 'kept'), hasFilm)),
  action(
    'film',
    'renderSegment',
    ['R'],
    (editor) => {
      renderSelected(editor, 'kept');
    },
    hasSegments,
  ),
  action(
    'film',
    'anotherTake',
    ['T'],
    (editor) => {
      renderSelected(editor, 'new');
    },
    hasSegments,
  ),
  action(
    'film',
    'cancel',
    ['Mod+.'],
    (editor) => void cancelJob(editor),
    ({ jobs }) => foremost(jobs.getState().jobs) !== null,
  ),
  global(action('film', 'exporting', ['Mod+E'], dialog('export'), isThere)),
  action('film', 'comfyui', [], dialog('comfyui')),
  action('film', 'ownModels', [], dialog('ownModels')),
  action('film', 'describe', [], dialog('describe'), hasFilm),
  action('film', 'vision', [], dialog('vision')),
  action('timeline', 'zoomIn', ['Plus', '='], (editor) => {
    zoomBy(editor, 1.4);
  }),
  action('timeline', 'zoomOut', ['-'], (editor) => {
    zoomBy(editor, 1 / 1.4);
  }),
  action('timeline', 'zoomFit', ['Shift+Z'], ({ sight }) => {
    sight.fit();
  }),
  action('timeline', 'snap', ['N'], flip('snap')),
  action('timeline', 'ripple', ['Shift+N'], flip('ripple')),
  action('timeline', 'follow', ['F'], flip('follow')),
  action('view', 'output', ['1'], mode('output')),
  action('view', 'guide', ['2'], mode('guide')),
  action('view', 'mask', ['3'], mode('mask')),
  action('view', 'overlay', ['4'], mode('overlay')),
  action('view', 'compare', ['5'], mode('compare')),
  action('view', 'safe', ['Shift+A'], flip('safe')),
  action('view', 'theme', [], ({ preferences }) => {
    preferences.setState(({ theme }) => ({ theme: theme === 'dark' ? 'light' : 'dark' }));
  }),
  action('program', 'jobs', ['Mod+J'], dialog('jobs')),
  global(action('program', 'palette', ['Mod+K'], dialog('palette'))),
  action('program', 'keys', ['?'], dialog('keys')),
];
