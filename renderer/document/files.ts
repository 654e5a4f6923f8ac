import { toast } from 'sonner';
import type { Opened } from '../../shared/contract.ts';
import { Fault } from '../../shared/fault.ts';
import { tidy } from '../../shared/project/edits.ts';
import type { Editor } from '../app/editor.ts';
import { foremost } from '../jobs/jobs.ts';
import { whenOpen } from '../connection/link.ts';
import { texts } from '../texts.ts';
import { projectOf } from './openDocument.ts';

/** Shows an opened project; one with a kept-aside state asks first, through `recovery` of the stage. */
export function show(editor: Editor, opened: Opened): void {
  editor.selection.clear();
  editor.footage.clear();
  editor.transport.stop();
  editor.document.open(opened);
  editor.stage.setState({ range: null });
  editor.transport.seek(0);
  editor.sight.fit();
  if (opened.readOnly !== null) {
    toast.warning(opened.readOnly, { description: texts.files.readOnlyRemedy, duration: 12_000 });
  }
  if (opened.recovery !== null) {
    const { project, at } = opened.recovery;
    const time = new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
    editor.recovery.setState({ opened, project, time });
  }
  void refreshList(editor);
}

async function refreshList(editor: Editor): Promise<void> {
  try {
    editor.shell.setState({ projects: await editor.client.projects.list() });
  } catch {
    // The list is a convenience: the projects dialog asks again.
  }
}

/** Shows what `ask` answers and closes the dialog it was asked from; one opened meanwhile stays. */
async function showing(editor: Editor, ask: () => Promise<Opened | null>): Promise<void> {
  const { dialog } = editor.stage.getState();
  try {
    const opened = await ask();
    if (opened !== null) {
      show(editor, opened);
      editor.stage.setState((stage) => (stage.dialog === dialog ? { dialog: null } : {}));
    }
  } catch (error) {
    editor.complain(error);
  }
}

export const openSample = (editor: Editor) => showing(editor, () => editor.client.projects.sample());
export const openProject = (editor: Editor, id: string) =>
  showing(editor, () => editor.client.projects.open({ id }));
/** A project file that was dropped. Its pictures, dropped with it or after it, are found by their content. */
export const adopt = (editor: Editor, file: File) =>
  showing(editor, async () => editor.client.projects.adopt({ name: file.name, text: await file.text() }));
export const browse = (editor: Editor) => showing(editor, () => editor.client.projects.browse());
export const create = (editor: Editor, name: string, template: string) =>
  showing(editor, () => editor.client.projects.create({ name, template }));

/** Takes a film off the list; its file stays. */
export async function unlist(editor: Editor, id: string): Promise<void> {
  try {
    await editor.client.projects.unlist({ id });
    await refreshList(editor);
  } catch (error) {
    editor.complain(error);
  }
}

/** Under another name; what was done stays, and can still be undone. */
export async function saveAs(editor: Editor, name: string): Promise<void> {
  const project = projectOf(editor.document.store.getState());
  try {
    const opened = await editor.client.projects.saveAs({ project: tidy(project), name });
    if (opened !== null) {
      editor.document.wasSavedAs(project, opened);
      editor.say(texts.files.saved);
      void refreshList(editor);
    }
  } catch (error) {
    editor.complain(error);
  }
}

/** Asks for a name: with the system's own dialog where there is one, else with ours. */
export function askSaveAs(editor: Editor): void {
  if (editor.shell.getState().dialogs) {
    void saveAs(editor, projectOf(editor.document.store.getState()).name);
  } else {
    editor.stage.setState({ dialog: 'saveAs' });
  }
}

/** At the start: the film worked on last, else the sample. A connection that is lost meanwhile is waited for. */
export async function openFirst(editor: Editor): Promise<void> {
  const { client, shell, link } = editor;
  const isNothingOpen = () => editor.document.store.getState().entry === null;
  try {
    const [info, projects] = await Promise.all([client.app.info(), client.projects.list()]);
    shell.setState({ ...info, projects });
    const last = projects.filter(({ missing }) => !missing).toSorted((a, b) => b.saved - a.saved)[0];
    const opened = await (last === undefined
      ? client.projects.sample()
      : client.projects.open({ id: last.id }));
    if (isNothingOpen()) {
      show(editor, opened);
    }
  } catch (error) {
    if (link.getState() === 'lost') {
      await whenOpen(link);
      await openFirst(editor);
      return;
    }
    editor.complain(error);
    if (isNothingOpen()) {
      editor.stage.setState({ dialog: 'projects' });
    }
  }
}

/** Saves over the film's file; a film that never had a name is asked for one. */
export async function save(editor: Editor): Promise<void> {
  const { readOnly, entry } = editor.document.store.getState();
  if (readOnly !== null) {
    editor.complain(new Fault('read-only', texts.files.readOnlySave, texts.files.readOnlyRemedy));
    return;
  }
  if (entry === null || entry.draft) {
    askSaveAs(editor);
    return;
  }
  const project = projectOf(editor.document.store.getState());
  try {
    const { saved } = await editor.client.projects.save({ project: tidy(project) });
    editor.document.wasSaved(project, saved);
    editor.say(texts.files.saved);
  } catch (error) {
    editor.complain(error);
  }
}

/** Asks before the window closes on unsaved work or a running job. Quitting the program itself is main's to ask. */
export function guardLeaving(editor: Editor, signal: AbortSignal): void {
  window.addEventListener(
    'beforeunload',
    (event) => {
      const state = editor.document.store.getState();
      if (projectOf(state) !== state.saved || foremost(editor.jobs.getState().jobs) !== null) {
        event.preventDefault();
      }
    },
    { signal },
  );
}
