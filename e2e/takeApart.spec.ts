import type { Locator, Page } from '@playwright/test';
import { holidayClip, longClip, wanderClip } from './support/clips.ts';
import { dropFiles, type DroppedFile } from './support/files.ts';
import { keyframeFrames, newFilm } from './support/films.ts';
import { both, look } from './support/look.ts';
import { expect, test as base } from './support/program.ts';

const test = base.extend<{ clip: DroppedFile; sent: readonly string[] }>({
  /** What the page asks the program for, as it goes over the wire. */
  sent: [
    async ({ page }, use) => {
      const sent: string[] = [];
      page.on('websocket', (socket) => {
        socket.on('framesent', ({ payload }) => sent.push(String(payload)));
      });
      await use(sent);
    },
    { auto: true },
  ],
  clip: async ({}, use) => {
    await use(await holidayClip());
  },
});

const sheetOf = (editor: Page, name: string): Locator =>
  editor.getByRole('dialog', { name: `Take apart: ${name}` });

/** Drops files at the timeline's beginning. */
const drop = (editor: Page, files: readonly DroppedFile[]) =>
  dropFiles(editor, editor.getByTestId('lanes'), files, { x: 4, y: 60 });

/** The film's size and rate, as they are told at the editor's foot. */
const film = (editor: Page) => editor.getByTestId('jobs');

const undo = async (editor: Page) => {
  await editor.getByTestId('lanes').click({ position: { x: 300, y: 5 } });
  await editor.keyboard.press('Control+z');
};

test('a dropped video is taken apart, and the empty film becomes like it', async ({ editor, clip, keep }) => {
  test.setTimeout(300_000);
  await editor.setViewportSize({ width: 1280, height: 720 });
  await newFilm(editor, 'Holiday');
  await expect(film(editor)).toContainText('832 × 480 · 16 fps');
  await drop(editor, [clip]);
  const dialog = sheetOf(editor, 'holiday.mp4');
  await expect(dialog).toContainText('Frame statistics');
  await expect(dialog.getByTestId('apart-found')).toContainText('4 shots', { timeout: 60_000 });
  const proposed = dialog.getByRole('list').getByRole('checkbox');
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
          .evaluateAll((seen) => seen.every((one) => (one as HTMLImageElement).naturalWidth > 0)),
      )
      .toBe(true);
    await look(editor, keep, 'apart', both);
  });

  await test.step('one is left out by keyboard; the others come at their own times, with size and rate, as one step', async () => {
    await expect(dialog.getByRole('checkbox', { name: /^Make the film like the video/ })).toBeChecked();
    await proposed.nth(1).focus();
    await editor.keyboard.press('Space');
    await expect(proposed.nth(1)).not.toBeChecked();
    await dialog.getByRole('button', { name: `Put ${String(all - 1)} keyframes on the timeline` }).click();
    await expect(dialog).toBeHidden({ timeout: 60_000 });
    await expect(editor.getByTestId('keyframe')).toHaveCount(all - 1);
    await expect(film(editor)).toContainText('192 × 108 · 25 fps');
    const frames = await keyframeFrames(editor);
    expect(frames.toSorted((a, b) => a - b)).toEqual(frames);
    // The clip has 150 frames: at its own rate the last of its four shots begins at 120.
    expect(frames.at(-1)).toBeGreaterThanOrEqual(120);
    expect(frames.at(-1)).toBeLessThan(150);
    await look(editor, keep, 'taken');
    await undo(editor);
    await expect(editor.getByTestId('keyframe')).toHaveCount(0);
    await expect(film(editor)).toContainText('832 × 480 · 16 fps');
    await editor.keyboard.press('Control+Shift+z');
    await expect(editor.getByTestId('keyframe')).toHaveCount(all - 1);
    await undo(editor);
  });

  await test.step('the video in the bin opens it again, known already; the film may stay as it is', async () => {
    await editor.getByRole('button', { name: 'Take apart… holiday.mp4' }).click();
    await expect(dialog.getByTestId('apart-found')).toBeVisible();
    await expect(dialog.getByRole('status')).toContainText('taken already');
    await dialog.getByRole('checkbox', { name: /^Make the film like the video/ }).uncheck();
    await dialog.getByRole('button', { name: /^Put \d+ keyframes/ }).click();
    await expect(editor.getByTestId('keyframe')).toHaveCount(all);
    await expect(film(editor)).toContainText('832 × 480 · 16 fps');
    // The same times at 16 frames a second.
    expect((await keyframeFrames(editor)).at(-1)).toBeLessThan(96);
  });
});

