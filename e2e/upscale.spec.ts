import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { slideOf, trackOf } from '../electron/captions/testing/tracks.ts';
import { testFfmpeg } from '../electron/export/testing/films.ts';
import { probe } from '../electron/media/probe.ts';
import { make, numbered } from '../electron/upscale/testing/films.ts';
import { dropFiles, paintPicture, type DroppedFile } from './support/files.ts';
import { newFilm, putFilm } from './support/films.ts';
import { expect, test as base } from './support/program.ts';

interface Fixtures {
  /** Twenty frames of 64x48, of which nine differ; lossless, so that repeats are exact. */
  clip: DroppedFile;
  /** Those of 320x240, which take a while. */
  largeClip: DroppedFile;
}

const shown = [0, 0, 0, 0, 1, 2, 3, 3, 3, 4, 5, 5, 5, 5, 0, 6, 7, 7, 8, 8];

async function clipOf(width: number, height: number): Promise<DroppedFile> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'entracte-clip-'));
  const file = path.join(folder, 'clip.mp4');
  const size = `${String(width)}x${String(height)}`;
  const raw = ['-f', 'rawvideo', '-pix_fmt', 'rgba', '-s', size, '-r', '10', '-i', '-'];
  await make(
    [...raw, '-c:v', 'libx264', '-qp', '0', '-pix_fmt', 'yuv444p', file],
    shown.map((number) => numbered(number, width, height)),
  );
  const bytes = await readFile(file);
  await rm(folder, { recursive: true, force: true });
  return { name: 'counting.mp4', type: 'video/mp4', bytes };
}

const test = base.extend<Fixtures>({
  clip: async ({}, use) => {
    await use(await clipOf(64, 48));
  },
  largeClip: async ({}, use) => {
    await use(await clipOf(320, 240));
  },
});

test.use({ viewport: { width: 1280, height: 720 } });

const films = (home: string) => path.join(home, 'documents', 'Entracte');

/** Serious and critical violations, one a line. */
async function faultsOf(editor: Page): Promise<string> {
  const { violations } = await new AxeBuilder({ page: editor }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))
    .join('\n');
}

/** Keeps a picture of the state in both themes, and asks axe about each. */
async function look(editor: Page, keep: (name: string) => Promise<void>, name: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await editor.evaluate((wanted) => {
      document.documentElement.dataset['theme'] = wanted;
    }, theme);
    // Colours change in a moment, not at once.
    await editor.waitForTimeout(300);
    await keep(`90-${name}-${theme}`);
    expect(await faultsOf(editor), `${name}, ${theme}`).toBe('');
  }
}

async function openSheet(editor: Page, clip: DroppedFile): Promise<Locator> {
  await newFilm(editor, 'Larger');
  await dropFiles(editor, editor.getByRole('region', { name: 'Media' }), [clip], { x: 40, y: 120 });
  // A video that is dropped is taken apart; that is not wanted here.
  const apart = editor.getByRole('dialog', { name: /^Take apart/ });
  await expect(apart).toBeVisible();
  await apart.getByRole('button', { name: 'Close' }).click();
  await expect(apart).toBeHidden();
  const button = editor.getByRole('button', { name: `Upscale ${clip.name}` });
  const sheet = editor.getByRole('dialog', { name: `Upscale: ${clip.name}` });
  await expect(async () => {
    await editor.getByRole('button', { name: `Take apart… ${clip.name}` }).focus();
    await editor.keyboard.press('Tab');
    await expect(button).toBeFocused({ timeout: 1000 });
    await editor.keyboard.press('Enter');
    await expect(sheet).toBeVisible({ timeout: 2000 });
  }).toPass({ timeout: 20_000 });
  await expect(sheet.getByTestId('upscale-saved')).toContainText('20 frames, 9 distinct: 11 saved, about', {
    timeout: 60_000,
  });
  return sheet;
}

