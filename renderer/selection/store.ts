import { createStore, type StoreApi } from 'zustand/vanilla';
import {
  nothing,
  selected,
  selectedAll,
  stillThere,
  type ManyKind,
  type SelectMode,
  type Selection,
} from './selection.ts';

export interface SelectionStore {
  readonly store: StoreApi<Selection>;
  readonly select: (kind: ManyKind, id: string, mode: SelectMode, order: readonly string[]) => void;
  readonly selectAll: (kind: ManyKind, ids: readonly string[]) => void;
  readonly selectBatch: (index: number) => void;
  readonly clear: () => void;
  /** Lets go of what is no longer there. */
  readonly prune: (has: (id: string) => boolean) => void;
}

export function createSelection(): SelectionStore {
  const store = createStore<Selection>(() => nothing);
  const set = (next: Selection) => {
    if (next !== store.getState()) {
      store.setState(next, true);
    }
  };
  return {
    store,
    select: (kind, id, mode, order) => {
      set(selected(store.getState(), kind, id, mode, order));
    },
    selectAll: (kind, ids) => {
      set(selectedAll(kind, ids));
    },
    selectBatch: (index) => {
      set({ kind: 'batch', index });
    },
    clear: () => {
      set(nothing);
    },
    prune: (has) => {
      set(stillThere(store.getState(), has, Infinity));
    },
  };
}
