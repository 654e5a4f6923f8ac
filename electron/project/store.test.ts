import { existsSync } from 'node:fs';
import { appendFile, copyFile, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { openedSchema, projectEntrySchema } from '../../shared/contract.ts';
import { named, onDisk, storeOnDisk } from './testing/storeOnDisk.ts';

const disk = storeOnDisk();

describe('drafts', () => {
  test('a new project begins as a draft of its template', async () => {
    const opened = await disk.store.create('  My film ', 'vertical');
    expect(openedSchema.parse(opened)).toEqual(opened);
    expect(opened.entry).toMatchObject({ name: 'My film', folder: 'Drafts', draft: true, missing: false });
    expect(opened.project).toMatchObject({ name: 'My film', size: { width: 480, height: 832 } });
    expect(await disk.start().list()).toMatchObject([{ id: opened.entry.id, draft: true }]);
  });
  test('the sample opens whole, and again the same one while nothing in it was changed', async () => {
    const first = await disk.store.sample();
    expect(first.missing).toEqual([]);
    expect(first.project.keyframes.map(({ frame }) => frame)).toEqual([0, 25, 54, 80, 110]);
    expect((await disk.store.sample()).entry.id).toBe(first.entry.id);
    await disk.store.save(named(first.project, 'Mine'));
    const second = await disk.store.sample();
    expect(second.entry.id).not.toBe(first.entry.id);
    expect((await disk.store.open(first.entry.id)).project.name).toBe('Mine');
  });
  test('a draft saved under a name moves to the documents with its pictures', async () => {
    const { project, file, asset } = await disk.saved();
    expect(await onDisk(file)).toEqual(project);
    expect(await readdir(path.join(disk.root, 'data', 'drafts'))).toEqual([]);
    expect(await disk.store.list()).toMatchObject([
      { name: 'Film', folder: '~/documents/Entracte', draft: false },
    ]);
    expect(await disk.store.assetPath(project.id, asset)).toContain('Film.assets');
  });
  test('a draft is found again without the recent list', async () => {
    const { entry } = await disk.store.create('Lost', 'wide');
    await rm(path.join(disk.root, 'data', 'recent.json'));
    expect(await disk.start().list()).toMatchObject([{ id: entry.id, name: 'Lost', draft: true }]);
  });
  test('a film taken off the list stays on disk, can still be saved, and is listed when it was', async () => {
    const { id, project, file } = await disk.saved();
    const { entry: draft } = await disk.store.create('Draft', 'wide');
    await disk.store.unlist(id);
    await disk.store.unlist(draft.id);
    expect(await disk.start().list()).toMatchObject([{ id: draft.id }]);
    expect(await onDisk(file)).toEqual(project);
    await disk.store.save(project);
    expect((await disk.start().list()).map((entry) => entry.id)).toContain(id);
  });
  test('a name that is taken gets a number, nothing is written over', async () => {
    const first = await disk.saved();
    await disk.saved();
    expect(existsSync(path.join(disk.root, 'documents', 'Entracte', 'Film 2.entracte'))).toBe(true);
    expect(await onDisk(first.file)).toEqual(first.project);
  });
});

describe('saving', () => {
  test('keeps the five states before it', async () => {
    const { project, file } = await disk.saved();
    for (let n = 1; n <= 8; n++) {
      await utimes(file, n, n);
      await disk.store.save(named(project, `name ${String(n)}`));
    }
    const backups = path.join(disk.root, 'documents', 'Entracte', 'Film.backups');
    const states = (await readdir(backups)).toSorted();
    const names = await Promise.all(
      states.map(async (name) => (await onDisk(path.join(backups, name))).name),
    );
    expect(names).toEqual(['name 3', 'name 4', 'name 5', 'name 6', 'name 7']);
    expect((await onDisk(file)).name).toBe('name 8');
  });
  test('never writes over what another program changed', async () => {
    const { project, file } = await disk.saved();
    await appendFile(file, '\n');
    const before = await readFile(file, 'utf8');
    const saving = disk.store.save(named(project, 'mine'));
    await expect(saving).rejects.toMatchObject({ name: 'Fault', code: 'changed-on-disk' });
    expect(await readFile(file, 'utf8')).toBe(before);
    expect((await disk.store.saveAs(named(project, 'mine'), 'Mine')).project.name).toBe('Mine');
  });
  test('is noticed across a restart: what was seen last counts', async () => {
    const { project, file } = await disk.saved();
    await appendFile(file, '\n');
    await expect(disk.start().save(project)).rejects.toMatchObject({ code: 'changed-on-disk' });
  });
  test('works after a restart of the program while the screen lived on', async () => {
    const { project, file } = await disk.saved();
    await disk.start().save(named(project, 'later'));
    expect((await onDisk(file)).name).toBe('later');
  });
  test('writes a file again that was deleted, and says so when its folder is gone', async () => {
    const { project, file } = await disk.saved();
    await rm(file);
    await disk.store.save(project);
    expect(await onDisk(file)).toEqual(project);
    await rm(path.dirname(file), { recursive: true });
    await expect(disk.store.save(project)).rejects.toMatchObject({ code: 'missing-file' });
  });
  test('a project nobody knows is a sentence, and can still be saved under a name', async () => {
    const { project } = await disk.saved();
    const stranger = { ...project, id: 'stranger' };
    await expect(disk.store.save(stranger)).rejects.toMatchObject({ code: 'unknown-project' });
    expect((await disk.store.saveAs(stranger, 'Kept')).project.id).toBe('stranger');
  });
  test('under another name goes on there; the old file stays as it was', async () => {
    const { project, file, asset } = await disk.saved();
    const before = await readFile(file, 'utf8');
    const target = path.join(disk.root, 'elsewhere', 'new');
    const opened = await disk.store.saveAs(project, 'New', target);
    expect(opened).toMatchObject({ missing: [], entry: { name: 'New', draft: false } });
    await disk.store.save(named(opened.project, 'Newer'));
    expect((await onDisk(`${target}.entracte`)).name).toBe('Newer');
    expect(await readFile(file, 'utf8')).toBe(before);
    expect(await disk.store.assetPath(project.id, asset)).toContain('new.assets');
  });
  test('a copy of a project opened beside it is never saved over the original', async () => {
    const { project, file } = await disk.saved();
    const copy = path.join(disk.root, 'copy.entracte');
    await copyFile(file, copy);
    const other = await disk.store.openFile(copy);
    expect(other.project.id).not.toBe(project.id);
    expect(other.missing).toHaveLength(1);
    await disk.store.save(named(other.project, 'the copy'));
    await disk.store.save(named(project, 'the original'));
    expect([(await onDisk(copy)).name, (await onDisk(file)).name]).toEqual(['the copy', 'the original']);
  });
});

describe('a newer file', () => {
  async function newer() {
    const { file, project } = await disk.saved();
    const data = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
    const text = JSON.stringify({ ...data, id: 'newer', version: 7, upscaled: [] });
    const place = path.join(disk.root, 'newer.entracte');
    await writeFile(place, text);
    return { place, text, project };
  }
  test('is opened, never saved over, and may be saved under another name', async () => {
    const { place, text, project } = await newer();
    const opened = await disk.store.openFile(place);
    expect(opened.readOnly).toContain('newer');
    await expect(disk.store.save(opened.project)).rejects.toMatchObject({ code: 'read-only' });
    await expect(disk.store.saveAs(opened.project, 'x', place)).rejects.toMatchObject({ code: 'read-only' });
    await expect(disk.store.saveAs(project, 'x', place)).rejects.toMatchObject({ code: 'read-only' });
    expect(await readFile(place, 'utf8')).toBe(text);
    const copy = await disk.store.saveAs(opened.project, 'Mine');
    expect(copy.readOnly).toBe(null);
    await disk.store.save(copy.project);
  });
});

test.each([
  ['no file', null, 'missing-file'],
  ['0 bytes', '', 'project-not-json'],
  ['half of it', '{ "format": "entra', 'project-not-json'],
  ['something else', '[1, 2]', 'not-a-project'],
  ['a wrong field', '{ "format": "entracte", "version": 1 }', 'project-damaged'],
  ['a newer shape', '{ "format": "entracte", "version": 99 }', 'project-newer'],
])('%s is one sentence that names the file', async (_what, text, code) => {
  const file = path.join(disk.root, 'bad “name” 🎬.entracte');
  if (text !== null) {
    await writeFile(file, text);
  }
  const fault = await disk.store.openFile(file).catch((error: unknown) => error);
  expect(fault).toMatchObject({ name: 'Fault', code });
  expect(String(fault)).toContain('bad “name” 🎬');
});

test('the list shows what is gone and opening it says so', async () => {
  const { id, file } = await disk.saved();
  await rm(file);
  const [entry] = await disk.store.list();
  expect(projectEntrySchema.parse(entry)).toMatchObject({ id, missing: true });
  await expect(disk.store.open(id)).rejects.toMatchObject({ code: 'missing-file' });
  await expect(disk.store.open('nothing')).rejects.toMatchObject({ code: 'unknown-project' });
});
