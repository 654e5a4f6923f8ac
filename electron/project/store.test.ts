import { existsSync } from 'node:fs';
import {
  appendFile,
  copyFile,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openedSchema, projectEntrySchema } from '../../shared/contract.ts';
import { addAsset, addKeyframes, rename } from '../../shared/project/edits.ts';
import { parseProject } from '../../shared/project/parse.ts';
import type { Project } from '../../shared/project/schema.ts';
import { templates } from '../../shared/project/templates.ts';
import { createProjectStore, type ProjectStore } from './store.ts';

let root = '';
let store: ProjectStore;
let repairs: string[] = [];
let ids = 0;

/** The store as after a start of the program: nothing is remembered but what is on disk. */
function start(): ProjectStore {
  return createProjectStore({
    folders: {
      data: path.join(root, 'data'),
      documents: path.join(root, 'documents'),
      sample: path.resolve('resources/sample'),
      home: root,
    },
    templates: [...templates],
    inspect: async (file) => {
      const { format, width, height } = await sharp(file).metadata();
      return { kind: 'image', extension: format, width, height, seconds: null };
    },
    newId: () => `id${String(++ids)}`,
    now: Date.now,
    repaired: (_file, sentences) => repairs.push(...sentences),
  });
}

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'entracte-store-'));
  repairs = [];
  store = start();
});
afterEach(() => rm(root, { recursive: true, force: true }));

const png = (background: string) =>
  sharp({ create: { width: 16, height: 16, channels: 3, background } })
    .png()
    .toBuffer();

/** A project named and saved in the documents, with one picture at frame 0. */
async function saved(name = 'Film'): Promise<{ id: string; file: string; project: Project; asset: string }> {
  const { project } = await store.create(name, 'wide');
  const { id, asset } = await store.importAsset(project.id, 'red.png', await png('#f00'));
  const added = addAsset(id, asset).apply(project);
  const filled = addKeyframes([{ asset: id, frame: 0 }], () => 'k1').apply(added);
  const opened = await store.saveAs(filled, name);
  const file = path.join(root, 'documents', 'Entracte', `${name}.entracte`);
  return { id: opened.entry.id, file, project: opened.project, asset: id };
}

const named = (project: Project, name: string) => rename(name).apply(project);
const onDisk = async (file: string) => parseProject(await readFile(file, 'utf8')).project;

describe('drafts', () => {
  test('a new project begins as a draft of its template', async () => {
    const opened = await store.create('  My film ', 'vertical');
    expect(openedSchema.parse(opened)).toEqual(opened);
    expect(opened.entry).toMatchObject({ name: 'My film', folder: 'Drafts', draft: true, missing: false });
    expect(opened.project).toMatchObject({ name: 'My film', size: { width: 480, height: 832 } });
    expect(await start().list()).toMatchObject([{ id: opened.entry.id, draft: true }]);
  });
  test('the sample opens whole, and again the same one while nothing in it was changed', async () => {
    const first = await store.sample();
    expect(first.missing).toEqual([]);
    expect(first.project.keyframes.map(({ frame }) => frame)).toEqual([0, 25, 54, 80, 110]);
    expect((await store.sample()).entry.id).toBe(first.entry.id);
    await store.save(named(first.project, 'Mine'));
    const second = await store.sample();
    expect(second.entry.id).not.toBe(first.entry.id);
    expect((await store.open(first.entry.id)).project.name).toBe('Mine');
  });
  test('a draft saved under a name moves to the documents with its pictures', async () => {
    const { project, file, asset } = await saved();
    expect(await onDisk(file)).toEqual(project);
    expect(await readdir(path.join(root, 'data', 'drafts'))).toEqual([]);
    expect(await store.list()).toMatchObject([
      { name: 'Film', folder: '~/documents/Entracte', draft: false },
    ]);
    expect(await store.assetPath(project.id, asset)).toContain('Film.assets');
  });
  test('a draft is found again without the recent list', async () => {
    const { entry } = await store.create('Lost', 'wide');
    await rm(path.join(root, 'data', 'recent.json'));
    expect(await start().list()).toMatchObject([{ id: entry.id, name: 'Lost', draft: true }]);
  });
  test('a name that is taken gets a number, nothing is written over', async () => {
    const first = await saved();
    await saved();
    expect(existsSync(path.join(root, 'documents', 'Entracte', 'Film 2.entracte'))).toBe(true);
    expect(await onDisk(first.file)).toEqual(first.project);
  });
});

