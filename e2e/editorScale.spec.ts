import type { Page } from '@playwright/test';
import { countCommits, takeDrawn } from './support/commits.ts';
import { paintPicture } from './support/files.ts';
import { keyframesRow, placeOf, putFilm } from './support/films.ts';
import { expect, test as base } from './support/program.ts';
import { clockOf, percentile, settle, tell } from './support/work.ts';

const count = 5000;
const gap = 12;

const test = base.extend({
  home: async ({ home }, use) => {
    const frames = Array.from({ length: count }, (_, index) => index * gap);
    await putFilm(home, { name: 'Five thousand', frames, pictures: [paintPicture(0, 208, 120)] });
    await use(home);
  },
  page: async ({ page }, use) => {
    await countCommits(page);
    await use(page);
  },
});

/** Zooms until `frames` frames lie in view, from frame 0 on. */
async function show(editor: Page, frames: number): Promise<void> {
  const row = keyframesRow(editor);
  const box = await row.boundingBox();
  const width = box?.width ?? 1000;
  await row.evaluate(
    (element, { wanted }) => {
      const scale = () => Number(getComputedStyle(element).getPropertyValue('--scale'));
      const left = element.getBoundingClientRect().left;
      for (let n = 0; n < 60 && Math.abs(Math.log(wanted / scale())) > 0.01; n++) {
        const deltaY = Math.max(-300, Math.min(300, -Math.log(wanted / scale()) / 0.0022));
        element.dispatchEvent(
          new WheelEvent('wheel', {
            deltaY,
            ctrlKey: true,
            clientX: left + 28,
            bubbles: true,
            cancelable: true,
          }),
        );
      }
      element.dispatchEvent(new WheelEvent('wheel', { deltaX: -1e7, bubbles: true, cancelable: true }));
    },
    { wanted: width / frames },
  );
  await settle(editor);
}

/** Selects the keyframes from `first` to `last`, as a click and a click with Shift do. */
async function choose(editor: Page, first: number, last: number): Promise<void> {
  const from = await placeOf(editor, first);
  await editor.mouse.click(from.x, from.y);
  const to = await placeOf(editor, last);
  await editor.keyboard.down('Shift');
  await editor.mouse.click(to.x, to.y);
  await editor.keyboard.up('Shift');
  await settle(editor);
}

const nodes = (editor: Page) =>
  editor.getByTestId('lanes').evaluate((lanes) => lanes.querySelectorAll('*').length);

