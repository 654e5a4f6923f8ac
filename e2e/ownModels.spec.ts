import { tinyInterpolator } from '../scripts/tinyInterpolator.mjs';
import { expect, test } from './support/program.ts';

test('an interpolation model of one’s own is tried, told about, used and removed', async ({ editor }) => {
  await editor.getByRole('button', { name: 'Your own models' }).first().click();
  const dialog = editor.getByRole('dialog', { name: 'Your own models' });
  const add = async (name: string, bytes: Uint8Array) =>
    dialog
      .locator('input[type=file]')
      .setInputFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) });

  await test.step('a file that is none is refused in a sentence, and nothing is kept of it', async () => {
    await add('page.onnx', Buffer.from('<!doctype html>'));
    await expect(dialog.getByRole('alert')).toContainText('“page.onnx” is not an ONNX model.');
    await expect(dialog.getByText('None yet.')).toBeVisible();
  });

  await test.step('what it takes is found out, and that it does not move things', async () => {
    await add('Fader.onnx', tinyInterpolator({ pictures: 11 }));
    const row = dialog.getByRole('listitem').filter({ hasText: 'fader' });
    await expect(row).toContainText('one input of 11 channels, 0..1, float32', { timeout: 60_000 });
    await expect(row).toContainText('This model crossfades');
    await expect(row).toContainText(/s a frame of 640 × 360 on (CPU|CUDA|DirectML|CoreML|WebGPU)/);
  });

  const engine = editor.getByRole('combobox', { name: 'Engine' }).first();
  await test.step('it is an engine of the film, until it is removed', async () => {
    await dialog.getByRole('button', { name: 'Use', exact: true }).click();
    await expect(dialog.getByRole('button', { name: 'In use' })).toBeDisabled();
    await editor.keyboard.press('Escape');
    await expect(engine).toContainText('fader');
    await editor.getByRole('button', { name: 'Your own models' }).first().click();
    await dialog.getByRole('button', { name: 'Remove fader' }).click();
    await expect(dialog.getByText('None yet.')).toBeVisible();
    await editor.keyboard.press('Escape');
    await expect(engine).toContainText('Draft');
  });
});
