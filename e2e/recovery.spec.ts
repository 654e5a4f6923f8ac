import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { keyframeFrames, putFilm } from './support/films.ts';
import { paintPicture } from './support/files.ts';
import { expect, startProgram, test } from './support/program.ts';

test('an edit that was never saved is offered back after kill -9', async ({
  editor,
  program,
  home,
  keep,
}) => {
  await editor.getByTestId('keyframe').nth(1).click();
  for (let n = 0; n < 4; n++) {
    await editor.keyboard.press('Alt+ArrowRight');
  }
  const edited = await keyframeFrames(editor);
  expect(edited).toEqual([0, 29, 54, 80, 110]);
  // A file that is still being written does not count: a kill at that moment leaves no more than the state before.
  const keptAside = async () => {
    const files = await readdir(path.join(home, 'data', 'recovery')).catch(() => []);
    return files.filter((name) => name.endsWith('.json')).length;
  };
  await expect.poll(keptAside).toBe(1);
  await program.kill();
  await expect(editor.getByRole('alert').filter({ hasText: 'Connection lost' })).toBeVisible();
  await keep('10-connection-lost');

  const again = await startProgram(home);
  try {
    await editor.goto(again.url);
    const dialog = editor.getByRole('dialog', { name: 'Changes were never saved' });
    await expect(dialog).toBeVisible();
    expect(await keyframeFrames(editor)).toEqual([0, 25, 54, 80, 110]);
    await keep('11-recovery');
    await dialog.getByRole('button', { name: 'Go on with them' }).click();
    await expect(dialog).toBeHidden();
    await expect.poll(() => keyframeFrames(editor)).toEqual(edited);
    await editor.keyboard.press('Control+z');
    await expect.poll(() => keyframeFrames(editor)).toEqual([0, 25, 54, 80, 110]);
  } finally {
    await again.stop();
  }
});

test('a page that is open finds the program again when it is restarted', async ({
  editor,
  program,
  home,
  keep,
}) => {
  const port = Number(new URL(program.url).port);
  await expect(editor.getByTestId('keyframe')).toHaveCount(5);
  // A call is under way when the program goes: what it was for is told in words, once, until the program is back.
  program.process.kill('SIGSTOP');
  await editor.keyboard.press('Control+Enter');
  await program.kill();
  const lost = editor.getByRole('alert').filter({ hasText: 'Connection lost' });
  await expect(lost).toBeVisible();
  const broken = editor.locator('[data-sonner-toast]');
  await expect(broken).toHaveText(
    'This was not done: the connection to Entracte was lost.Do it again when the line at the top is gone.',
  );
  await keep('13-not-done');
  const again = await startProgram(home, port);
  try {
    expect(again.url).toBe(program.url);
    await expect(lost).toBeHidden();
    await expect(broken).toHaveCount(0);
    await editor.getByTestId('keyframe').nth(1).click();
    await editor.keyboard.press('Alt+ArrowRight');
    // Main answers again: it keeps the edit aside and has a plan of it.
    await expect.poll(() => readdir(path.join(home, 'data', 'recovery')).catch(() => [])).toHaveLength(1);
    await expect(editor.getByRole('button', { name: /^Render \d/ })).toBeVisible();
    expect(await keyframeFrames(editor)).toEqual([0, 26, 54, 80, 110]);
  } finally {
    await again.stop();
  }
});

const early = test.extend({
  page: async ({ page }, use) => {
    let isFirst = true;
    await page.routeWebSocket(/\/rpc$/, (socket) => {
      if (isFirst) {
        isFirst = false;
        socket.onMessage(() => void socket.close());
      } else {
        socket.connectToServer();
      }
    });
    await use(page);
  },
});

early(
  'a program that goes away before a film is there shows its film when it is back',
  async ({ editor }) => {
    await expect(editor.getByTestId('keyframe')).toHaveCount(5);
    await expect(editor.getByRole('dialog')).toHaveCount(0);
  },
);

const rendering = test.extend({
  home: async ({ home }, use) => {
    const pictures = [0, 1, 2, 3, 4].map((index) => paintPicture(index));
    const frames = [0, 40, 80, 120, 160];
    await putFilm(home, {
      name: 'Killed',
      frames,
      pictures,
      size: { width: 416, height: 240 },
      planning: { strategy: 'separate' },
    });
    await use(home);
  },
});

rendering(
  'a render killed in the middle goes on, and makes no batch twice',
  async ({ editor, program, home, keep }) => {
    test.setTimeout(180_000);
    await editor.getByRole('button', { name: 'Render 4 batches' }).click();
    const made = (page: typeof editor) => page.locator('[data-testid="batch"][data-state="kept"]');
    await expect.poll(() => made(editor).count(), { timeout: 60_000, intervals: [50] }).toBeGreaterThan(0);
    await program.kill();
    const before = await made(editor).count();
    expect(before).toBeLessThan(4);

    const again = await startProgram(home);
    try {
      await editor.goto(again.url);
      await expect(editor.getByRole('button', { name: 'All made' })).toBeVisible({ timeout: 120_000 });
      await expect(made(editor)).toHaveCount(4);
      await editor.keyboard.press('Control+j');
      const jobs = editor.getByRole('dialog', { name: 'Jobs and messages' });
      await expect(jobs.getByRole('listitem').filter({ hasText: 'Render' })).toHaveCount(1);
      await jobs.getByText('What happened').click();
      await expect(jobs.getByText('what was finished is not made twice')).toBeVisible();
      const words = await jobs.getByText(/\d of 4 batches are kept/).textContent();
      expect(Number(words?.[0])).toBeGreaterThanOrEqual(before);
      await keep('12-went-on');
    } finally {
      await again.stop();
    }
  },
);