test('five thousand keyframes, 300 of them selected', async ({ editor, keep }) => {
  test.setTimeout(360_000);
  await expect(editor.getByTestId('plan-summary')).toContainText('5,000 keyframes', { timeout: 60_000 });
  const worked = await clockOf(editor);
  await keep('30-five-thousand');

  await test.step('at most 150 nodes are mounted, however near or far', async () => {
    const mounted: number[] = [];
    for (const frames of [60_000, 6000, 1200, 480, 240, 60]) {
      await show(editor, frames);
      mounted.push(await nodes(editor));
    }
    tell(`nodes in the lanes, from far to near: ${mounted.join()}`);
    expect(Math.max(...mounted)).toBeLessThanOrEqual(150);
  });

  await test.step('zoom and scroll take few ms of the main thread', async () => {
    for (const [name, ctrlKey] of [
      ['scroll', false],
      ['zoom', true],
    ] as const) {
      const row = await keyframesRow(editor).elementHandle();
      const box = await row?.boundingBox();
      const clientX = (box?.x ?? 0) + (box?.width ?? 0) / 2;
      const rounds: { readonly median: number; readonly p95: number }[] = [];
      for (let round = 0; round < 3; round++) {
        await show(editor, 600);
        const taken: number[] = [];
        for (let n = 0; n < 40; n++) {
          const wheel = { deltaY: ctrlKey ? (n < 20 ? 90 : -90) : 70, ctrlKey, clientX };
          const turn = (element: Element | SVGElement | undefined, init: WheelEventInit) =>
            element?.dispatchEvent(new WheelEvent('wheel', { ...init, bubbles: true, cancelable: true }));
          taken.push(await worked(async () => void (await row?.evaluate(turn, wheel))));
        }
        rounds.push({ median: percentile(taken, 0.5), p95: percentile(taken, 0.95) });
      }
      // Even the thread's own clock runs on while another process holds the caches: the quietest round counts.
      const best = rounds.toSorted((a, b) => a.p95 - b.p95)[0] ?? { median: NaN, p95: NaN };
      tell(`${name}: median ${best.median.toFixed(1)} ms, p95 ${best.p95.toFixed(1)} ms`);
      // The figure is printed; a test on a machine that others use can only catch a change of order.
      expect(best.p95, name).toBeLessThan(64);
    }
  });

  await test.step('300 selected are dragged: at most three components a step', async () => {
    await show(editor, 4000);
    await choose(editor, 0, 299 * gap);
    await expect(editor.getByTestId('inspector')).toContainText('300 keyframes');
    await keep('31-three-hundred');
    await show(editor, 120);
    expect(await nodes(editor)).toBeLessThanOrEqual(150);
    const { x, y } = await placeOf(editor, 4 * gap);
    const frame = (await placeOf(editor, 4 * gap + 1)).x - x;
    await editor.mouse.move(x, y);
    await editor.mouse.down();
    await editor.mouse.move(x + frame, y);
    await settle(editor);
    await takeDrawn(editor);
    const lanes: number[] = [];
    const all: number[] = [];
    const taken: number[] = [];
    // The last of them passes its neighbour in the last steps.
    for (let n = 2; n <= gap + 2; n++) {
      taken.push(await worked(() => editor.mouse.move(x + n * frame, y)));
      const { inLanes, beside } = await takeDrawn(editor);
      lanes.push(inLanes.length);
      all.push(inLanes.length + beside.length);
    }
    await keep('32-dragged');
    await editor.mouse.up();
    tell(`components a drag step in the lanes: ${lanes.join()}; with the rest of the window: ${all.join()}`);
    tell(
      `work a drag step: median ${percentile(taken, 0.5).toFixed(1)} ms, p95 ${percentile(taken, 0.95).toFixed(1)} ms`,
    );
    expect(Math.max(...all)).toBeLessThanOrEqual(3);
    await editor.keyboard.press('Control+z');
  });

  await test.step('one is dragged past its neighbours: at most three components a step, and its segments follow', async () => {
    await editor.keyboard.press('Escape');
    await show(editor, 120);
    const from = await placeOf(editor, 3 * gap);
    const frame = (await placeOf(editor, 3 * gap + 1)).x - from.x;
    const shown = () =>
      editor.locator('[data-row="segments"] .tl-segment').evaluateAll((all) =>
        all
          .filter((one) => (one as HTMLElement).style.display !== 'none')
          .map((one) => Number((one as HTMLElement).style.getPropertyValue('--f')))
          .toSorted((a, b) => a - b)
          .slice(0, 7),
      );
    await editor.mouse.move(from.x, from.y);
    await editor.mouse.down();
    await editor.mouse.move(from.x + frame, from.y);
    await settle(editor);
    await takeDrawn(editor);
    const drawn: number[] = [];
    for (let n = 2; n <= 2 * gap + 5; n++) {
      await editor.mouse.move(from.x + n * frame, from.y);
      await settle(editor);
      const { inLanes, beside } = await takeDrawn(editor);
      drawn.push(inLanes.length + beside.length);
    }
    tell(`components a step, past two neighbours: ${drawn.join()}`);
    expect(Math.max(...drawn)).toBeLessThanOrEqual(3);
    expect(await shown()).toEqual([0, 12, 24, 48, 60, 65, 72]);
    await keep('33-passed');
    await editor.keyboard.press('Escape');
    await editor.mouse.up();
    await settle(editor);
    expect(await shown()).toEqual([0, 12, 24, 36, 48, 60, 72]);
  });

  await test.step('the timeline is not drawn by React while the film plays', async () => {
    // The answer to the last edit is drawn when it comes; playing is what is looked at here.
    await editor.keyboard.press('Home');
    await show(editor, 480);
    await expect
      .poll(async () => (await takeDrawn(editor)).commits, { intervals: [1500], timeout: 40_000 })
      .toBe(0);
    await editor.keyboard.press('Space');
    await editor.waitForTimeout(200);
    await takeDrawn(editor);
    const from = Number(await editor.getByTestId('frame').textContent());
    await editor.waitForTimeout(2000);
    const drawn = await takeDrawn(editor);
    const to = Number(await editor.getByTestId('frame').textContent());
    await editor.keyboard.press('Space');
    tell(
      `played ${String(to - from)} frames: ${String(drawn.commits)} commits, ${String(drawn.timeline)} of the timeline (${drawn.beside.join()})`,
    );
    expect(to - from).toBeGreaterThan(8);
    expect(drawn.timeline).toBe(0);
  });

  await test.step('undo of a move of 500 is quick', async () => {
    await show(editor, 7000);
    await choose(editor, 0, 499 * gap);
    await expect(editor.getByTestId('inspector')).toContainText('500 keyframes');
    const taken: number[] = [];
    for (let n = 0; n < 5; n++) {
      await editor.keyboard.press('Alt+Shift+ArrowRight');
      await expect(editor.getByRole('button', { name: 'Undo: Move 500 keyframes' })).toBeVisible();
      await editor.waitForTimeout(400);
      taken.push(await worked(() => editor.keyboard.press('Control+z')));
    }
    tell(`undo of 500: ${taken.map((ms) => ms.toFixed(1)).join(', ')} ms`);
    expect(percentile(taken, 0.5)).toBeLessThan(250);
  });
});