describe('saving', () => {
  test('keeps the five states before it', async () => {
    const { project, file } = await saved();
    for (let n = 1; n <= 8; n++) {
      await utimes(file, n, n);
      await store.save(named(project, `name ${String(n)}`));
    }
    const backups = path.join(root, 'documents', 'Entracte', 'Film.backups');
    const states = (await readdir(backups)).toSorted();
    const names = await Promise.all(
      states.map(async (name) => (await onDisk(path.join(backups, name))).name),
    );
    expect(names).toEqual(['name 3', 'name 4', 'name 5', 'name 6', 'name 7']);
    expect((await onDisk(file)).name).toBe('name 8');
  });
  test('never writes over what another program changed', async () => {
    const { project, file } = await saved();
    await appendFile(file, '\n');
    const before = await readFile(file, 'utf8');
    const saving = store.save(named(project, 'mine'));
    await expect(saving).rejects.toMatchObject({ name: 'Fault', code: 'changed-on-disk' });
    expect(await readFile(file, 'utf8')).toBe(before);
    expect((await store.saveAs(named(project, 'mine'), 'Mine')).project.name).toBe('Mine');
  });
  test('is noticed across a restart: what was seen last counts', async () => {
    const { project, file } = await saved();
    await appendFile(file, '\n');
    await expect(start().save(project)).rejects.toMatchObject({ code: 'changed-on-disk' });
  });
  test('works after a restart of the program while the screen lived on', async () => {
    const { project, file } = await saved();
    await start().save(named(project, 'later'));
    expect((await onDisk(file)).name).toBe('later');
  });
  test('writes a file again that was deleted, and says so when its folder is gone', async () => {
    const { project, file } = await saved();
    await rm(file);
    await store.save(project);
    expect(await onDisk(file)).toEqual(project);
    await rm(path.dirname(file), { recursive: true });
    await expect(store.save(project)).rejects.toMatchObject({ code: 'missing-file' });
  });
  test('a project nobody knows is a sentence, and can still be saved under a name', async () => {
    const { project } = await saved();
    const stranger = { ...project, id: 'stranger' };
    await expect(store.save(stranger)).rejects.toMatchObject({ code: 'unknown-project' });
    expect((await store.saveAs(stranger, 'Kept')).project.id).toBe('stranger');
  });
  test('under another name goes on there; the old file stays as it was', async () => {
    const { project, file, asset } = await saved();
    const before = await readFile(file, 'utf8');
    const target = path.join(root, 'elsewhere', 'new');
    const opened = await store.saveAs(project, 'New', target);
    expect(opened).toMatchObject({ missing: [], entry: { name: 'New', draft: false } });
    await store.save(named(opened.project, 'Newer'));
    expect((await onDisk(`${target}.entracte`)).name).toBe('Newer');
    expect(await readFile(file, 'utf8')).toBe(before);
    expect(await store.assetPath(project.id, asset)).toContain('new.assets');
  });
  test('a copy of a project opened beside it is never saved over the original', async () => {
    const { project, file } = await saved();
    const copy = path.join(root, 'copy.entracte');
    await copyFile(file, copy);
    const other = await store.openFile(copy);
    expect(other.project.id).not.toBe(project.id);
    expect(other.missing).toHaveLength(1);
    await store.save(named(other.project, 'the copy'));
    await store.save(named(project, 'the original'));
    expect([(await onDisk(copy)).name, (await onDisk(file)).name]).toEqual(['the copy', 'the original']);
  });
});

describe('a newer file', () => {
  async function newer() {
    const { file, project } = await saved();
    const data = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
    const text = JSON.stringify({ ...data, id: 'newer', version: 7, upscaled: [] });
    const place = path.join(root, 'newer.entracte');
    await writeFile(place, text);
    return { place, text, project };
  }
  test('is opened, never saved over, and may be saved under another name', async () => {
    const { place, text, project } = await newer();
    const opened = await store.openFile(place);
    expect(opened.readOnly).toContain('newer');
    await expect(store.save(opened.project)).rejects.toMatchObject({ code: 'read-only' });
    await expect(store.saveAs(opened.project, 'x', place)).rejects.toMatchObject({ code: 'read-only' });
    await expect(store.saveAs(project, 'x', place)).rejects.toMatchObject({ code: 'read-only' });
    expect(await readFile(place, 'utf8')).toBe(text);
    const copy = await store.saveAs(opened.project, 'Mine');
    expect(copy.readOnly).toBe(null);
    await store.save(copy.project);
  });
});

