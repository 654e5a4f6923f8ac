import { createStore, type StoreApi } from 'zustand/vanilla';

/** LoRAs the engine's server has, as far as they are known. */
export interface KnownLoras {
  readonly names: readonly string[];
}

export const createLoras = (): StoreApi<KnownLoras> => createStore<KnownLoras>(() => ({ names: [] }));
