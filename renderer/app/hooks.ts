import { useStore } from 'zustand';
import type { Plan } from '../../shared/planner/schema.ts';
import type { Project } from '../../shared/project/schema.ts';
import { projectOf, shownOf } from '../document/openDocument.ts';
import type { Selection } from '../selection/selection.ts';
import { useEditor } from './editor.ts';
import type { Preferences } from './preferences.ts';

/** The settled project: unchanged while something is dragged. */
export const useProject = (): Project => useStore(useEditor().document.store, projectOf);
/** The project with the running drag. */
export const useShownProject = (): Project => useStore(useEditor().document.store, shownOf);
export const useSelection = (): Selection => useStore(useEditor().selection.store);
export const usePlan = (): Plan | null => useStore(useEditor().planning.store, ({ plan }) => plan);
/** The plan of the settled project: unchanged while something is dragged. */
export const useSettledPlan = (): Plan | null =>
  useStore(useEditor().planning.store, ({ settled }) => settled);
export const usePreference = <K extends keyof Preferences>(name: K): Preferences[K] =>
  useStore(useEditor().preferences, (state) => state[name]);
