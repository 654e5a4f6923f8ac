import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Opened } from '../../shared/contract.ts';
import type { Project } from '../../shared/project/schema.ts';

/** What is offered back after the program ended unexpectedly; `project` null when nothing is. */
export type Recovery =
  | { readonly opened: Opened; readonly project: Project; readonly time: string }
  | { readonly opened: null; readonly project: null; readonly time: null };

export const noRecovery: Recovery = { opened: null, project: null, time: null };

export function createRecovery(): StoreApi<Recovery> {
  return createStore<Recovery>(() => noRecovery);
}