describe('after a crash', () => {
  const moment = () => new Promise((resolve) => setTimeout(resolve, 15));
  test('the state that was kept is offered, until it is saved or forgotten', async () => {
    const { id, project } = await saved();
    await moment();
    await store.keep(named(project, 'unsaved'));
    const opened = await start().open(id);
    expect(opened.project.name).toBe('Film');
    expect(opened.recovery?.project.name).toBe('unsaved');
    await store.forget(project.id);
    expect((await start().open(id)).recovery).toBe(null);
    await store.keep(named(project, 'unsaved'));
    await store.save(named(project, 'unsaved'));
    expect((await start().open(id)).recovery).toBe(null);
  });
  test('what was saved since is never offered over, nor what says nothing new', async () => {
    const { id, project, file } = await saved();
    await moment();
    await store.keep(project);
    expect((await store.open(id)).recovery).toBe(null);
    await store.keep(named(project, 'old'));
    const later = Date.now() / 1000 + 60;
    await utimes(file, later, later);
    expect((await store.open(id)).recovery).toBe(null);
  });
  test('a damaged recent list or recovery stands in no way', async () => {
    const { id, project } = await saved();
    await store.keep(named(project, 'unsaved'));
    await writeFile(path.join(root, 'data', 'recovery', `${id}.json`), '{"at":');
    expect((await store.open(id)).recovery).toBe(null);
    await writeFile(path.join(root, 'data', 'recent.json'), '[{');
    expect(await start().list()).toEqual([]);
  });
});

describe('files', () => {
  test('a missing one is listed and found again by its content, whatever it is called', async () => {
    const { id, project, asset, file } = await saved();
    await rm(path.join(file.replace('.entracte', '.assets'), `${asset}.png`));
    expect((await store.open(id)).missing).toEqual([asset]);
    expect(await store.assetPath(project.id, asset)).toBe(null);
    const elsewhere = path.join(root, 'photos', 'deep');
    await mkdir(elsewhere, { recursive: true });
    await writeFile(path.join(elsewhere, 'other.png'), await png('#00f'));
    await writeFile(path.join(elsewhere, 'renamed.bin'), await png('#f00'));
    expect(await store.relink(project, [path.join(root, 'photos')])).toEqual([asset]);
    expect(await store.missing(project)).toEqual([]);
  });
  test('an asset just dropped has a path before its project is saved', async () => {
    const { project } = await store.create('x', 'wide');
    const { id } = await store.importAsset(project.id, 'a.png', await png('#0f0'));
    expect(await start().assetPath(project.id, id)).toContain(id);
    for (const bad of ['..', '../film', 'constructor', '/etc/passwd']) {
      expect(await store.assetPath(project.id, bad)).toBe(null);
    }
  });
  test('a drop while the draft is being saved under a name is not lost', async () => {
    const { project } = await store.create('x', 'wide');
    const bytes = await png('#123');
    const [imported] = await Promise.all([
      store.importAsset(project.id, 'a.png', bytes),
      store.saveAs(project, 'Named'),
    ]);
    expect(await store.assetPath(project.id, imported.id)).toContain('Named.assets');
  });
  test('what a killed import left is removed when it is a day old', async () => {
    const { file, id, asset } = await saved();
    const assets = file.replace('.entracte', '.assets');
    await writeFile(path.join(assets, '.entracte-0a.part'), 'half');
    await writeFile(path.join(assets, '.entracte-0b.part'), 'half');
    await utimes(path.join(assets, '.entracte-0a.part'), 1, 1);
    await store.open(id);
    expect((await readdir(assets)).toSorted()).toEqual(['.entracte-0b.part', `${asset}.png`]);
  });
  test('a file put right as it was opened is said', async () => {
    const { file, project } = await saved();
    const [first] = project.keyframes;
    await writeFile(file, JSON.stringify({ ...project, keyframes: [first, { ...first, id: 'k2' }] }));
    expect((await store.openFile(file)).project.keyframes.map(({ frame }) => frame)).toEqual([0, 1]);
    expect(repairs).toHaveLength(1);
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
  const file = path.join(root, 'bad “name” 🎬.entracte');
  if (text !== null) {
    await writeFile(file, text);
  }
  const fault = await store.openFile(file).catch((error: unknown) => error);
  expect(fault).toMatchObject({ name: 'Fault', code });
  expect(String(fault)).toContain('bad “name” 🎬');
});

test('a dropped project file is a draft of its own, and its pictures are found when they are dropped', async () => {
  const { file, asset, project } = await saved();
  const dropped = await store.adopt(await readFile(file, 'utf8'), 'Film.entracte');
  expect(dropped.entry.draft).toBe(true);
  expect(dropped.project).toEqual({ ...project, id: dropped.project.id });
  expect(dropped.project.id).not.toBe(project.id);
  expect(dropped.missing).toEqual([asset]);
  expect((await store.importAsset(dropped.project.id, 'red.png', await png('#f00'))).id).toBe(asset);
  expect((await store.open(dropped.project.id)).missing).toEqual([]);
  await expect(store.adopt('{', 'Film.entracte')).rejects.toThrow('Film.entracte');
});

test('the list shows what is gone and opening it says so', async () => {
  const { id, file } = await saved();
  await rm(file);
  const [entry] = await store.list();
  expect(projectEntrySchema.parse(entry)).toMatchObject({ id, missing: true });
  await expect(store.open(id)).rejects.toMatchObject({ code: 'missing-file' });
  await expect(store.open('nothing')).rejects.toMatchObject({ code: 'unknown-project' });
});
