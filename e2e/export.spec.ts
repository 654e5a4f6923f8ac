import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { paintPicture } from './support/files.ts';
import { putFilm } from './support/films.ts';
import { expect, test as base } from './support/program.ts';

/** Over a small film of 25 frames that is not rendered yet. */
const test = base.extend({
  home: async ({ home }, use) => {
    await putFilm(home, {
      name: 'Small film',
      frames: [0, 12, 24],
      pictures: [0, 1, 2].map((index) => paintPicture(index, 208, 128)),
      size: { width: 208, height: 128 },
    });
    await use(home);
  },
});

test.use({ viewport: { width: 1280, height: 720 } });

const films = (home: string) => path.join(home, 'documents', 'Entracte');

async function openExport(editor: Page): Promise<Locator> {
  await editor.getByTestId('keyframe').first().waitFor();
  await editor.keyboard.press('Control+e');
  const dialog = editor.getByRole('dialog', { name: 'Export' });
  await expect(dialog).toBeVisible();
  await expect(dialog.getByTestId('estimate')).toContainText('bout');
  return dialog;
}

async function choose(editor: Page, dialog: Locator, label: string, option: RegExp): Promise<void> {
  await dialog.getByLabel(label, { exact: true }).click();
  await editor.getByRole('option', { name: option }).click();
}

const exportAs = async (dialog: Locator, name: string) => {
  await dialog.getByLabel('File name').fill(name);
  const button = dialog.getByRole('button', { name: 'Export' });
  await expect(button).toBeEnabled();
  await button.click();
};

const rowOf = (dialog: Locator, name: string) =>
  dialog.getByTestId('export-queue').getByRole('listitem').filter({ hasText: name });

async function faultsOf(editor: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page: editor }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

/** The children of a process that are ffmpeg. */
async function encodersOf(pid: number): Promise<readonly string[]> {
  const children = await readFile(`/proc/${String(pid)}/task/${String(pid)}/children`, 'utf8');
  const names = children.split(' ').map((child) => readFile(`/proc/${child}/comm`, 'utf8').catch(() => ''));
  return (await Promise.all(names)).filter((name) => name.includes('ffmpeg'));
}

