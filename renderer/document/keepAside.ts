import { tidy } from '../../shared/project/edits.ts';
import type { Project } from '../../shared/project/schema.ts';
import { isDirty, projectOf, type DocumentState, type OpenDocument } from './openDocument.ts';

/** Milliseconds after the last edit until it is kept aside. */
const keepAfter = 800;

/** Hands every settled state to `keep`, so that a crash loses nothing, and neither does opening another film. */
export function keepAside({ store }: OpenDocument, keep: (project: Project) => Promise<unknown>): void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const settle = (state: DocumentState) => {
    if (timer !== null) {
      clearTimeout(timer);
      timer = null;
    }
    if (isDirty(state) && state.history.past.length > 0) {
      keep(tidy(projectOf(state))).catch(() => undefined);
    }
  };
  store.subscribe((state, before) => {
    if (timer !== null && projectOf(state).id !== projectOf(before).id) {
      // Another film was opened within the pause: what was done last to the one before is kept now.
      settle(before);
    }
    if (projectOf(state) === projectOf(before) || state.entry === null) {
      return;
    }
    if (timer !== null) {
      clearTimeout(timer);
    }
    timer = setTimeout(() => {
      settle(store.getState());
    }, keepAfter);
  });
}
