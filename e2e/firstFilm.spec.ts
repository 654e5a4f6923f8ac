import { loadImage, createCanvas } from '@napi-rs/canvas';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { dropFiles, paintPicture, psnr } from './support/files.ts';
import { keyframeFrames, newFilm } from './support/films.ts';
import { expect, test } from './support/program.ts';

const pictures = [0, 1, 2, 3, 4].map((index) => paintPicture(index));

/** What the film shows at a frame, as the program serves it. */
async function pixels(source: Buffer) {
  const image = await loadImage(source);
  const canvas = createCanvas(832, 480);
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0, 832, 480);
  return context.getImageData(0, 0, 832, 480).data;
}

test('the sample film is there at the first start', async ({ editor, keep }) => {
  await expect(editor.getByTestId('keyframe')).toHaveCount(5);
  await expect(editor.getByTestId('batch')).toHaveCount(2);
  await expect(editor.getByTestId('plan-summary')).toContainText('2 generations instead of 4');
  await keep('01-sample');
});

test('from five dropped pictures to an exported film', async ({ editor, home, keep }) => {
  test.setTimeout(240_000);
  await newFilm(editor, 'My first film');
  await keep('02-empty');

  await dropFiles(editor, editor.getByTestId('lanes'), pictures, { x: 0, y: 60 });
  await expect(editor.getByTestId('keyframe')).toHaveCount(5);
  expect(await keyframeFrames(editor)).toEqual([0, 24, 48, 72, 96]);
  await keep('03-dropped');

  await test.step('two keyframes are moved and the plan changes', async () => {
    for (const [index, steps] of [
      [3, 3],
      [1, -4],
    ] as const) {
      await editor.getByTestId('keyframe').nth(index).click();
      for (let n = 0; n < Math.abs(steps); n++) {
        await editor.keyboard.press(steps > 0 ? 'Alt+ArrowRight' : 'Alt+ArrowLeft');
      }
    }
    expect(await keyframeFrames(editor)).toEqual([0, 20, 48, 75, 96]);
  });

  await test.step('two prompts are written', async () => {
    for (const [index, prompt] of [
      [0, 'the disc rises'],
      [2, 'the disc sinks'],
    ] as const) {
      await editor.getByTestId('segment').nth(index).click();
      await editor.getByTestId('inspector').getByLabel('Prompt', { exact: true }).fill(prompt);
      await editor.keyboard.press('Escape');
    }
    await expect(editor.getByTestId('batch')).toHaveCount(4);
    await keep('04-prompts');
  });

  await test.step('frames arrive while it renders', async () => {
    await editor.getByRole('button', { name: 'Render 4 batches' }).click();
    await expect(editor.getByTestId('progress')).toContainText(/frames \d+ of \d+/);
    await keep('05-rendering');
    await expect(editor.getByRole('button', { name: 'All made' })).toBeVisible({ timeout: 120_000 });
    await keep('06-rendered');
  });

  await test.step('stepping from keyframe to keyframe shows each', async () => {
    await editor.getByTestId('lanes').click({ position: { x: 300, y: 10 } });
    await editor.keyboard.press('Home');
    for (const frame of [0, 20, 48, 75, 96]) {
      await expect(editor.getByTestId('frame')).toHaveText(String(frame));
      await editor.keyboard.press('ArrowDown');
    }
  });

  await test.step('it is saved, and there after a reload', async () => {
    await editor.keyboard.press('Control+s');
    const dialog = editor.getByRole('dialog');
    await expect(dialog).toBeVisible();
    await dialog.getByRole('textbox').fill('My first film');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toBeHidden();
    await expect(editor.getByTestId('save-state')).toHaveText('Saved');
    await editor.reload();
    await expect(editor.getByTestId('keyframe')).toHaveCount(5);
    await expect(editor.getByTestId('save-state')).toHaveText('Saved');
    expect(await keyframeFrames(editor)).toEqual([0, 20, 48, 75, 96]);
    await expect(editor.getByRole('button', { name: 'All made' })).toBeVisible();
  });

  await test.step('it is exported as an MP4', async () => {
    await editor.keyboard.press('Control+e');
    await keep('07-export');
    await editor.getByRole('dialog').getByRole('button', { name: 'Export' }).click();
    const file = path.join(home, 'documents', 'Entracte', 'My first film.mp4');
    await expect
      .poll(
        () =>
          stat(file).then(
            ({ size }) => size,
            () => 0,
          ),
        { timeout: 60_000 },
      )
      .toBeGreaterThan(10_000);
    await expect(editor.getByTestId('jobs')).toContainText('Done');
    await keep('08-exported');
  });

  await test.step('the film shows the given picture at a keyframe', async () => {
    const url = await editor.evaluate(async () => {
      const entry = performance
        .getEntriesByType('resource')
        .find(({ name }) => name.includes('/media/film/'));
      return entry?.name ?? null;
    });
    expect(url).not.toBeNull();
    const base = (url ?? '').replace(/\/\d+(\?.*)?$/, '');
    const answer = await editor.request.get(`${base}/20`);
    expect(answer.status()).toBe(200);
    const given = pictures[1]?.bytes ?? Buffer.alloc(0);
    expect(psnr(await pixels(await answer.body()), await pixels(given))).toBeGreaterThan(30);
  });
});