/** A small or a closed disk where films go; needs a system that lets the tests mount one. */
function mounted(folder: string, options: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

test('Enter exports, and Enter goes back to the film', async ({ editor, home, keep }) => {
  const dialog = await openExport(editor);
  await expect(dialog.getByLabel('File name')).toBeFocused();
  await keep('60-export');
  await editor.keyboard.press('Enter');
  await expect(rowOf(dialog, 'Small film.mp4')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Close', exact: true }).last()).toBeFocused();
  await expect(rowOf(dialog, 'Small film.mp4')).toContainText(/frames \d+ of \d+|Done/);
  await keep('61-export-running');
  expect(await faultsOf(editor)).toEqual([]);
  await editor.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(editor.getByTestId('jobs')).toContainText('Done', { timeout: 90_000 });
  const sidecar = await readFile(path.join(films(home), 'Small film.mp4.json'), 'utf8');
  expect(JSON.parse(sidecar)).toMatchObject({
    settings: { preset: 'h264', quality: 'balanced' },
    versions: {
      ffmpeg: expect.stringMatching(/./),
      entracte: expect.stringMatching(/^\d/),
    },
    frames: 25,
  });
});

test('of two exports in the queue one is cancelled, and the other is there', async ({
  editor,
  home,
  program,
  keep,
}) => {
  test.setTimeout(150_000);
  const dialog = await openExport(editor);
  await choose(editor, dialog, 'Format', /^GIF/);
  await choose(editor, dialog, 'Size', /4K/);
  await exportAs(dialog, 'Cancelled');
  await expect(rowOf(dialog, 'Cancelled.gif')).toBeVisible();
  await choose(editor, dialog, 'Format', /WebM/);
  await choose(editor, dialog, 'Size', /As the film/);
  await exportAs(dialog, 'Kept');
  await expect(rowOf(dialog, 'Kept.webm')).toContainText('waits for the one before');
  await expect(rowOf(dialog, 'Cancelled.gif')).toContainText(/Encoding · frames \d+ of 25/, {
    timeout: 60_000,
  });
  await keep('62-export-queue');

  await rowOf(dialog, 'Cancelled.gif').getByRole('button', { name: 'Cancel' }).click();
  await expect(rowOf(dialog, 'Cancelled.gif')).toContainText('Cancelled', { timeout: 15_000 });
  await expect(rowOf(dialog, 'Kept.webm')).toContainText('Done', { timeout: 60_000 });
  await keep('63-export-done');
  expect((await readdir(films(home))).toSorted()).toEqual(['Kept.webm', 'Kept.webm.json']);
  if (process.platform === 'linux') {
    await expect.poll(() => encodersOf(program.process.pid ?? 0), { timeout: 30_000 }).toEqual([]);
  }
});

test('a name is checked while it is typed', async ({ editor, home, keep }) => {
  await mkdir(films(home), { recursive: true });
  await writeFile(path.join(films(home), 'Taken.mp4'), 'another film');
  const dialog = await openExport(editor);
  const name = dialog.getByLabel('File name');
  const go = dialog.getByRole('button', { name: 'Export' });
  for (const [typed, said] of [
    ['a/b', /allows no “\/” in a name/],
    ['x'.repeat(300), /too long/],
    ['..', /stands for a folder/],
    ['', /needs a name/],
  ] as const) {
    await name.fill(typed);
    await expect(dialog.getByRole('alert')).toContainText(said);
    await expect(go).toBeDisabled();
  }
  await name.fill('a/b');
  await expect(dialog.getByRole('alert')).toContainText('“/”');
  await keep('65-export-bad-name');
  if (process.platform === 'linux') {
    await name.fill('Dawn: first');
    await expect(dialog).toContainText('Windows allows no “:” in a name');
    await expect(go).toBeEnabled();
  }
  await name.fill('Taken');
  await expect(dialog).toContainText('it will be called “Taken 2.mp4”');
  await keep('66-export-taken');
  await go.click();
  await expect(rowOf(dialog, 'Taken 2.mp4')).toBeVisible();
  expect(await readFile(path.join(films(home), 'Taken.mp4'), 'utf8')).toBe('another film');
});

test('encoders are told with their speed, in the light theme too; a picture sequence is a folder', async ({
  editor,
  home,
  keep,
}) => {
  await editor.getByRole('button', { name: 'Light or dark theme' }).click();
  const dialog = await openExport(editor);
  await dialog.getByLabel('Encoder').click();
  await expect(editor.getByRole('option', { name: /libx264.*frames a second/ }).last()).toBeVisible();
  await keep('67-export-encoders');
  await editor.keyboard.press('Escape');
  await choose(editor, dialog, 'Format', /PNG sequence/);
  await choose(editor, dialog, 'Size', /Vertical/);
  await expect(dialog).toContainText('No sound.');
  await expect(dialog.getByTestId('estimate')).toContainText('bout');
  await keep('68-export-pictures');
  expect(await faultsOf(editor)).toEqual([]);
  await dialog.getByRole('radio', { name: 'Quick' }).click();
  await choose(editor, dialog, 'Size', /As the film/);
  await exportAs(dialog, 'Pictures');
  await expect(rowOf(dialog, 'Pictures')).toContainText('Done', { timeout: 120_000 });
  const names = (await readdir(path.join(films(home), 'Pictures'))).toSorted();
  expect(names).toHaveLength(25);
  expect([names[0], names.at(-1)]).toEqual(['Pictures_00001.png', 'Pictures_00025.png']);
});

test('a folder that may not be written to is said before anything is made', async ({
  editor,
  home,
  keep,
}) => {
  await mkdir(films(home), { recursive: true });
  test.skip(!mounted(films(home), 'ro'), 'a closed disk can be mounted only by root on Linux');
  try {
    const dialog = await openExport(editor);
    await expect(dialog.getByRole('alert')).toContainText('Nothing can be written to this folder');
    await expect(dialog.getByRole('button', { name: 'Export' })).toBeDisabled();
    await keep('69-export-no-permission');
  } finally {
    execFileSync('umount', [films(home)]);
  }
});

test('a full disk is one sentence, and leaves nothing', async ({ editor, home, keep }) => {
  await mkdir(films(home), { recursive: true });
  test.skip(!mounted(films(home), 'size=256k'), 'a small disk can be mounted only by root on Linux');
  try {
    const dialog = await openExport(editor);
    await choose(editor, dialog, 'Format', /MKV/);
    await exportAs(dialog, 'Too much');
    await expect(rowOf(dialog, 'Too much.mkv')).toContainText('the disk is full', { timeout: 120_000 });
    await keep('70-export-full-disk');
    expect(await readdir(films(home))).toEqual([]);
    expect((await stat(films(home))).isDirectory()).toBe(true);
  } finally {
    execFileSync('umount', [films(home)]);
  }
});
