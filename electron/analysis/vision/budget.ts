/** What a run may use, reserved before a call is sent, so that calls side by side never overdraw it together. */
export interface Budget {
  /**
   * Sets a call and its most tokens aside. While other calls may still give tokens back it waits; null when there is
   * not enough left. Rejects with the signal's reason.
   */
  reserve(tokens: number, signal: AbortSignal): Promise<Reserved | null>;
  left(): { readonly calls: number | null; readonly tokens: number | null };
}

export interface Reserved {
  /** Says what the call truly took: 0 for one that was not counted. Once. */
  settle(tokens: number): void;
}

export function createBudget(limits: {
  readonly calls: number | null;
  readonly tokens: number | null;
}): Budget {
  let [calls, used, reserved] = [0, 0, 0];
  const open = new Set<symbol>();
  let wake: (() => void)[] = [];
  const fits = (tokens: number) => limits.tokens === null || used + reserved + tokens <= limits.tokens;
  return {
    left: () => ({
      calls: limits.calls === null ? null : Math.max(0, limits.calls - calls),
      tokens: limits.tokens === null ? null : Math.max(0, limits.tokens - used - reserved),
    }),
    reserve: async (tokens, signal) => {
      while (!fits(tokens) && open.size > 0) {
        await new Promise<void>((resolve) => {
          wake.push(resolve);
          signal.addEventListener(
            'abort',
            () => {
              resolve();
            },
            { once: true },
          );
        });
        signal.throwIfAborted();
      }
      if (!fits(tokens) || (limits.calls !== null && calls >= limits.calls)) {
        return null;
      }
      const id = Symbol('reserved');
      open.add(id);
      calls += 1;
      reserved += tokens;
      return {
        settle: (taken) => {
          if (open.delete(id)) {
            reserved -= tokens;
            used += taken;
            const waiting = wake;
            wake = [];
            waiting.forEach((resolve) => {
              resolve();
            });
          }
        },
      };
    },
  };
}
