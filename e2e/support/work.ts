import type { Page } from '@playwright/test';

/** Milliseconds the page's main thread worked, by the thread's own clock: waiting for a busy machine is left out. */
export type Worked = (act: () => Promise<void>) => Promise<number>;

/** Lets the page draw twice: what an event asked for has been done by then. */
export const settle = (page: Page): Promise<void> =>
  page.evaluate(
    () =>
      new Promise((resolve) => {
        requestAnimationFrame(() => {
          requestAnimationFrame(() => {
            setTimeout(resolve);
          });
        });
      }),
  );

/** A clock for `act` and the drawing it asks for; what the asking alone costs is taken off. */
export async function clockOf(page: Page): Promise<Worked> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const now = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN) * 1000;
  };
  const whole = async (act: () => Promise<void>) => {
    const before = await now();
    await act();
    await settle(page);
    return (await now()) - before;
  };
  const idle: number[] = [];
  for (let n = 0; n < 15; n++) {
    idle.push(await whole(() => page.evaluate(() => undefined)));
  }
  const own = percentile(idle, 0.5);
  return async (act) => Math.max(0, (await whole(act)) - own);
}

/** The value that `share` of all are not above. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? NaN;
}

/** Figures for people, beside what passes and fails. */
export function tell(words: string): void {
  process.stdout.write(`    ${words}\n`);
}
