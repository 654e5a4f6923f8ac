import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { keyframeFrames, keyframesRow, newFilm } from './support/films.ts';
import { expect, test } from './support/program.ts';

type Theme = 'dark' | 'light';

/** Serious and critical violations, one a line. Names and roles are one in both themes: in the light one colours alone are asked. */
async function faultsOf(editor: Page, theme: Theme): Promise<readonly string[]> {
  const axe = new AxeBuilder({ page: editor });
  const { violations } = await (theme === 'dark' ? axe : axe.withRules(['color-contrast'])).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary ?? ''}`),
    );
}

const dialogs = [
  ['films', 'Control+o'],
  ['palette', 'Control+k'],
  ['keys', '?'],
  ['export', 'Control+e'],
  ['save as', 'Control+Shift+s'],
  ['jobs', 'Control+j'],
] as const;

for (const theme of ['dark', 'light'] satisfies Theme[]) {
  test(`axe finds nothing serious in the ${theme} theme`, async ({ editor, keep }) => {
    test.setTimeout(180_000);
    await editor.getByTestId('keyframe').first().waitFor();
    if (theme === 'light') {
      await editor.getByRole('button', { name: 'Light or dark theme' }).click();
    }
    await expect(editor.locator('html')).toHaveAttribute('data-theme', theme);
    const found: string[] = [];
    const look = async (state: string) => {
      for (const fault of await faultsOf(editor, theme)) {
        found.push(`${state}: ${fault}`);
      }
      await keep(`40-${theme}-${state}`);
    };
    await look('sample');
    await editor.getByTestId('keyframe').nth(1).click();
    await look('keyframe');
    await editor.getByTestId('segment').first().click();
    await look('segment');
    await editor.getByTestId('batch').first().click();
    await look('batch');
    for (const [name, keys] of dialogs) {
      await editor.keyboard.press(keys);
      await expect(editor.getByRole('dialog')).toBeVisible();
      await look(name);
      await editor.keyboard.press('Escape');
      await expect(editor.getByRole('dialog')).toBeHidden();
    }
    await newFilm(editor, 'Empty');
    await expect(editor.getByTestId('keyframe')).toHaveCount(0);
    await look('empty');
    expect(found.join('\n')).toBe('');
  });
}

test('a page zoomed to 200 % covers nothing and cuts nothing off', async ({ editor, keep }) => {
  await editor.getByTestId('keyframe').first().waitFor();
  // What 1280 x 720 leaves at 200 %.
  await editor.setViewportSize({ width: 640, height: 360 });
  await newFilm(editor, 'A film with a name that is far longer than its field');
  for (const mode of ['Guide', 'Mask', 'Overlay', 'Compare', 'Output']) {
    await editor.getByRole('radio', { name: mode }).click();
  }
  await expect(editor.getByRole('button', { name: 'Choose pictures' })).toBeInViewport();
  await keep('42-zoomed');
  await editor.getByRole('button', { name: 'Open the sample film' }).click();
  await expect(editor.getByTestId('keyframe')).toHaveCount(5);
  await editor.getByRole('button', { name: 'Export', exact: true }).click();
  const dialog = editor.getByRole('dialog', { name: 'Export' });
  await dialog.getByRole('button', { name: 'Close' }).first().click();
  await editor.getByRole('button', { name: 'Render 2 batches' }).hover();
  await editor.getByTestId('batch').first().click();
  await expect(editor.getByText('Ends because')).toBeVisible();
});

test('a film without pictures says why it cannot be rendered or exported', async ({ editor }) => {
  await newFilm(editor, 'Nothing yet');
  for (const name of ['Render', 'Export']) {
    const button = editor.getByRole('button', { name, exact: true });
    await expect(button).toBeDisabled();
    await button.focus();
    await expect(editor.getByRole('tooltip')).toContainText('drop an image on the timeline');
  }
});

test('a film is edited and rendered by keys alone', async ({ editor, keep }) => {
  test.setTimeout(150_000);
  await editor.getByTestId('keyframe').first().waitFor();
  const press = async (...keys: readonly string[]) => {
    for (const key of keys) {
      await editor.keyboard.press(key);
    }
  };
  const said = editor.getByRole('status').filter({ hasText: /\S/ }).last();

  await test.step('Tab reaches every part of the window, and what has the focus shows it', async () => {
    const reached = new Set<string>();
    for (let n = 0; n < 90; n++) {
      await press('Tab');
      const at = await editor.evaluate(() => {
        const element = document.activeElement;
        if (element === null || element === document.body) {
          return null;
        }
        const part =
          element.closest('[aria-label]:is(section, footer, aside)')?.getAttribute('aria-label') ?? 'top';
        const style = getComputedStyle(element);
        const isSeen =
          style.outlineStyle !== 'none' ||
          style.boxShadow !== 'none' ||
          element.matches('input, textarea, [role="separator"]');
        return {
          part: element.getAttribute('data-row') ?? part,
          isSeen,
          name: element.outerHTML.slice(0, 120),
        };
      });
      if (at !== null) {
        reached.add(at.part);
        expect(at.isSeen, `the focus shows on ${at.name}`).toBe(true);
      }
    }
    for (const part of [
      'top',
      'Media',
      'Viewer',
      'Inspector',
      'Timeline',
      'keyframes',
      'segments',
      'batches',
      'Jobs',
    ]) {
      expect([...reached]).toContain(part);
    }
  });

  await test.step('add, move, delete, undo', async () => {
    await keyframesRow(editor).focus();
    await press('Home', 'Shift+ArrowRight', 'm');
    await expect.poll(() => keyframeFrames(editor)).toEqual([0, 10, 25, 54, 80, 110]);
    await press('Enter', 'Alt+ArrowRight', 'Alt+ArrowRight', 'Alt+Shift+ArrowRight');
    await expect.poll(() => keyframeFrames(editor)).toEqual([0, 22, 25, 54, 80, 110]);
    await expect(said).toHaveText('Moved to frame 22');
    await press('Delete');
    await expect.poll(() => keyframeFrames(editor)).toEqual([0, 25, 54, 80, 110]);
    await press('Control+z', 'Control+z');
    await expect.poll(() => keyframeFrames(editor)).toEqual([0, 10, 25, 54, 80, 110]);
    await expect(said).toContainText('Undone: Move keyframe');
  });

  await test.step('a picture of the media bin is put at the playhead', async () => {
    await press('End', 'Shift+ArrowLeft');
    await editor.getByRole('region', { name: 'Media' }).getByRole('button', { name: /used/ }).first().focus();
    await press('Enter');
    await expect.poll(() => keyframeFrames(editor)).toEqual([0, 10, 25, 54, 80, 100, 110]);
  });

  await test.step('render', async () => {
    await keyframesRow(editor).focus();
    await press('Control+Enter');
    await expect(editor.getByTestId('progress')).toBeVisible();
    await keep('41-by-keys');
    await expect(editor.getByRole('button', { name: 'All made' })).toBeVisible({ timeout: 90_000 });
    await expect(said).toHaveText(/Render.*: Done/);
  });
});
