import { mkdir, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { png, storeOnDisk } from './testing/storeOnDisk.ts';

const disk = storeOnDisk();

describe('files', () => {
  test('a missing one is listed and found again by its content, whatever it is called', async () => {
    const { id, project, asset, file } = await disk.saved();
    await rm(path.join(file.replace('.entracte', '.assets'), `${asset}.png`));
    expect((await disk.store.open(id)).missing).toEqual([asset]);
    expect(await disk.store.assetPath(project.id, asset)).toBe(null);
    const elsewhere = path.join(disk.root, 'photos', 'deep');
    await mkdir(elsewhere, { recursive: true });
    await writeFile(path.join(elsewhere, 'other.png'), await png('#00f'));
    await writeFile(path.join(elsewhere, 'renamed.bin'), await png('#f00'));
    expect(await disk.store.relink(project, [path.join(disk.root, 'photos')])).toEqual([asset]);
    expect(await disk.store.missing(project)).toEqual([]);
  });
  test('an asset just dropped has a path before its project is saved', async () => {
    const { project } = await disk.store.create('x', 'wide');
    const { id } = await disk.store.importAsset(project.id, 'a.png', await png('#0f0'));
    expect(await disk.start().assetPath(project.id, id)).toContain(id);
    for (const bad of ['..', '../film', 'constructor', '/etc/passwd']) {
      expect(await disk.store.assetPath(project.id, bad)).toBe(null);
    }
  });
  test('a drop while the draft is being saved under a name is not lost', async () => {
    const { project } = await disk.store.create('x', 'wide');
    const bytes = await png('#123');
    const [imported] = await Promise.all([
      disk.store.importAsset(project.id, 'a.png', bytes),
      disk.store.saveAs(project, 'Named'),
    ]);
    expect(await disk.store.assetPath(project.id, imported.id)).toContain('Named.assets');
  });
  test('what a killed import left is removed when it is a day old', async () => {
    const { file, id, asset } = await disk.saved();
    const assets = file.replace('.entracte', '.assets');
    await writeFile(path.join(assets, '.entracte-0a.part'), 'half');
    await writeFile(path.join(assets, '.entracte-0b.part'), 'half');
    await utimes(path.join(assets, '.entracte-0a.part'), 1, 1);
    await disk.store.open(id);
    expect((await readdir(assets)).toSorted()).toEqual(['.entracte-0b.part', `${asset}.png`]);
  });
  test('a file put right as it was opened is said', async () => {
    const { file, project } = await disk.saved();
    const [first] = project.keyframes;
    await writeFile(file, JSON.stringify({ ...project, keyframes: [first, { ...first, id: 'k2' }] }));
    expect((await disk.store.openFile(file)).project.keyframes.map(({ frame }) => frame)).toEqual([0, 1]);
    expect(disk.repairs).toHaveLength(1);
  });
});

test('a dropped project file is a draft of its own, and its pictures are found when they are dropped', async () => {
  const { file, asset, project } = await disk.saved();
  const dropped = await disk.store.adopt(await readFile(file, 'utf8'), 'Film.entracte');
  expect(dropped.entry.draft).toBe(true);
  expect(dropped.project).toEqual({ ...project, id: dropped.project.id });
  expect(dropped.project.id).not.toBe(project.id);
  expect(dropped.missing).toEqual([asset]);
  expect((await disk.store.importAsset(dropped.project.id, 'red.png', await png('#f00'))).id).toBe(asset);
  expect((await disk.store.open(dropped.project.id)).missing).toEqual([]);
  await expect(disk.store.adopt('{', 'Film.entracte')).rejects.toThrow('Film.entracte');
});
