import { createStore, type StoreApi } from 'zustand/vanilla';
import { persist } from 'zustand/middleware';
import type { Warning } from '../../shared/analysis/schema.ts';
import type { Suggestion } from '../../shared/analysis/vision/contract.ts';
import type { VisionCosts } from '../../shared/analysis/vision/costs.ts';
import type { ImportedAsset } from '../../shared/media/imported.ts';

/** A run of the vision model, as far as it has come. */
export interface VisionRun {
  readonly job: string;
  /** Frames that were given up or left, by keyframe, each with its reason. */
  readonly failed: ReadonlyMap<string, string>;
  /** What happened on the way, newest last. */
  readonly notes: readonly string[];
  readonly state: 'running' | 'ended';
  /** Why it did not go through all frames, or null. */
  readonly stopped: string | null;
}

/** A run of which nothing was heard yet. */
export const runOf = (job: string): VisionRun => ({
  job,
  failed: new Map(),
  notes: [],
  state: 'running',
  stopped: null,
});

/** Videos to be taken apart, one after the other. */
export interface ApartQueue {
  /** Assets; the first is the one in sight. */
  readonly videos: readonly string[];
  /** How many there were at first. */
  readonly of: number;
  /** The film frame the first one's keyframes would begin at. */
  readonly frame: number;
}

/** What is known of the film's pictures beside the project itself; nothing here is saved or undone. */
export interface AnalysisState {
  readonly apart: ApartQueue | null;
  /** Frames of videos that were taken in full size since the film was opened, by `takenId`: never taken twice. */
  readonly taken: ReadonlyMap<string, ImportedAsset>;
  readonly warnings: readonly Warning[];
  readonly suggestions: readonly Suggestion[];
  /** Suggestions the person does not want, by `suggestionId`, the newest last; kept by the browser. */
  readonly dismissed: readonly string[];
  /** What the last run of this project cost; null before the first. */
  readonly costs: VisionCosts | null;
  readonly run: VisionRun | null;
}

const nothingKnown: AnalysisState = {
  apart: null,
  taken: new Map(),
  warnings: [],
  suggestions: [],
  dismissed: [],
  costs: null,
  run: null,
};

/** What is forgotten when another film is opened. */
export const ofNoFilm = {
  apart: null,
  taken: nothingKnown.taken,
  warnings: nothingKnown.warnings,
  suggestions: nothingKnown.suggestions,
  costs: null,
  run: null,
} satisfies Partial<AnalysisState>;

export function createAnalysis(): StoreApi<AnalysisState> {
  return createStore<AnalysisState>()(
    persist(() => nothingKnown, {
      name: 'entracte.dismissed',
      partialize: ({ dismissed }) => ({ dismissed }),
    }),
  );
}

/** What a suggestion speaks of: "frame:ID" or "segment:KEY". */
export function subjectOf({ about }: Suggestion): string {
  return about.kind === 'frame' ? `frame:${about.keyframe}` : `segment:${about.key}`;
}

/** One thing said of one subject: said again it is another. */
export const suggestionId = (suggestion: Suggestion): string =>
  `${subjectOf(suggestion)}@${String(suggestion.at)}`;

/** The list with `suggestion` in the place of what was said of the same subject before. */
export function withSuggestion(list: readonly Suggestion[], suggestion: Suggestion): readonly Suggestion[] {
  const subject = subjectOf(suggestion);
  return [...list.filter((each) => subjectOf(each) !== subject), suggestion];
}
