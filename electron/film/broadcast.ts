/** Sends values to whoever watches. A slow watcher loses the oldest: it never slows the sender. */
export interface Broadcast<T> {
  send(value: T): void;
  watch(signal?: AbortSignal): AsyncGenerator<T, void>;
}

/** Values that wait for one watcher at most. */
const mostWaiting = 2000;

export function createBroadcast<T>(): Broadcast<T> {
  const watchers = new Set<(value: T) => void>();
  return {
    send: (value) => {
      watchers.forEach((hear) => {
        hear(value);
      });
    },
    async *watch(signal) {
      const waiting: T[] = [];
      let wake: () => void = () => undefined;
      const hear = (value: T) => {
        waiting.push(value);
        if (waiting.length > mostWaiting) {
          waiting.shift();
        }
        wake();
      };
      const stop = () => {
        wake();
      };
      watchers.add(hear);
      signal?.addEventListener('abort', stop);
      try {
        while (signal?.aborted !== true) {
          const value = waiting.shift();
          if (value !== undefined) {
            yield value;
          } else {
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
          }
        }
      } finally {
        watchers.delete(hear);
        signal?.removeEventListener('abort', stop);
      }
    },
  };
}
