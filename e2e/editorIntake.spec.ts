import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { dropFiles, paintPicture } from './support/files.ts';
import { keyframeFrames, newFilm, placeOf, putFilm } from './support/films.ts';
import { expect, test } from './support/program.ts';

/** Drops files and folders of the disk as the browser itself hands them over. */
async function dropPaths(
  editor: Page,
  files: readonly string[],
  at: { x: number; y: number },
): Promise<void> {
  const session = await editor.context().newCDPSession(editor);
  const data = { items: [], files: [...files], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, ...at, data });
  }
}

test('a folder is dropped, with folders in it: its pictures in natural order', async ({
  editor,
  home,
  keep,
}) => {
  await newFilm(editor, 'From a folder');
  const folder = path.join(home, 'shots');
  await mkdir(path.join(folder, 'later'), { recursive: true });
  for (const [name, index] of [
    ['shot 10.png', 2],
    ['shot 2.png', 1],
    ['shot 1.png', 0],
    [path.join('later', 'shot 11.png'), 3],
  ] as const) {
    await writeFile(path.join(folder, name), paintPicture(index).bytes);
  }
  await writeFile(path.join(folder, '.DS_Store'), 'hidden');
  await dropPaths(editor, [folder], await placeOf(editor, 10));
  await expect(editor.getByTestId('keyframe')).toHaveCount(4);
  expect(await keyframeFrames(editor)).toEqual([10, 34, 58, 82]);
  const names = await editor
    .getByRole('region', { name: 'Media' })
    .getByRole('button', { name: /used once/ })
    .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')?.split(',')[0]));
  expect(names).toEqual(['shot 1.png', 'shot 2.png', 'shot 10.png', 'shot 11.png']);
  await expect(editor.locator('[data-sonner-toast][data-type="error"]')).toHaveCount(0);
  await keep('70-folder');
});

const slow = test.extend<{ connect: () => void }>({
  connect: async ({ page }, use) => {
    let connect = () => {
      // Set below, before the page asks.
    };
    const allowed = new Promise<void>((resolve) => {
      connect = resolve;
    });
    await page.routeWebSocket(/\/rpc$/, async (socket) => {
      await allowed;
      socket.connectToServer();
    });
    await use(connect);
  },
});

slow('a picture dropped before the program answers waits for it', async ({ connect, editor }) => {
  await dropFiles(editor, editor.getByTestId('lanes'), [paintPicture(3)], { x: 0, y: 60 });
  const note = editor.getByText('1 file waits until Entracte is ready…');
  await expect(note).toBeVisible();
  connect();
  await expect(
    editor.getByRole('region', { name: 'Media' }).getByRole('button', { name: /^picture 4\.png/ }),
  ).toBeVisible();
  await expect(note).toHaveCount(0);
});

test('a picture is pasted at the playhead', async ({ editor }) => {
  await editor.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await editor.getByTestId('keyframe').first().waitFor();
  await editor.keyboard.press('Home');
  await editor.keyboard.press('Shift+ArrowRight');
  await editor.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const blob = new Blob([bytes], { type: 'image/png' });
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]);
  }, paintPicture(3).bytes.toString('base64'));
  await editor.keyboard.press('Control+v');
  await expect.poll(() => keyframeFrames(editor)).toEqual([0, 10, 25, 54, 80, 110]);
  await expect(editor.getByRole('button', { name: /^Undo: Add 1 picture/ })).toBeVisible();
});

const broken = test.extend({
  home: async ({ home }, use) => {
    await putFilm(home, {
      name: 'Moved away',
      frames: [0, 20, 40],
      pictures: [0, 1].map((n) => paintPicture(n)),
    });
    const assets = path.join(home, 'data', 'drafts', 'put-there', 'film.assets');
    const [first] = await readdir(assets);
    await rm(path.join(assets, first ?? ''));
    await use(home);
  },
});

broken('a picture that is gone is told, found again, and shown', async ({ editor, home, keep }) => {
  const bin = editor.getByRole('region', { name: 'Media' });
  const find = bin.getByRole('button', { name: /File is missing/ });
  await expect(find).toHaveCount(1);
  await keep('71-missing');
  const other = path.join(home, 'another.png');
  await writeFile(other, paintPicture(4).bytes);
  const chooser = editor.waitForEvent('filechooser');
  await find.click();
  await (await chooser).setFiles(other);
  await expect(find).toHaveCount(0);
  await expect(bin.getByRole('button', { name: /another\.png/ })).toBeVisible();
  const shown = () =>
    editor
      .getByTestId('keyframe')
      .evaluateAll(
        (all) => all.filter((one) => (one as HTMLElement).style.backgroundImage === 'none').length,
      );
  await expect.poll(shown).toBe(0);
  await expect
    .poll(() =>
      bin.locator('img').evaluateAll((all) => all.every((one) => (one as HTMLImageElement).naturalWidth > 0)),
    )
    .toBe(true);
  expect(await keyframeFrames(editor)).toEqual([0, 20, 40]);
  await keep('72-found');
});

let cut = () => Promise.resolve();
const cutting = test.extend({
  page: async ({ page }, use) => {
    await page.routeWebSocket(/\/rpc$/, (socket) => {
      const server = socket.connectToServer();
      cut = async () => {
        await server.close();
        await socket.close();
      };
    });
    await use(page);
  },
});

cutting(
  'a connection that breaks comes back by itself, with what was done meanwhile',
  async ({ editor, keep }) => {
    await expect(editor.getByTestId('batch')).toHaveCount(2);
    const lost = editor.getByRole('alert').filter({ hasText: 'Connection lost' });
    const seen = editor.waitForFunction(() => document.body.innerText.includes('Connection lost'));
    await cut();
    await seen;
    await editor.getByTestId('keyframe').nth(1).click();
    await editor.keyboard.press('Alt+ArrowRight');
    await expect(lost).toBeHidden({ timeout: 20_000 });
    await expect.poll(() => keyframeFrames(editor)).toEqual([0, 26, 54, 80, 110]);
    await editor.getByRole('button', { name: 'Render 2 batches' }).click();
    await expect(editor.getByTestId('progress')).toContainText(/frames \d+ of \d+/);
    await keep('73-back');
    await editor.keyboard.press('Control+.');
    await expect(editor.getByTestId('jobs')).toContainText('Cancelled', { timeout: 30_000 });
  },
);

test('while the first keyframe is dragged right its frame is told and the viewer shows it', async ({
  editor,
  keep,
}) => {
  await expect(editor.getByTestId('batch')).toHaveCount(2);
  const frame = editor.getByTestId('keyframe-frame');
  const from = await placeOf(editor, 0);
  await editor.mouse.click(from.x, from.y);
  await expect(frame).toHaveValue('0');
  const to = await placeOf(editor, 12);
  await editor.mouse.move(from.x, from.y);
  await editor.mouse.down();
  await editor.mouse.move(to.x, to.y, { steps: 4 });
  await expect(frame).toHaveValue('12');
  await expect(editor.getByTestId('viewer')).toHaveAttribute(
    'data-source',
    'Before the film: its first keyframe',
  );
  await keep('74-before-the-film');
  await editor.keyboard.press('Escape');
  await expect(frame).toHaveValue('0');
  await editor.mouse.up();
  await expect(editor.getByTestId('viewer')).toHaveAttribute('data-source', 'Keyframe');
});
