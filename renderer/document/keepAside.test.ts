import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Opened } from '../../shared/contract.ts';
import { setEnd } from '../../shared/project/edits.ts';
import { emptyProject, type Project } from '../../shared/project/schema.ts';
import { keepAside } from './keepAside.ts';
import { createDocument } from './openDocument.ts';

const opened = (id: string): Opened => ({
  entry: { id, name: id, folder: '~', saved: 1, missing: false, draft: false },
  project: emptyProject(id, id),
  readOnly: null,
  missing: [],
  recovery: null,
});

function watched() {
  const document = createDocument();
  const kept: (readonly [string, number | null])[] = [];
  keepAside(document, (project: Project) => {
    kept.push([project.id, project.end]);
    return Promise.resolve();
  });
  document.open(opened('first'));
  return { document, kept };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('keeps what edits came to, once they pause', () => {
  const { document, kept } = watched();
  document.edit(setEnd(40));
  document.edit(setEnd(50));
  vi.runAllTimers();
  expect(kept).toEqual([['first', 50]]);
});

it('keeps the last edit of a film when another one is opened at once', () => {
  const { document, kept } = watched();
  document.edit(setEnd(40));
  document.open(opened('second'));
  vi.runAllTimers();
  expect(kept).toEqual([['first', 40]]);
});
