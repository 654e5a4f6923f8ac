import { createStore, type StoreApi } from 'zustand/vanilla';
import { persist } from 'zustand/middleware';
import type { Prepared } from '../../shared/contract.ts';
import { plainExport } from '../../shared/export/plainExport.ts';
import type { ExportSettings } from '../../shared/export/settings.ts';
import type { OwnKeys } from '../actions/keymap.ts';

export type ViewerMode = 'output' | 'guide' | 'mask' | 'overlay' | 'compare';

export type Arranged = 'hold' | 'crossfade' | 'motion';

/** How a person likes the window; kept by the browser, never part of a project. */
export interface Preferences {
  readonly theme: 'dark' | 'light';
  readonly keys: OwnKeys;
  readonly snap: boolean;
  readonly ripple: boolean;
  readonly follow: boolean;
  readonly loop: boolean;
  /** What is shown where nothing is generated yet. */
  readonly arranged: Arranged;
  readonly safe: boolean;
  /** Whether the film's sound is silent while it plays. */
  readonly muted: boolean;
  /** How films were exported last. */
  readonly exporting: Omit<ExportSettings, 'name'>;
}

export const plainPreferences: Preferences = {
  theme: 'dark',
  keys: {},
  snap: true,
  ripple: false,
  follow: true,
  loop: false,
  arranged: 'crossfade',
  safe: false,
  muted: false,
  exporting: plainExport,
};

export function createPreferences(): StoreApi<Preferences> {
  return createStore<Preferences>()(persist(() => plainPreferences, { name: 'entracte.preferences' }));
}

/** Puts the theme on the page, before anything reads its colours. */
export function wearTheme(preferences: StoreApi<Preferences>, page: HTMLElement): void {
  const wear = () => {
    page.dataset['theme'] = preferences.getState().theme;
  };
  preferences.subscribe(wear);
  wear();
}

export type DialogName =
  | 'palette'
  | 'keys'
  | 'export'
  | 'projects'
  | 'saveAs'
  | 'jobs'
  | 'comfyui'
  | 'ownModels'
  | 'apart'
  | 'upscale'
  | 'compareUpscaled'
  | 'describe'
  | 'vision';

/** The film with another take of one segment. */
export interface Rival {
  readonly prepared: Prepared;
  readonly segment: string;
  readonly take: string;
  /** What each is called: "Take 1", "Take 2". */
  readonly name: string;
  readonly against: string;
}

/** What passes: which dialog is open, what the viewer shows, the range. */
export interface Stage {
  readonly dialog: DialogName | null;
  readonly mode: ViewerMode;
  /** The take that Compare holds against the film; null holds the arranged film against it. */
  readonly rival: Rival | null;
  readonly range: { readonly first: number; readonly last: number } | null;
  /** Where the playhead stood when Render was pressed, while it follows the newest frame; null when it does not. */
  readonly live: number | null;
  /** Read out by screen readers; `turn` makes the same words twice two messages. */
  readonly said: { readonly words: string; readonly turn: number };
}

export function createStage(): StoreApi<Stage> {
  return createStore<Stage>(() => ({
    dialog: null,
    mode: 'output',
    rival: null,
    range: null,
    live: null,
    said: { words: '', turn: 0 },
  }));
}
