import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Opened, ProjectEntry } from '../../shared/contract.ts';
import type { Edit } from '../../shared/project/edits.ts';
import { emptyProject, type Project } from '../../shared/project/schema.ts';
import { done, historyOf, redone, sealed, undone, type History } from './history.ts';

export interface DocumentState {
  /** null until a project is open. */
  readonly entry: ProjectEntry | null;
  /** Why it may not be saved over, or null. */
  readonly readOnly: string | null;
  readonly missing: readonly string[];
  readonly history: History<Project>;
  /** What a running drag would make of the project; null when nothing is dragged. */
  readonly draft: Project | null;
  /** Drags that have ended, whether something came of them or not. */
  readonly drags: number;
  /** The state that is on disk. */
  readonly saved: Project;
  readonly savedAt: number | null;
}

/** The one project being edited: its history, and the draft of a running gesture. */
export interface OpenDocument {
  readonly store: StoreApi<DocumentState>;
  /** Takes a step; `key` joins steps that follow each other, like the letters of a prompt. */
  readonly edit: (edit: Edit, key?: string) => void;
  /** Shows what `edit` would make, without taking the step. Ends with `commit` or `discard`. */
  readonly draft: (edit: Edit) => void;
  readonly commit: () => void;
  readonly discard: () => void;
  /** Ends the joining of steps: a field was left. */
  readonly seal: () => void;
  readonly undo: () => string | null;
  readonly redo: () => string | null;
  readonly open: (opened: Opened, project?: Project) => void;
  readonly wasSaved: (project: Project, at: number) => void;
  /** `project` is now the file that `opened` tells of, under its name; steps and what was done meanwhile stay. */
  readonly wasSavedAs: (project: Project, opened: Opened) => void;
  readonly found: (asset: string) => void;
}

export const projectOf = (state: DocumentState): Project => state.history.present;
/** The project as it is shown: with the running drag. */
export const shownOf = (state: DocumentState): Project => state.draft ?? state.history.present;
export const isDirty = (state: DocumentState): boolean =>
  state.entry !== null && (state.history.present !== state.saved || state.entry.draft);

export function createDocument(): OpenDocument {
  const blank = emptyProject('none', ' ');
  const store = createStore<DocumentState>(() => ({
    entry: null,
    readOnly: null,
    missing: [],
    history: historyOf(blank),
    draft: null,
    drags: 0,
    saved: blank,
    savedAt: null,
  }));
  let drafted: Edit | null = null;
  const step = (name: string, next: Project, key: string | null) => {
    store.setState(({ history }) => ({ history: done(history, name, next, key), draft: null }));
  };
  return {
    store,
    edit: (edit, key) => {
      drafted = null;
      step(edit.name, edit.apply(projectOf(store.getState())), key ?? null);
    },
    draft: (edit) => {
      drafted = edit;
      const { history, draft } = store.getState();
      const next = edit.apply(history.present);
      if (next !== (draft ?? history.present)) {
        store.setState({ draft: next });
      }
    },
    commit: () => {
      const { draft } = store.getState();
      if (draft !== null && drafted !== null) {
        step(drafted.name, draft, null);
        store.setState(({ drags }) => ({ drags: drags + 1 }));
      }
      drafted = null;
    },
    discard: () => {
      drafted = null;
      if (store.getState().draft !== null) {
        store.setState(({ drags }) => ({ draft: null, drags: drags + 1 }));
      }
    },
    seal: () => {
      store.setState(({ history }) => ({ history: sealed(history) }));
    },
    undo: () => {
      const name = store.getState().history.past.at(-1)?.name ?? null;
      store.setState(({ history }) => ({ history: undone(history), draft: null }));
      return name;
    },
    redo: () => {
      const name = store.getState().history.future[0]?.name ?? null;
      store.setState(({ history }) => ({ history: redone(history), draft: null }));
      return name;
    },
    open: (opened, project) => {
      drafted = null;
      const base = historyOf(opened.project);
      store.setState({
        entry: opened.entry,
        readOnly: opened.readOnly,
        missing: opened.missing,
        history: project === undefined ? base : done(base, opened.entry.name, project),
        draft: null,
        saved: opened.project,
        savedAt: opened.entry.draft ? null : opened.entry.saved,
      });
    },
    wasSaved: (project, at) => {
      store.setState(({ entry }) => ({
        saved: project,
        savedAt: at,
        entry: entry === null ? null : { ...entry, name: project.name, draft: false, saved: at },
      }));
    },
    wasSavedAs: (project, { entry, readOnly, missing, project: { name } }) => {
      store.setState((state) => {
        const { history } = state;
        if (history.present.id !== project.id) {
          // Another film was opened while this one was written.
          return state;
        }
        const saved = { ...project, name };
        const present = history.present === project ? saved : { ...history.present, name };
        return { entry, readOnly, missing, saved, savedAt: entry.saved, history: { ...history, present } };
      });
    },
    found: (asset) => {
      store.setState(({ missing }) => ({ missing: missing.filter((id) => id !== asset) }));
    },
  };
}
