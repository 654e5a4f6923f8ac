import type { FaultData } from '../../shared/fault.ts';
import type { Editor } from '../app/editor.ts';
import { follow } from '../connection/client.ts';
import { foremost, isLive, mirrored } from '../jobs/jobs.ts';
import { engineOf, isSettled } from '../planning/planning.ts';
import { projectOf } from '../document/openDocument.ts';
import { idsOf } from '../selection/selection.ts';
import { texts } from '../texts.ts';

/** Main's answer about exactly what is on the screen; asks for it when edits have not settled yet. */
export async function settledFilm(editor: Editor): Promise<string | null> {
  const project = projectOf(editor.document.store.getState());
  if (!isSettled(editor.planning.store.getState(), project)) {
    await editor.planning.refresh();
  }
  const state = editor.planning.store.getState();
  return isSettled(state, project) ? (state.prepared?.id ?? null) : null;
}

/** Why the film's engine cannot render. One that could not be reached before is asked again. */
async function engineFault({ planning, document }: Editor): Promise<FaultData | null> {
  const engine = () => engineOf(planning.store.getState(), projectOf(document.store.getState()));
  if (engine()?.profile === null) {
    await planning.lookAgain();
  }
  const asked = engine();
  return asked?.profile === null ? asked.fault : null;
}

/** Renders what is not made yet, or only the named segments; `take` new makes another beside what is there. */
export async function render(
  editor: Editor,
  only: readonly string[] | null,
  take: 'kept' | 'new',
): Promise<void> {
  try {
    const unreachable = await engineFault(editor);
    if (unreachable !== null) {
      // The line above the film says why; the focus shows it, and Enter tries again.
      editor.say(unreachable.message);
      document.querySelector<HTMLElement>('[data-testid="engine-fault"] button')?.focus();
      return;
    }
    const prepared = await settledFilm(editor);
    if (prepared === null) {
      const { fault } = editor.planning.store.getState();
      if (fault !== null) {
        editor.complain(fault);
      }
      return;
    }
    editor.footage.clear();
    if (editor.transport.speed() === 0) {
      editor.stage.setState({ live: editor.transport.frame() });
    }
    await editor.client.render.start({ prepared, only: only === null ? null : [...only], take });
    editor.say(texts.jobs.started(texts.jobs.kinds.render));
  } catch (error) {
    editor.complain(error);
  }
}

export function renderSelected(editor: Editor, take: 'kept' | 'new'): void {
  const keys = [...idsOf(editor.selection.store.getState(), 'segments')];
  if (keys.length > 0) {
    void render(editor, keys, take);
  }
}

export async function cancelJob(editor: Editor, id?: string): Promise<void> {
  const job = id ?? foremost(editor.jobs.getState().jobs)?.id;
  if (job !== undefined) {
    await editor.client.jobs.cancel({ id: job }).catch(editor.complain);
  }
}

/** Moves the playhead to a frame just made, unless the person has moved it since Render. */
function showNewest(editor: Editor, frame: number): void {
  if (editor.stage.getState().live !== null && editor.transport.speed() === 0) {
    editor.transport.seek(frame);
  }
}

/** Moves the playhead into a batch whose first rough picture came, as it would to a frame. */
function showRough(editor: Editor, index: number): void {
  const batch = editor.planning.store.getState().prepared?.plan.batches[index];
  const frame = editor.transport.frame();
  // A keyframe is shown as it is given, so the frame after it is where a rough picture is seen.
  if (batch !== undefined && (frame <= batch.from || frame >= batch.to)) {
    showNewest(editor, Math.min(batch.from + 1, batch.to));
  }
}

/** Back to where the playhead stood. */
function endLive(editor: Editor): void {
  const { live } = editor.stage.getState();
  if (live !== null) {
    editor.stage.setState({ live: null });
    editor.transport.seek(live);
  }
}

/** Hears jobs and frames for as long as the window lives. */
export function hearProgress(editor: Editor, signal: AbortSignal): void {
  const { client, jobs, footage, planning } = editor;
  void follow(
    (inner) => client.jobs.watch(undefined, { signal: inner }),
    (event) => {
      const next = mirrored(jobs.getState(), event);
      if (next === null) {
        throw new Error('a patch is missing: ask for a snapshot');
      }
      const before = jobs.getState().jobs;
      jobs.setState(next);
      for (const job of next.jobs) {
        const was = before.find(({ id }) => id === job.id);
        if (was !== undefined && isLive(was) && !isLive(job)) {
          editor.say(texts.jobs.ended(job.title, texts.jobs.states[job.state]));
          if (job.kind === 'render') {
            endLive(editor);
            void planning.refresh().then(footage.clear);
            void planning.loadEngines();
          }
        }
      }
    },
    signal,
  );
  void follow(
    (inner) => client.film.watch(undefined, { signal: inner }),
    (event) => {
      footage.hear(event);
      const { happened } = event;
      if (happened.event === 'frame' && happened.film !== null) {
        showNewest(editor, happened.film);
      }
      if (happened.event === 'preview') {
        showRough(editor, happened.batch);
      }
      if (happened.event === 'batch' && (happened.state === 'done' || happened.state === 'failed')) {
        void planning.refresh();
      }
    },
    signal,
  );
}
