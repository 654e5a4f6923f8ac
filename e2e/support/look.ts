import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect } from './program.ts';

export const both = ['dark', 'light'];

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
export async function look(
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
