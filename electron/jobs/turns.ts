/** Turns of a kind: so many at a time, the others wait. */
export interface Turns<Kind> {
  /** Resolves when it is this one's turn, or at once when it is aborted; `give` follows in both cases. */
  take(kind: Kind, signal: AbortSignal): Promise<void>;
  give(kind: Kind): void;
}

export function createTurns<Kind>(sideBySide: number): Turns<Kind> {
  const waiting: (() => void)[] = [];
  const running = new Map<Kind, number>();
  return {
    take: async (kind, signal) => {
      while ((running.get(kind) ?? 0) >= sideBySide && !signal.aborted) {
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
          signal.addEventListener('abort', () => {
            resolve();
          });
        });
      }
      running.set(kind, (running.get(kind) ?? 0) + 1);
    },
    give: (kind) => {
      running.set(kind, (running.get(kind) ?? 1) - 1);
      waiting.splice(0).forEach((wake) => {
        wake();
      });
    },
  };
}
