import {
  distributeEvenly,
  duplicateKeyframes,
  fitGaps,
  moveKeyframes,
  nudge,
  removeKeyframes,
  rename,
  reverseKeyframes,
  setEnd,
  setSegments,
  together,
  togglePin,
  toggleRefused,
  type Edit,
} from './edits.ts';
import { segmentsOf } from './timeline.ts';
import type { Project } from './schema.ts';

/** What an action may be told, whoever asks: a key press in the editor, or options in a terminal. */
export interface Given {
  /** Keyframes by id, as they follow each other in the film. */
  readonly keyframes: readonly string[];
  /** Segments that begin at these keyframes, by `segmentKey`. */
  readonly segments: readonly string[];
  readonly by: number;
  readonly at: number;
  readonly step: number;
  readonly text: string;
  readonly ripple: boolean;
  readonly newId: () => string;
}

export type Argument = 'frames' | 'by' | 'at' | 'step' | 'text' | 'ripple';

export interface FilmAction {
  /** What the editor's menus and the terminal's help call it. */
  readonly label: string;
  readonly needs: readonly Argument[];
  /** Those that may be left out: `frames` then means all of them. */
  readonly takes: readonly Argument[];
  readonly edit: (given: Given) => Edit;
}

const action = (
  label: string,
  needs: readonly Argument[],
  takes: readonly Argument[],
  edit: FilmAction['edit'],
): FilmAction => ({ label, needs, takes, edit });

/** Every edit that needs no screen. The editor's registry takes its labels from here, the terminal its commands. */
export const filmActions = {
  move: action('Move keyframes', ['frames', 'by'], ['ripple'], ({ keyframes, by, ripple }) =>
    moveKeyframes(keyframes, by, { ripple }),
  ),
  nudge: action('Move keyframes past what is in their way', ['frames', 'by'], [], ({ keyframes, by }) =>
    nudge(keyframes, by),
  ),
  remove: action('Delete selection', ['frames'], [], ({ keyframes }) => removeKeyframes(keyframes)),
  duplicate: action('Duplicate', ['frames'], [], ({ keyframes, newId }) =>
    duplicateKeyframes(keyframes, newId),
  ),
  distribute: action('Distribute evenly', [], ['frames'], ({ keyframes }) => distributeEvenly(keyframes)),
  reverse: action('Reverse order', [], ['frames'], ({ keyframes }) => reverseKeyframes(keyframes)),
  fitGaps: action('Fit gaps to the engine', [], ['frames', 'step'], ({ keyframes, step }) =>
    fitGaps(step, keyframes),
  ),
  pinCut: action('Pin or unpin a cut at the keyframe', ['frames'], [], ({ keyframes }) =>
    each(keyframes, togglePin),
  ),
  refuseCut: action('Refuse or allow a cut at the keyframe', ['frames'], [], ({ keyframes }) =>
    each(keyframes, toggleRefused),
  ),
  prompt: action('Write the prompt', ['text'], ['frames'], ({ segments, text }) =>
    setSegments(segments, { prompt: text }),
  ),
  negative: action('Write the negative prompt', ['text'], ['frames'], ({ segments, text }) =>
    setSegments(segments, { negative: text }),
  ),
  endHere: action('Film ends here', ['at'], [], ({ at }) => setEnd(at)),
  rename: action('Rename the film', ['text'], [], ({ text }) => rename(text)),
} as const satisfies Record<string, FilmAction>;

const each = (keyframes: readonly string[], one: (keyframe: string) => Edit): Edit => {
  const edits = keyframes.map(one);
  return together(edits[0]?.name ?? '', edits);
};

/** Keyframes and segments at film frames; null means all. `unknown` are frames where no keyframe is. */
export function pickAt(
  project: Project,
  frames: readonly number[] | null,
): Pick<Given, 'keyframes' | 'segments'> & { readonly unknown: readonly number[] } {
  const wanted = frames === null ? null : new Set(frames);
  const isWanted = (frame: number) => wanted === null || wanted.has(frame);
  const there = new Set(project.keyframes.map(({ frame }) => frame));
  return {
    keyframes: project.keyframes.filter(({ frame }) => isWanted(frame)).map(({ id }) => id),
    segments: segmentsOf(project)
      .filter(({ first }) => isWanted(first))
      .map(({ key }) => key),
    unknown: (frames ?? []).filter((frame) => !there.has(frame)),
  };
}
