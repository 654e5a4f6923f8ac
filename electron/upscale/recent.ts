/**
 * Results by distinct picture, until `limit` bytes: what waits to be shown is kept, of the rest the one shown longest ago
 * goes first.
 */
export interface Recent<T> {
  get(distinct: number): Promise<T> | null;
  /** Waits until `bytes` more fit; always lets one in when nothing waits to be shown. */
  room(bytes: number, signal: AbortSignal): Promise<void>;
  add(distinct: number, result: Promise<T>, bytes: number): Promise<T>;
  /** One more frame is to show it; `shown` says that one has. */
  wanted(distinct: number): void;
  shown(distinct: number): void;
}

export function createRecent<T>(limit: number): Recent<T> {
  const entries = new Map<number, { readonly result: Promise<T>; readonly bytes: number; waiting: number }>();
  let total = 0;
  const wake: (() => void)[] = [];
  const letGo = (needed: number) => {
    for (const [distinct, { bytes, waiting }] of entries) {
      if (total + needed <= limit) {
        return;
      }
      if (waiting === 0) {
        entries.delete(distinct);
        total -= bytes;
      }
    }
  };
  const isStuck = () => [...entries.values()].some(({ waiting }) => waiting > 0);
  return {
    get: (distinct) => entries.get(distinct)?.result ?? null,
    room: async (bytes, signal) => {
      letGo(bytes);
      const wakeAll = () => {
        wake.splice(0).forEach((each) => {
          each();
        });
      };
      signal.addEventListener('abort', wakeAll, { once: true });
      try {
        while (total + bytes > limit && isStuck() && !signal.aborted) {
          await new Promise<void>((resolve) => wake.push(resolve));
          letGo(bytes);
        }
      } finally {
        signal.removeEventListener('abort', wakeAll);
      }
      signal.throwIfAborted();
    },
    add: (distinct, result, bytes) => {
      entries.set(distinct, { result, bytes, waiting: 0 });
      total += bytes;
      return result;
    },
    wanted: (distinct) => {
      const entry = entries.get(distinct);
      if (entry !== undefined) {
        entry.waiting += 1;
        entries.delete(distinct);
        entries.set(distinct, entry);
      }
    },
    shown: (distinct) => {
      const entry = entries.get(distinct);
      if (entry !== undefined) {
        entry.waiting -= 1;
        wake.splice(0).forEach((each) => {
          each();
        });
      }
    },
  };
}
