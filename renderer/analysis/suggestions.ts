import type { Suggestion } from '../../shared/analysis/vision/contract.ts';
import { setSegments, together } from '../../shared/project/edits.ts';
import type { Project } from '../../shared/project/schema.ts';
import type { Editor } from '../app/editor.ts';
import { remembered } from '../film/remembered.ts';
import { segmentsIn } from '../film/segments.ts';
import { texts } from '../texts.ts';
import { suggestionId } from './analysis.ts';

const t = texts.vision;

/** Suggestions kept as dismissed: those of a long film, twice. */
const mostDismissed = 1000;

/** A suggested prompt that is not the segment's own. */
export interface Offer {
  readonly key: string;
  readonly suggestion: Suggestion;
  /** The person wrote a prompt already: accepting would replace it. */
  readonly replaces: boolean;
}

const bySegment = remembered(
  (suggestions: readonly Suggestion[]): ReadonlyMap<string, Suggestion> =>
    new Map(
      suggestions.flatMap((each) => (each.about.kind === 'segment' ? [[each.about.key, each] as const] : [])),
    ),
);

/** What is suggested and neither accepted nor dismissed, in the film's order. */
export function offersIn(
  project: Project,
  suggestions: readonly Suggestion[],
  dismissed: readonly string[],
): readonly Offer[] {
  const found = bySegment(suggestions);
  const unwanted = new Set(dismissed);
  return segmentsIn(project).flatMap(({ key, settings }) => {
    const suggestion = found.get(key);
    return suggestion === undefined ||
      settings.prompt === suggestion.text ||
      unwanted.has(suggestionId(suggestion))
      ? []
      : [{ key, suggestion, replaces: (settings.prompt ?? '') !== '' }];
  });
}

/** Takes suggestions as prompts, as one step to undo. */
export function accept(editor: Editor, offers: readonly Pick<Offer, 'key' | 'suggestion'>[]): void {
  if (offers.length === 0) {
    return;
  }
  const name = offers.length === 1 ? t.acceptOne : t.acceptMany(offers.length);
  const edits = offers.map(({ key, suggestion }) => setSegments([key], { prompt: suggestion.text }));
  editor.document.edit(together(name, edits));
  editor.say(t.accepted(offers.length));
}

export function dismiss(editor: Editor, suggestion: Suggestion): void {
  editor.analysis.setState(({ dismissed }) => ({
    dismissed: [...dismissed, suggestionId(suggestion)].slice(-mostDismissed),
  }));
}
