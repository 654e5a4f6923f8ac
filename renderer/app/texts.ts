/** Texts of the window around the rooms: the top bar, dialogs, words about the connection; a part of renderer/texts.ts. */
import { count } from '../words.ts';

export const appTexts = {
  name: 'Entracte',
  connecting: 'Connecting…',
  lost: 'Connection lost. Trying again; your edits stay here.',
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
  unexpectedRemedy: 'Try again; if it stays, look into the log and report it.',
};
