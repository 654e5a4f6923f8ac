import { createCanvas, loadImage } from '@napi-rs/canvas';
import type { FakeVision } from '../electron/analysis/vision/fakeServer.ts';
import { paintPicture } from './support/files.ts';
import { both, look } from './support/look.ts';
import { chooseModel, fakeModel, key, putSeenFilm } from './support/model.ts';
import { expect, startProgram, test as base } from './support/program.ts';

const withModel = base.extend<{ model: FakeVision }>({
  model: async ({}, use) => {
    const model = await fakeModel({ key, delay: 400 });
    await use(model);
    await model.close();
  },
  home: async ({ home }, use) => {
    await putSeenFilm(home);
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
    const model = await fakeModel({ mode: { kind: 'undecodable', grey } });
    await chooseModel(home, model);
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

withModel(
  'a description that is stopped keeps what is done, and goes on with the rest only',
  async ({ home, page, keep }) => {
    withModel.setTimeout(300_000);
    const model = await fakeModel({ delay: 1500 });
    await chooseModel(home, model, { calls: 1 });
    const program = await startProgram(home);
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.goto(program.url);
    await expect(page.getByTestId('keyframe')).toHaveCount(8);
    await page.getByTestId('inspector').getByRole('button', { name: 'Describe…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Describe keyframes' });
    const preview = dialog.getByTestId('vision-preview');
    const status = dialog.getByRole('status');
    const send = dialog.getByRole('button', { name: /^Send \d calls?$/ });
    const callsOf = async () => Number((await send.innerText()).replace(/\D/g, ''));
    await expect(preview).toContainText(model.url);
    const atFirst = await callsOf();

    await send.click();
    await expect(status).toContainText(/frames [1-7] of 8/, { timeout: 60_000 });
    await dialog.getByRole('button', { name: 'Stop', exact: true }).click();
    await expect(status).toContainText(/Stopped at [1-7] of 8 frames/);
    const done = Number(/at (\d)/.exec(await status.innerText())?.[1]);
    await expect(dialog.getByRole('button', { name: /^Accept all \d$/ })).toBeVisible();
    await look(page, keep, 'describing-stopped');

    await withModel.step('the rest is told before it is sent, and it is fewer calls', async () => {
      await dialog.getByRole('button', { name: 'Go on with the rest…' }).click();
      await expect(preview).toContainText(`8, ${String(done)} of them known already`);
      const rest = await callsOf();
      expect(rest).toBeLessThan(atFirst);
      const before = model.calls.length;
      await send.click();
      await expect(status).toContainText('8 frames described', { timeout: 60_000 });
      expect(model.calls.length - before).toBe(rest);
      await expect(dialog.getByTestId('costs')).toContainText(`${String(done)} cached`);
    });

    await withModel.step('asked once more it has nothing to send', async () => {
      const before = model.calls.length;
      await dialog.getByRole('button', { name: 'Describe more…' }).click();
      await expect(preview).toContainText('Everything is known already: nothing is sent.');
      await dialog.getByRole('button', { name: 'Start', exact: true }).click();
      await expect(status).toContainText('8 frames described');
      expect(model.calls.length).toBe(before);
    });
    await program.stop();
    await model.close();
  },
);
