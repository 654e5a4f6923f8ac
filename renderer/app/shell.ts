import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ProjectEntry, Template } from '../../shared/contract.ts';
import type { ExportPreset } from '../../shared/export/contract.ts';

/** What the program around the screen offers. */
export interface ShellState {
  readonly version: string;
  readonly dialogs: boolean;
  readonly templates: readonly Template[];
  readonly presets: readonly ExportPreset[];
  readonly projects: readonly ProjectEntry[];
}

export function createShell(): StoreApi<ShellState> {
  return createStore<ShellState>(() => ({
    version: '',
    dialogs: false,
    templates: [],
    presets: [],
    projects: [],
  }));
}