test('several videos are taken in together and taken apart one after the other', async ({
  editor,
  clip,
  keep,
}) => {
  test.setTimeout(300_000);
  await editor.setViewportSize({ width: 1280, height: 800 });
  await newFilm(editor, 'Two videos');
  await drop(editor, [await wanderClip(), clip]);
  const first = sheetOf(editor, 'holiday.mp4');
  await expect(first.getByTestId('apart-turn')).toHaveText('Video 1 of 2 · then wander 2.mp4');
  await expect(first.getByTestId('apart-found')).toContainText('4 shots', { timeout: 60_000 });
  await look(editor, keep, 'several');
  await first.getByRole('button', { name: /^Put \d+ keyframes/ }).click();

  const second = sheetOf(editor, 'wander 2.mp4');
  await expect(second.getByTestId('apart-turn')).toHaveText('Video 2 of 2', { timeout: 60_000 });
  const before = await editor.getByTestId('keyframe').count();
  await expect(second.getByTestId('apart-found')).toContainText('2 shots', { timeout: 60_000 });
  // Behind the 150 frames of the first, whose size and rate the film has by now.
  await expect(second.getByLabel('From frame')).toHaveValue('150');
  await expect(second.getByTestId('apart-adopt')).toHaveCount(0);
  await second.getByRole('button', { name: /^Put \d+ keyframes/ }).click();
  await expect(second).toBeHidden({ timeout: 60_000 });
  const frames = await keyframeFrames(editor);
  expect(frames.slice(0, before).every((frame) => frame < 150)).toBe(true);
  expect(frames.slice(before).every((frame) => frame >= 150)).toBe(true);
  expect(frames.length).toBeGreaterThan(before);

  await test.step('the jobs say which video each was', async () => {
    await editor.getByRole('button', { name: /^\d+ jobs$/ }).click();
    const jobs = editor.getByRole('dialog', { name: 'Jobs and messages' });
    await expect(jobs.getByText('Taking apart holiday.mp4', { exact: true })).toHaveCount(1);
    await expect(jobs.getByText('Taking apart wander 2.mp4', { exact: true })).toHaveCount(1);
    await keep('80-apart-jobs');
  });
});

/** Clicks a button of the page as soon as `words` are shown, however short that is. */
const clickWhen = (editor: Page, words: string, button: string) =>
  editor.evaluate(
    ([wanted, name]) => {
      const look = new MutationObserver(() => {
        if (document.body.textContent.includes(wanted)) {
          look.disconnect();
          [...document.querySelectorAll('button')].find(({ textContent }) => textContent === name)?.click();
        }
      });
      look.observe(document.body, { subtree: true, childList: true, characterData: true });
    },
    [words, button] as const,
  );

test('what was stopped goes on: measuring, and taking the frames that are left', async ({
  editor,
  clip,
  sent,
}) => {
  test.setTimeout(300_000);
  await newFilm(editor, 'Stopped');

  await test.step('a video whose measuring was stopped is measured when it is asked for again', async () => {
    await drop(editor, [await longClip()]);
    const dialog = sheetOf(editor, 'long.mp4');
    await dialog.getByTestId('apart-progress').filter({ hasText: 'frames' }).waitFor({ timeout: 60_000 });
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(dialog.getByRole('alert')).toContainText('It was stopped');
    await dialog.getByRole('button', { name: 'Start again' }).click();
    await expect(dialog).toContainText('600 frames', { timeout: 90_000 });
    await editor.keyboard.press('Escape');
  });

  await test.step('frames that were taken before a stop are not taken again', async () => {
    await drop(editor, [clip]);
    const dialog = sheetOf(editor, 'holiday.mp4');
    await expect(dialog.getByTestId('apart-found')).toBeVisible({ timeout: 60_000 });
    const all = await dialog.getByRole('list').getByRole('checkbox').count();
    const put = dialog.getByRole('button', { name: `Put ${String(all)} keyframes on the timeline` });
    await clickWhen(editor, 'Taking frame 2 of', 'Stop');
    await put.click();
    await expect(dialog.getByRole('status')).toContainText('taken already');
    await expect(editor.getByTestId('keyframe')).toHaveCount(0);
    // Those under way when it was stopped arrive, and are kept too.
    await expect(dialog.getByRole('status')).toContainText(/[34] taken already/);
    await put.click();
    await expect(dialog).toBeHidden({ timeout: 60_000 });
    await expect(editor.getByTestId('keyframe')).toHaveCount(all);
    expect(sent.filter((words) => words.includes('analysis/take'))).toHaveLength(all);
  });
});
