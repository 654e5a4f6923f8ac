/** Texts of the window around the rooms: the top bar, dialogs, words about the connection; a part of renderer/texts.ts. */
import { count } from '../words.ts';

export const appTexts = {
  name: 'Entracte',
  connecting: 'Connecting…',
  lost: 'Connection lost: Entracte was closed or is starting again. Your edits stay here; start it again if it does not come back.',
  back: 'Connected again',
  messages: 'Messages',
};

export const topTexts = {
  project: 'Project menu',
  rename: 'Project name',
  undo: (name: string | null) => (name === null ? 'Nothing to undo' : `Undo: ${name}`),
  redo: (name: string | null) => (name === null ? 'Nothing to redo' : `Redo: ${name}`),
  undone: (name: string) => `Undone: ${name}`,
  redone: (name: string) => `Done again: ${name}`,
  engine: 'Engine',
  unreachable: 'not reachable',
  renderUnreachable: (engine: string) => `${engine} cannot be reached`,
  render: 'Render',
  renderNothing: 'All made',
  renderPlan: (run: number, all: number) =>
    run === all ? count(run, 'batch', 'batches') : `${String(run)} of ${String(all)}`,
  renderHint: (run: number, all: number) => `${String(run)} of ${count(all, 'batch', 'batches')} will run`,
  cancel: 'Cancel',
  exporting: 'Export',
  saved: 'Saved',
  unsaved: 'Edited',
  notSaved: 'Not saved yet',
  readOnly: 'Read only',
};

export const dialogTexts = { close: 'Close', cancel: 'Cancel', ok: 'Save' };

export const faultTexts = {
  lost: 'This was not done: the connection to Entracte was lost.',
  lostRemedy: 'Do it again when the line at the top is gone.',
  unsent: (name: string) => `${name} was not taken in: the connection to Entracte was lost.`,
  unsentRemedy: 'Add it again when the line at the top is gone.',
  unreadable: (name: string) => `${name} cannot be read: it was moved, changed or may not be opened.`,
  unreadableRemedy: 'Look whether it is still there, and add it again.',
  unexpectedRemedy: 'Try again; if it stays, look into the log and report it.',
};
