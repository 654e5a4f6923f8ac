import { utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { named, storeOnDisk } from './testing/storeOnDisk.ts';

const disk = storeOnDisk();

describe('after a crash', () => {
  const moment = () => new Promise((resolve) => setTimeout(resolve, 15));
  test('the state that was kept is offered, until it is saved or forgotten', async () => {
    const { id, project } = await disk.saved();
    await moment();
    await disk.store.keep(named(project, 'unsaved'));
    const opened = await disk.start().open(id);
    expect(opened.project.name).toBe('Film');
    expect(opened.recovery?.project.name).toBe('unsaved');
    await disk.store.forget(project.id);
    expect((await disk.start().open(id)).recovery).toBe(null);
    await disk.store.keep(named(project, 'unsaved'));
    await disk.store.save(named(project, 'unsaved'));
    expect((await disk.start().open(id)).recovery).toBe(null);
  });
  test('what was saved since is never offered over, nor what says nothing new', async () => {
    const { id, project, file } = await disk.saved();
    await moment();
    await disk.store.keep(project);
    expect((await disk.store.open(id)).recovery).toBe(null);
    await disk.store.keep(named(project, 'old'));
    const later = Date.now() / 1000 + 60;
    await utimes(file, later, later);
    expect((await disk.store.open(id)).recovery).toBe(null);
  });
  test('a damaged recent list or recovery stands in no way', async () => {
    const { id, project } = await disk.saved();
    await disk.store.keep(named(project, 'unsaved'));
    await writeFile(path.join(disk.root, 'data', 'recovery', `${id}.json`), '{"at":');
    expect((await disk.store.open(id)).recovery).toBe(null);
    await writeFile(path.join(disk.root, 'data', 'recent.json'), '[{');
    expect(await disk.start().list()).toEqual([]);
  });
});
