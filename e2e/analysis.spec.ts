import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { makeClip, photographed, seen, world } from '../electron/analysis/testing/clips.ts';
import { testFfmpeg } from '../electron/export/testing/films.ts';
import { dropFiles, type DroppedFile } from './support/files.ts';
import { keyframeFrames, newFilm } from './support/films.ts';
import { expect, test as base } from './support/program.ts';

interface Fixtures {
  /** Four shots of a second or two at 25 frames a second; the second pans. */
  clip: DroppedFile;
}

const test = base.extend<Fixtures>({
  clip: async ({}, use) => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'entracte-clip-'));
    const { ffmpeg, children } = await testFfmpeg();
    const sample = path.resolve('resources/sample/sample.assets');
    const files = (await readdir(sample)).filter((name) => name.endsWith('.png')).sort();
    const places = await Promise.all(files.slice(0, 3).map((name) => photographed(path.join(sample, name))));
    places.splice(2, 0, world(3));
    const { file } = await makeClip(
      ffmpeg,
      path.join(folder, 'clip.mp4'),
      places.map((place, n) => ({
        frames: n === 1 ? 60 : 30,
        join: 'cut' as const,
        shown: (frame: number) => seen(place, { x: n === 1 ? 0.3 + frame * 0.006 : 0.5, y: 0.5, zoom: 0.9 }),
      })),
    );
    await use({ name: 'holiday.mp4', type: 'video/mp4', bytes: await readFile(file) });
    await children.endAll();
    await rm(folder, { recursive: true, force: true });
  },
});

/** Serious and critical violations inside what is open, one a line. */
async function faultsOf(editor: Page): Promise<string> {
  const { violations } = await new AxeBuilder({ page: editor }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary ?? ''}`),
    )
    .join('\n');
}

/** Keeps a picture of the state in both themes, and asks axe about each. */
async function look(editor: Page, keep: (name: string) => Promise<void>, name: string): Promise<void> {
  for (const theme of ['dark', 'light']) {
    await editor.evaluate((wanted) => {
      document.documentElement.dataset['theme'] = wanted;
    }, theme);
    await keep(`80-${name}-${theme}`);
    expect(await faultsOf(editor), `${name}, ${theme}`).toBe('');
  }
  await editor.evaluate(() => {
    document.documentElement.dataset['theme'] = 'dark';
  });
}

test('a dropped video is taken apart and its keyframes are put on the timeline', async ({
  editor,
  clip,
  keep,
}) => {
  test.setTimeout(180_000);
  await editor.setViewportSize({ width: 1280, height: 720 });
  await newFilm(editor, 'Holiday');
  await dropFiles(editor, editor.getByTestId('lanes'), [clip], { x: 4, y: 60 });
  const dialog = editor.getByRole('dialog', { name: 'Take apart: holiday.mp4' });
  await expect(dialog).toContainText('Frame statistics');
  await expect(dialog.getByTestId('apart-found')).toContainText('4 shots', { timeout: 60_000 });
  const proposed = dialog.getByRole('checkbox');
  const all = await proposed.count();
  expect(all).toBeGreaterThan(4);

  await test.step('every proposed frame is seen', async () => {
    for (const picture of await dialog.getByRole('img', { includeHidden: true }).all()) {
      await picture.scrollIntoViewIfNeeded();
    }
    await expect
      .poll(() =>
        dialog
          .locator('img')
          .evaluateAll((all) => all.every((one) => (one as HTMLImageElement).naturalWidth > 0)),
      )
      .toBe(true);
    await look(editor, keep, 'apart');
  });

  await test.step('one is left out by keyboard, the others are put at their own times as one step', async () => {
    await proposed.nth(1).focus();
    await editor.keyboard.press('Space');
    await expect(proposed.nth(1)).not.toBeChecked();
    await dialog.getByRole('button', { name: `Put ${String(all - 1)} keyframes on the timeline` }).click();
    await expect(dialog).toBeHidden({ timeout: 60_000 });
    await expect(editor.getByTestId('keyframe')).toHaveCount(all - 1);
    const frames = await keyframeFrames(editor);
    expect(frames.toSorted((a, b) => a - b)).toEqual(frames);
    await look(editor, keep, 'taken');
    await editor.getByTestId('lanes').click({ position: { x: 300, y: 5 } });
    await editor.keyboard.press('Control+z');
    await expect(editor.getByTestId('keyframe')).toHaveCount(0);
    await editor.keyboard.press('Control+Shift+z');
    await expect(editor.getByTestId('keyframe')).toHaveCount(all - 1);
  });

  await test.step('the video in the bin opens it again, known already', async () => {
    await editor.getByRole('button', { name: 'Take apart… holiday.mp4' }).click();
    await expect(dialog.getByTestId('apart-found')).toBeVisible();
    await editor.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
  });
});
