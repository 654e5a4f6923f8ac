import { describe, expect, it } from 'vitest';
import type { Opened } from '../../shared/contract.ts';
import { rename, setEnd } from '../../shared/project/edits.ts';
import { emptyProject, type Project } from '../../shared/project/schema.ts';
import { createDocument, isDirty, projectOf } from './openDocument.ts';

const opened = (project: Project, draft: boolean): Opened => ({
  entry: { id: 'e', name: project.name, folder: '~', saved: 1, missing: false, draft },
  project,
  readOnly: null,
  missing: [],
  recovery: null,
});

function drafted() {
  const document = createDocument();
  document.open(opened(emptyProject('film', 'Untitled'), true));
  document.edit(setEnd(40));
  return { document, written: projectOf(document.store.getState()) };
}

describe('saving under a name', () => {
  it('leaves a saved film with its steps, under the new name', () => {
    const { document, written } = drafted();
    document.wasSavedAs(written, opened({ ...written, name: 'Dawn' }, false));
    expect(isDirty(document.store.getState())).toBe(false);
    expect(projectOf(document.store.getState())).toMatchObject({ name: 'Dawn', end: 40 });
    document.undo();
    expect(projectOf(document.store.getState()).end).toBeNull();
  });

  it('keeps what was done while it was written, as unsaved', () => {
    const { document, written } = drafted();
    document.edit(setEnd(50));
    document.wasSavedAs(written, opened({ ...written, name: 'Dawn' }, false));
    expect(projectOf(document.store.getState())).toMatchObject({ name: 'Dawn', end: 50 });
    expect(isDirty(document.store.getState())).toBe(true);
  });

  it('says nothing about another film that was opened meanwhile', () => {
    const { document, written } = drafted();
    document.open(opened(emptyProject('other', 'Other'), false));
    document.wasSavedAs(written, opened({ ...written, name: 'Dawn' }, false));
    expect(projectOf(document.store.getState()).name).toBe('Other');
    document.edit(rename('Still other'));
    expect(isDirty(document.store.getState())).toBe(true);
  });
});