test('a video of the bin is upscaled, and what was saved is said beforehand', async ({
  editor,
  home,
  clip,
  keep,
}) => {
  test.setTimeout(180_000);
  const sheet = await openSheet(editor, clip);
  await expect(sheet).toContainText('64 × 48 → 128 × 96');
  const strip = sheet.getByTestId('duplicate-strip');
  await strip.hover({ position: { x: 5, y: 10 } });
  await expect(sheet).toContainText('Frame 0: computed');
  const box = await strip.boundingBox();
  await strip.hover({ position: { x: ((box?.width ?? 0) * 14.5) / 20, y: 10 } });
  await expect(sheet).toContainText('Frame 14: the same as frame 0');
  await look(editor, keep, 'upscale-sheet');

  await sheet.getByRole('radio', { name: 'Never' }).click();
  await expect(sheet.getByTestId('upscale-saved')).toContainText('20 frames, 20 distinct: 0 saved');
  await sheet.getByRole('radio', { name: 'Equal pixels' }).click();
  await expect(sheet.getByTestId('upscale-saved')).toContainText('9 distinct: 11 saved');

  await sheet.getByRole('button', { name: 'Upscale', exact: true }).click();
  const job = sheet.getByTestId('upscale-job');
  await expect(job).toHaveAttribute('data-state', 'done', { timeout: 90_000 });
  await expect(job).toContainText('20 frames, 9 distinct');
  await look(editor, keep, 'upscale-done');
  expect(await readdir(films(home))).toEqual(['counting 2x.mp4']);
  const { ffmpeg, children } = await testFfmpeg();
  expect((await probe(ffmpeg, path.join(films(home), 'counting 2x.mp4'))).video).toMatchObject({
    width: 128,
    height: 96,
  });
  await children.endAll();

  await job.getByRole('button', { name: 'Compare' }).click();
  const compare = editor.getByRole('dialog', { name: 'Before and after: counting 2x.mp4' });
  const pictures = compare.locator('img');
  const sizes = () =>
    pictures.evaluateAll((all) => all.map((one) => (one as HTMLImageElement).naturalWidth).join());
  await expect.poll(sizes).toBe('128,64');
  await compare.getByRole('slider', { name: 'Frame', exact: true }).focus();
  await editor.keyboard.press('ArrowRight');
  await expect(compare.getByTestId('compared-frame')).toContainText('Frame 1 of 19');
  const divider = compare.getByRole('slider', { name: /^Divider/ });
  await divider.focus();
  await editor.keyboard.press('ArrowLeft');
  await expect(divider).toHaveAttribute('aria-valuenow', '48');
  await look(editor, keep, 'upscale-compare');
});

test('an upscaling that is cancelled is gone on with, from what is there', async ({
  editor,
  largeClip,
  keep,
}) => {
  test.setTimeout(180_000);
  const sheet = await openSheet(editor, largeClip);
  await sheet.getByRole('radio', { name: '4×' }).click();
  await expect(sheet).toContainText('320 × 240 → 1280 × 960');
  await expect(sheet.getByTestId('upscale-saved')).toContainText('9 distinct');
  await sheet.getByRole('button', { name: 'Upscale', exact: true }).click();
  const job = sheet.getByTestId('upscale-job');
  await expect(job).toContainText(/Upscaling · frames \d+ of 20 · \d+ distinct/, { timeout: 60_000 });
  await keep('91-upscale-running');
  await job.getByRole('button', { name: 'Cancel' }).click();
  await expect(job).toHaveAttribute('data-state', 'cancelled', { timeout: 60_000 });
  await sheet.getByRole('button', { name: 'Close', exact: true }).last().click();
  const bar = editor.getByTestId('jobs');
  await bar.getByRole('button', { name: 'Try again' }).click();
  await expect(bar).toContainText('Done', { timeout: 90_000 });
  await expect(bar).toContainText('counting 4x.mp4');
  await keep('91-upscale-again');
});

const filmTest = test.extend({
  home: async ({ home }, use) => {
    await putFilm(home, {
      name: 'Small film',
      frames: [0, 6, 12],
      pictures: [0, 1, 2].map((index) => paintPicture(index, 208, 128)),
      size: { width: 208, height: 128 },
    });
    const file = path.join(home, 'data', 'drafts', 'put-there', 'film.entracte');
    const project = JSON.parse(await readFile(file, 'utf8')) as object;
    const captions = trackOf([slideOf('sharp')], { size: 220 });
    await writeFile(file, JSON.stringify({ ...project, captions }));
    await use(home);
  },
});

filmTest('an export at 2x has twice the size, and says so before', async ({ editor, home, keep }) => {
  test.setTimeout(180_000);
  await editor.getByTestId('keyframe').first().waitFor();
  await editor.keyboard.press('Control+e');
  const dialog = editor.getByRole('dialog', { name: 'Export' });
  await expect(dialog.getByTestId('estimate')).toContainText('bout');
  await expect(dialog).toContainText('As the film · 208 × 128');
  await dialog.getByRole('radio', { name: '2×' }).click();
  await expect(dialog).toContainText('As the film · 416 × 256');
  await expect(dialog.getByTestId('estimate')).toContainText(/bout \d+ s/, { timeout: 30_000 });
  await look(editor, keep, 'export');
  await dialog.getByRole('button', { name: 'Export', exact: true }).click();
  const row = dialog.getByTestId('export-queue').getByRole('listitem').first();
  await expect(row).toContainText(/Upscaling · frames \d+ of 13 · \d+ distinct/, { timeout: 90_000 });
  await expect(row).toContainText('Done', { timeout: 90_000 });
  await keep('92-export-done');
  const { ffmpeg, children } = await testFfmpeg();
  const file = path.join(films(home), 'Small film.mp4');
  expect((await probe(ffmpeg, file)).video).toMatchObject({ width: 416, height: 256 });
  await make(['-i', file, '-frames:v', '1', path.join('e2e', 'screens', '92-export-frame.png')]);
  await children.endAll();
  const sidecar = JSON.parse(await readFile(`${file}.json`, 'utf8')) as object;
  expect(sidecar).toMatchObject({ settings: { upscale: { model: 'esrgan-slim-2x', scale: 2 } }, frames: 13 });
});
