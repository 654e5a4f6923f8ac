import { FakeServer } from '../electron/engines/comfyui/testing/server.ts';
import { paintPicture } from './support/files.ts';
import { putFilm } from './support/films.ts';
import { expect, test as base } from './support/program.ts';

interface Fixtures {
  server: FakeServer;
}

const test = base.extend<Fixtures>({
  server: async ({}, use) => {
    const server = await new FakeServer({ stepTime: 120, previews: 'plain', paintsSeeds: true }).start();
    await use(server);
    await server.die();
  },
  home: async ({ home }, use) => {
    const pictures = [0, 1, 2].map((index) => paintPicture(index, 208, 128));
    await putFilm(home, {
      name: 'With ComfyUI',
      frames: [0, 8, 16],
      pictures,
      size: { width: 208, height: 128 },
    });
    await use(home);
  },
});

test('a ComfyUI server is found, tested, rendered with and lost', async ({ editor, server, keep }) => {
  test.setTimeout(180_000);
  await expect(editor.getByTestId('batch').first()).toBeVisible();

  await test.step('an engine that cannot be reached says why, and Render says so too', async () => {
    await editor.getByRole('combobox', { name: 'Engine' }).first().click();
    await editor.getByRole('option', { name: /ComfyUI/ }).click();
    await expect(editor.getByTestId('engine-fault')).toContainText(/ComfyUI/);
    const render = editor.getByRole('button', { name: 'Render' });
    await expect(render).toHaveAttribute('aria-disabled', 'true');
    await expect(render).toHaveAccessibleDescription(/ComfyUI/);
    await render.hover();
    await expect(editor.getByRole('tooltip')).toContainText(/ComfyUI/);
    await keep('60-unreachable-engine');
    await editor.keyboard.press('Control+Enter');
    const again = editor.getByTestId('engine-fault').getByRole('button', { name: 'Try again' });
    await expect(again).toBeFocused();
    await expect(editor.getByTestId('jobs')).toContainText('Nothing is running');
  });

  const dialog = editor.getByRole('dialog', { name: 'ComfyUI settings' });
  const address = dialog.getByLabel('Address');
  await test.step('a wrong address is told in a sentence with what to do', async () => {
    await editor.getByTestId('engine-fault').getByRole('button', { name: 'Settings…' }).click();
    await expect(dialog).toBeVisible();
    await address.fill('http://127.0.0.1:9');
    await dialog.getByRole('button', { name: 'Test connection' }).click();
    const answer = dialog.getByRole('alert');
    await expect(answer).toContainText('127.0.0.1:9', { timeout: 30_000 });
    await expect(answer).toContainText(/\w+\. .*\w+\./);
    await keep('61-wrong-address');
  });

  await test.step('the right one answers with what it has, and is kept', async () => {
    await address.fill(server.url);
    await dialog.getByRole('button', { name: 'Test connection' }).click();
    await expect(dialog.getByTestId('comfy-answer')).toContainText('everything is there');
    await dialog.getByLabel('Steps').fill('12');
    await keep('62-right-address');
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(dialog).toBeHidden();
    await expect(editor.getByTestId('engine-fault')).toBeHidden();
  });

  await test.step('while it samples its steps are counted', async () => {
    const progress = editor.getByTestId('jobs').getByRole('progressbar');
    await editor.getByRole('button', { name: /^Render \d/ }).click();
    await expect(editor.getByTestId('progress')).toContainText(/Sampling · steps \d+ of 12/);
    await expect.poll(async () => Number(await progress.getAttribute('aria-valuenow'))).toBeGreaterThan(0);
    await keep('63-sampling');
    await expect(editor.getByRole('button', { name: 'All made' })).toBeVisible({ timeout: 60_000 });
    expect(server.prompts.length).toBeGreaterThan(0);
    await keep('64-made');
  });

  await test.step('another take is held against the first', async () => {
    await editor.getByTestId('segment').first().click();
    const inspector = editor.getByTestId('inspector');
    await inspector.getByRole('button', { name: 'Another take', exact: true }).click();
    await expect(inspector.getByRole('radio', { name: /^Take/ })).toHaveCount(2, { timeout: 60_000 });
    await inspector.getByRole('button', { name: 'Compare take 1 with what is shown' }).click();
    const viewer = editor.getByTestId('viewer');
    await expect(viewer).toHaveAttribute('data-source', 'Take 1 beside take 2');
    await expect(editor.getByRole('slider', { name: 'Divider between take 1 and take 2' })).toBeVisible();
    const pixel = (x: number) =>
      viewer.evaluate((element, share) => {
        const canvas = element as HTMLCanvasElement;
        const at = [Math.round(canvas.width * share), Math.round(canvas.height / 2)] as const;
        return [...(canvas.getContext('2d')?.getImageData(...at, 1, 1).data ?? [])].join();
      }, x);
    await expect.poll(async () => (await pixel(0.3)) !== (await pixel(0.7))).toBe(true);
    await keep('65-two-takes');
    await editor.keyboard.press('1');
    await expect(viewer).not.toHaveAttribute('data-source', /Take/);
  });

  await test.step('a server that went away is told at the next start', async () => {
    await server.die();
    await editor.keyboard.press('Control+Shift+s');
    const saving = editor.getByRole('dialog');
    await saving.getByRole('button', { name: 'Save' }).click();
    await expect(saving).toBeHidden();
    // An answer of the server is believed for a while: 15 seconds.
    await expect(async () => {
      await editor.reload();
      const fault = editor.getByTestId('engine-fault');
      await expect(fault).toContainText(server.url.replace('http://', ''), { timeout: 5000 });
    }).toPass({ timeout: 60_000 });
  });
});
