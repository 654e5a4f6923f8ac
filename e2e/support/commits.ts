import type { Page } from '@playwright/test';

/** What React did since it was last asked. */
export interface Drawn {
  readonly commits: number;
  /** Commits that drew something inside the timeline. */
  readonly timeline: number;
  /** Components drawn anew, all commits together: in the timeline's lanes, and beside them. */
  readonly inLanes: readonly string[];
  readonly beside: readonly string[];
}

interface Fiber {
  readonly tag: number;
  readonly flags: number;
  readonly type: unknown;
  readonly memoizedProps: Readonly<Record<string, unknown>> | null;
  readonly alternate: Fiber | null;
  readonly child: Fiber | null;
  readonly sibling: Fiber | null;
}

/**
 * Counts React's work through the hook that React's own developer tools use, in the built program as it is. A fiber
 * was drawn where React marked it as having performed work; a branch that is the same object as before was skipped.
 */
export async function countCommits(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const seen = { commits: 0, timeline: 0, inLanes: [] as string[], beside: [] as string[] };
    const performedWork = 1;
    const components = new Set([0, 1, 11, 14, 15]);
    const nameOf = (type: unknown): string => {
      const inner = type as { name?: string; displayName?: string; type?: unknown; render?: unknown } | null;
      return inner?.displayName ?? (inner?.name || nameOf(inner?.type ?? inner?.render ?? { name: '?' }));
    };
    const visit = (fiber: Fiber, inside: boolean, touched: { timeline: boolean }) => {
      const within = inside || fiber.memoizedProps?.['id'] === 'timeline-lanes';
      if (components.has(fiber.tag) && (fiber.flags & performedWork) !== 0) {
        (within ? seen.inLanes : seen.beside).push(nameOf(fiber.type));
        touched.timeline ||= within;
      }
      if (fiber.child !== (fiber.alternate?.child ?? null)) {
        for (let child = fiber.child; child !== null; child = child.sibling) {
          visit(child, within, touched);
        }
      }
    };
    const hook = {
      supportsFiber: true,
      renderers: new Map(),
      inject: () => 1,
      checkDCE: () => undefined,
      onCommitFiberUnmount: () => undefined,
      onPostCommitFiberRoot: () => undefined,
      onCommitFiberRoot: (_id: number, root: { current: Fiber }) => {
        const touched = { timeline: false };
        seen.commits += 1;
        visit(root.current, false, touched);
        seen.timeline += touched.timeline ? 1 : 0;
      },
    };
    Object.assign(window, { __REACT_DEVTOOLS_GLOBAL_HOOK__: hook, drawnByReact: seen });
  });
}

/** What was drawn since the last call. */
export function takeDrawn(page: Page): Promise<Drawn> {
  return page.evaluate(() => {
    const { drawnByReact: seen } = window as unknown as { drawnByReact: Drawn };
    const taken = { ...seen };
    Object.assign(seen, { commits: 0, timeline: 0, inLanes: [], beside: [] });
    return taken;
  });
}
