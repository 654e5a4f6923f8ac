import { AxeBuilder } from '@axe-core/playwright';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import type { Page } from '@playwright/test';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { plainVisionSettings } from '../shared/analysis/vision/settings.ts';
import { makeClip, photographed, seen, world } from '../electron/analysis/testing/clips.ts';
import { FakeVision } from '../electron/analysis/vision/fakeServer.ts';
import { createLetterPainter } from '../electron/analysis/vision/strip.ts';
import { Fonts } from '../electron/captions/fonts.ts';
import { testFfmpeg } from '../electron/export/testing/films.ts';
import { dropFiles, paintPicture, type DroppedFile } from './support/files.ts';
import { keyframeFrames, newFilm, putFilm } from './support/films.ts';
import { expect, startProgram, test as base } from './support/program.ts';

const both = ['dark', 'light'];

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

/** Serious and critical violations in the dialog that is open, else in media bin and inspector, one a line. */
async function faultsOf(editor: Page, theme: string): Promise<string> {
  const isOpen = (await editor.getByRole('dialog').count()) > 0;
  const parts = isOpen ? ['[role="dialog"]'] : ['[data-testid="inspector"]', 'section[aria-label="Media"]'];
  const axe = parts.reduce((builder, part) => builder.include(part), new AxeBuilder({ page: editor }));
  // Names and roles are one in both themes: in the light one colours alone are asked.
  const { violations } = await (theme === 'dark' ? axe : axe.withRules(['color-contrast'])).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary ?? ''}`),
    )
    .join('\n');
}

/** Keeps a picture of the state in each theme, and asks axe about it. */
async function look(
  editor: Page,
  keep: (name: string) => Promise<void>,
  name: string,
  themes: readonly string[] = ['dark'],
): Promise<void> {
  const wear = (theme: string) =>
    editor.evaluate((wanted) => {
      document.documentElement.dataset['theme'] = wanted;
    }, theme);
  await editor.emulateMedia({ reducedMotion: 'reduce' });
  for (const theme of themes) {
    await wear(theme);
    await keep(`80-${name}-${theme}`);
    expect(await faultsOf(editor, theme), `${name}, ${theme}`).toBe('');
  }
  await wear('dark');
}

test('a dropped video is taken apart and its keyframes are put on the timeline', async ({
  editor,
  clip,
  keep,
}) => {
  test.setTimeout(300_000);
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
    await look(editor, keep, 'apart', both);
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

const key = 'sk-very-secret';
const fonts = new Fonts([path.resolve('resources/fonts')]);
const paint = createLetterPainter(() => fonts.familiesFor('Inter', '').letters);

const withModel = base.extend<{ model: FakeVision }>({
  model: async ({}, use) => {
    const model = await new FakeVision(paint, { key, delay: 400 }).start();
    await use(model);
    await model.close();
  },
  home: async ({ home }, use) => {
    const second = paintPicture(1);
    const pictures = [
      paintPicture(0),
      second,
      // Another file that shows the same.
      { ...second, bytes: Buffer.concat([second.bytes, Buffer.from([0])]) },
      ...[2, 3, 4, 5, 6].map((n) => paintPicture(n)),
    ];
    await putFilm(home, { name: 'Seen by a model', frames: [0, 24, 48, 72, 96, 120, 144, 168], pictures });
    await use(home);
  },
});

withModel(
  'a vision model is set up, asked, and its words accepted as one step',
  async ({ editor, model, keep }) => {
    withModel.setTimeout(300_000);
    await editor.setViewportSize({ width: 1280, height: 720 });
    await expect(editor.getByTestId('keyframe')).toHaveCount(8);
    const inspector = editor.getByTestId('inspector');
    const prompt = inspector.getByLabel('Prompt', { exact: true });

    await withModel.step('neighbours that are nearly the same are told, with what answers it', async () => {
      await editor.getByTestId('segment').nth(1).click();
      await expect(inspector.getByTestId('warning')).toContainText('Keyframes 2 and 3 are nearly the same');
      await look(editor, keep, 'warning');
      await inspector.getByRole('button', { name: 'Hold the first until the second' }).click();
      await expect(inspector.getByTestId('warning')).toHaveCount(0);
      await editor.keyboard.press('Escape');
      await editor.keyboard.press('Control+z');
      await expect(inspector.getByText('Keyframes 2 and 3 are nearly the same')).toBeVisible();
      await look(editor, keep, 'film');
    });

    const dialog = editor.getByRole('dialog');
    await withModel.step(
      'the model is found by its address, and its key is written and never shown',
      async () => {
        await inspector.getByRole('button', { name: 'Describe…' }).click();
        await expect(dialog).toContainText('No vision model is set up');
        await look(editor, keep, 'no-model');
        await dialog.getByRole('button', { name: 'Set one up…' }).click();
        await dialog.getByLabel('Address').fill(model.url);
        await dialog.getByRole('button', { name: 'Test', exact: true }).click();
        await expect(dialog.getByRole('alert')).toContainText(/key/i);
        await dialog.getByLabel('Key').fill(key);
        await dialog.getByRole('button', { name: 'Test', exact: true }).click();
        await expect(dialog.getByTestId('vision-answer')).toContainText('1 model');
        await expect(dialog.getByLabel('Model', { exact: true })).toHaveValue('fake-vision');
        await dialog.getByRole('button', { name: 'Test', exact: true }).click();
        await expect(dialog.getByTestId('vision-answer')).toContainText('several go into one call');
        await dialog.getByLabel('Tokens in').fill('2.5');
        await dialog.getByLabel('Tokens out').fill('10');
        await dialog.getByLabel('Calls a run').fill('20');
        await dialog.getByLabel('Calls at once').fill('1');
        await look(editor, keep, 'settings', both);
        await dialog.getByRole('button', { name: 'Save', exact: true }).click();
      },
    );

    await withModel.step('what would be sent is told before anything is', async () => {
      const preview = dialog.getByTestId('vision-preview');
      await expect(preview).toContainText(model.url);
      await expect(preview).toContainText('this machine');
      await expect(preview).toContainText('without batching');
      await expect(preview).toContainText('USD');
      await look(editor, keep, 'preview');
    });

    await withModel.step('it describes, and says what it cost', async () => {
      const before = model.calls.length;
      await dialog.getByRole('button', { name: /^Send \d calls$/ }).click();
      await expect(dialog.getByRole('status')).toContainText(/frames \d of 8/);
      await expect(dialog.getByTestId('costs')).toBeVisible();
      await keep('80-running');
      await expect(dialog.getByRole('status')).toContainText('8 frames described', { timeout: 60_000 });
      expect(model.calls.length - before).toBeLessThan(8);
      await expect(dialog.getByTestId('costs')).toContainText('without batching');
      await look(editor, keep, 'costs', both);
      await dialog.getByRole('button', { name: 'Close' }).last().click();
    });

    await withModel.step('a suggestion stands beside the prompt and is accepted or dismissed', async () => {
      await editor.getByTestId('segment').first().click();
      const said = inspector.getByTestId('suggestion');
      await expect(said).toContainText('fake-vision suggests');
      await look(editor, keep, 'suggestion', both);
      await said.getByRole('button', { name: 'Accept', exact: true }).click();
      await expect(prompt).toHaveValue(/^It changes to/);
      await expect(said).toHaveCount(0);
      await editor.getByTestId('segment').nth(1).click();
      await said.getByRole('button', { name: 'Dismiss' }).click();
      await expect(said).toHaveCount(0);
    });

    await withModel.step('all others are accepted as one step and undone as one', async () => {
      await editor.getByTestId('segment').nth(2).click();
      await inspector.getByRole('button', { name: 'Accept all 5' }).click();
      await expect(prompt).toHaveValue(/^It changes to/);
      await editor.getByTestId('segment').nth(6).click();
      await expect(prompt).toHaveValue(/^It changes to/);
      await keep('80-accepted');
      await editor.keyboard.press('Escape');
      await editor.keyboard.press('Control+z');
      await editor.getByTestId('segment').nth(6).click();
      await expect(prompt).toHaveValue('');
      await editor.getByTestId('segment').nth(2).click();
      await expect(prompt).toHaveValue('');
      await editor.getByTestId('segment').first().click();
      await expect(prompt).toHaveValue(/^It changes to/);
    });
  },
);

withModel(
  'a picture the model cannot read is given up alone, and its reason told',
  async ({ home, page, keep }) => {
    const bad = await loadImage(paintPicture(4).bytes);
    const canvas = createCanvas(bad.width, bad.height);
    canvas.getContext('2d').drawImage(bad, 0, 0);
    const [grey = 0] = canvas.getContext('2d').getImageData(bad.width / 2, bad.height / 2, 1, 1).data;
    const model = await new FakeVision(paint, { mode: { kind: 'undecodable', grey } }).start();
    const settings = { ...plainVisionSettings, url: model.url, model: 'fake-vision' };
    await writeFile(path.join(home, 'data', 'vision.json'), JSON.stringify(settings));
    const program = await startProgram(home);
    await page.setViewportSize({ width: 1280, height: 720 });
    await page.goto(program.url);
    await expect(page.getByTestId('keyframe')).toHaveCount(8);
    await page.getByTestId('keyframe').nth(1).click();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('describe keyframes');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Describe keyframes' });
    await expect(dialog.getByRole('radio', { name: 'Selected (1)' })).toBeChecked();
    await dialog.getByRole('radio', { name: 'All 8' }).click();
    await dialog.getByRole('button', { name: 'Send 4 calls' }).click();
    await expect(dialog.getByRole('button', { name: 'Describe more…' })).toBeVisible({ timeout: 60_000 });
    await expect(dialog).toContainText('1 frame not described');
    await expect(dialog.getByRole('listitem').first()).toContainText('Keyframe 6');
    await look(page, keep, 'given-up');
    await program.stop();
    await model.close();
  },
);
