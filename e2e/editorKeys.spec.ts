import type { Page } from '@playwright/test';
import { keyframeFrames, placeOf } from './support/films.ts';
import { expect, test } from './support/program.ts';

const frames = [0, 25, 54, 80, 110];

/** The page after the sample film's plan came. */
async function ready(editor: Page): Promise<void> {
  await expect(editor.getByTestId('batch')).toHaveCount(2);
}

const chosen = (editor: Page) => editor.locator('[data-testid="keyframe"][aria-selected="true"]');
const button = (editor: Page, name: RegExp) => editor.getByRole('button', { name });

test('a keyframe is dragged: threshold, live plan, Escape and drop', async ({ editor, keep }) => {
  await ready(editor);
  const { x, y } = await placeOf(editor, 54);
  const plan = () =>
    editor.getByTestId('batch').evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')).join());
  const before = await plan();
  const shownAt = () =>
    editor
      .getByTestId('keyframe')
      .evaluateAll((all) => all.map((one) => (one as HTMLElement).style.getPropertyValue('--f')).map(Number));
  const to = (await placeOf(editor, 61)).x;

  await editor.mouse.move(x, y);
  await editor.mouse.down();
  await editor.mouse.move(x + 4, y);
  await editor.mouse.up();
  expect(await keyframeFrames(editor)).toEqual(frames);
  await expect(button(editor, /Nothing to undo/)).toBeDisabled();

  await editor.mouse.move(x, y);
  await editor.mouse.down();
  await editor.mouse.move(x + 6, y);
  await editor.mouse.move(to, y, { steps: 4 });
  await expect.poll(shownAt).toEqual([0, 25, 61, 80, 110]);
  await expect.poll(plan).not.toBe(before);
  await keep('50-drag');
  await editor.keyboard.press('Escape');
  await expect.poll(shownAt).toEqual(frames);
  await expect.poll(plan).toBe(before);
  await editor.mouse.up();
  expect(await keyframeFrames(editor)).toEqual(frames);

  await editor.mouse.move(x, y);
  await editor.mouse.down();
  await editor.mouse.move(to, y, { steps: 4 });
  await editor.mouse.up();
  await expect.poll(() => keyframeFrames(editor)).toEqual([0, 25, 61, 80, 110]);
  await button(editor, /Undo: Move keyframe/).click();
  await expect.poll(() => keyframeFrames(editor)).toEqual(frames);
  await button(editor, /Redo: Move keyframe/).click();
  await expect.poll(() => keyframeFrames(editor)).toEqual([0, 25, 61, 80, 110]);
});

test('a drag ends where the window is left: nothing moves', async ({ editor }) => {
  await ready(editor);
  const { x, y } = await placeOf(editor, 25);
  await editor.mouse.move(x, y);
  await editor.mouse.down();
  await editor.mouse.move(x + 60, y, { steps: 3 });
  await editor.evaluate(() => window.dispatchEvent(new Event('blur')));
  await editor.mouse.up();
  expect(await keyframeFrames(editor)).toEqual(frames);
  await expect(button(editor, /Nothing to undo/)).toBeDisabled();
});

test('a dragged keyframe snaps to the playhead, unless Alt is held', async ({ editor, keep }) => {
  await ready(editor);
  await editor.keyboard.press('-');
  await editor.keyboard.press('-');
  const ruler = await editor.getByTestId('ruler').boundingBox();
  const playhead = await placeOf(editor, 40);
  await editor.mouse.click(playhead.x, (ruler?.y ?? 0) + 8);
  await expect(editor.getByTestId('frame')).toHaveText('40');
  const from = await placeOf(editor, 54);
  const drag = async () => {
    await editor.mouse.move(from.x, from.y);
    await editor.mouse.down();
    await editor.mouse.move((await placeOf(editor, 48)).x, from.y);
    // Less than eight pixels from the playhead, and not on it.
    await editor.mouse.move(playhead.x + 6, from.y, { steps: 3 });
  };
  const perFrame = (await placeOf(editor, 1)).x - (await placeOf(editor, 0)).x;
  expect(perFrame).toBeLessThan(8);

  await drag();
  await keep('51-snapped');
  await editor.mouse.up();
  await expect.poll(() => keyframeFrames(editor)).toEqual([0, 25, 40, 80, 110]);
  await editor.keyboard.press('Control+z');

  await editor.keyboard.down('Alt');
  await drag();
  await editor.mouse.up();
  await editor.keyboard.up('Alt');
  const free = 54 + Math.round((playhead.x + 6 - from.x) / perFrame);
  await expect.poll(() => keyframeFrames(editor)).toEqual([0, 25, free, 80, 110]);
  await editor.keyboard.press('Control+z');
});

