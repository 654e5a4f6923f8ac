/** Where Compare divides the picture: the share of its width that shows the arranged film, 0..1. */
export interface Split {
  readonly share: () => number;
  readonly move: (share: number) => void;
  readonly subscribe: (heard: () => void) => () => void;
}

export function createSplit(): Split {
  const listeners = new Set<() => void>();
  let share = 0.5;
  return {
    share: () => share,
    move: (wanted) => {
      share = Math.min(1, Math.max(0, wanted));
      for (const listener of listeners) {
        listener();
      }
    },
    subscribe: (heard) => {
      listeners.add(heard);
      return () => listeners.delete(heard);
    },
  };
}