test('a box selects what lies in it, and what is selected moves and is named as one', async ({
  editor,
  keep,
}) => {
  await ready(editor);
  await editor.keyboard.press('Shift+z');
  const [from, to] = [await placeOf(editor, 20), await placeOf(editor, 84)];
  await editor.mouse.move(from.x, from.y);
  await editor.mouse.down();
  await editor.mouse.move(to.x, to.y, { steps: 5 });
  await keep('52-box');
  await editor.mouse.up();
  await expect(chosen(editor)).toHaveCount(3);
  await expect(editor.getByTestId('inspector')).toContainText('3 keyframes');
  await editor.keyboard.press('Alt+ArrowRight');
  await expect.poll(() => keyframeFrames(editor)).toEqual([0, 26, 55, 81, 110]);
  await expect(button(editor, /Undo: Move 3 keyframes/)).toBeVisible();
  await editor.keyboard.press('Delete');
  await expect.poll(() => keyframeFrames(editor)).toEqual([0, 110]);
  await expect(button(editor, /Undo: Delete 3 keyframes/)).toBeVisible();
  await editor.keyboard.press('Control+z');
  await editor.keyboard.press('Control+z');
  await expect.poll(() => keyframeFrames(editor)).toEqual(frames);
  await expect(button(editor, /Redo: Move 3 keyframes/)).toBeEnabled();
  await editor.keyboard.press('Control+Shift+z');
  await editor.keyboard.press('Control+Shift+z');
  await expect.poll(() => keyframeFrames(editor)).toEqual([0, 110]);
});

test('J, K and L play, stop and turn round', async ({ editor }) => {
  await ready(editor);
  const frame = async () => Number(await editor.getByTestId('frame').textContent());
  await editor.keyboard.press('l');
  await expect(button(editor, /^Pause/)).toBeVisible();
  await expect.poll(frame).toBeGreaterThan(4);
  await editor.keyboard.press('l');
  await expect(editor.getByText('2×', { exact: true })).toBeVisible();
  await editor.keyboard.press('k');
  await expect(button(editor, /^Play$/)).toBeVisible();
  const stood = await frame();
  await editor.waitForTimeout(300);
  expect(await frame()).toBe(stood);
  await editor.keyboard.press('j');
  await expect.poll(frame).toBeLessThan(stood);
  await editor.keyboard.press('k');
});

test('the guide and the mask show what the plan says', async ({ editor, keep }) => {
  await ready(editor);
  const viewer = editor.getByTestId('viewer');
  const middle = () =>
    viewer.evaluate((canvas) => {
      const { width, height } = canvas as HTMLCanvasElement;
      const data = (canvas as HTMLCanvasElement)
        .getContext('2d')
        ?.getImageData(width / 2, height / 2, 1, 1).data;
      return [...(data?.slice(0, 3) ?? [])];
    });
  const stand = async (at: number) => {
    await editor.keyboard.press('Home');
    for (let n = 0; n < at; n++) {
      await editor.keyboard.press('ArrowRight');
    }
    await expect(viewer).toHaveAttribute('data-frame', String(at));
  };

  await stand(25);
  await editor.keyboard.press('2');
  await expect(viewer).toHaveAttribute('data-source', 'Guide: keyframe');
  await keep('53-guide-keyframe');
  await editor.keyboard.press('3');
  await expect(viewer).toHaveAttribute('data-source', 'Mask 0: kept');
  expect(await middle()).toEqual([0, 0, 0]);

  await stand(13);
  await expect(viewer).toHaveAttribute('data-source', 'Mask 1: generated');
  expect(await middle()).toEqual([255, 255, 255]);
  await keep('54-mask');
  await editor.keyboard.press('2');
  await expect(viewer).toHaveAttribute('data-source', 'Guide: nothing given (grey)');
  expect(await middle()).toEqual([128, 128, 128]);
  await keep('55-guide-grey');
  await editor.keyboard.press('4');
  await keep('56-overlay');
  await editor.keyboard.press('5');
  await expect(editor.getByRole('slider', { name: 'Divider between arranged and film' })).toBeVisible();
  await keep('57-compare');
});
