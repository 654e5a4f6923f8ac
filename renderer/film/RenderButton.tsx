import { Clapperboard, X } from 'lucide-react';
import { useStore } from 'zustand';
import { runAction } from '../actions/registry.ts';
import { foremost } from '../jobs/jobs.ts';
import { Button, IdleButton } from '../parts/Button.tsx';
import { engineOf, isSettled } from '../planning/planning.ts';
import { texts } from '../texts.ts';
import { useEditor } from '../app/editor.ts';
import { useProject } from '../app/hooks.ts';

const t = texts.top;

export function RenderButton() {
  const editor = useEditor();
  const project = useProject();
  const running = useStore(editor.jobs, ({ jobs }) => foremost(jobs.filter(({ kind }) => kind === 'render')));
  const prepared = useStore(editor.planning.store, (state) =>
    isSettled(state, project) ? state.prepared : null,
  );
  const engine = useStore(editor.planning.store, (state) => engineOf(state, project));
  const run = prepared?.batches.filter((state) => state === 'run').length ?? null;
  const all = prepared?.batches.length ?? 0;
  if (running !== null) {
    return (
      <Button
        look="danger"
        className="min-w-28"
        onClick={() => {
          void editor.client.jobs.cancel({ id: running.id }).catch(editor.complain);
        }}
      >
        <X className="size-4" aria-hidden />
        {t.cancel}
      </Button>
    );
  }
  const isMade = run === 0 && all > 0;
  if (engine !== null && engine.profile === null) {
    const why = `${engine.fault?.message ?? t.renderUnreachable(engine.label)} ${engine.fault?.remedy ?? ''}`;
    return (
      <IdleButton why={why} className="min-w-28">
        <Clapperboard className="size-4" aria-hidden />
        {t.render}
      </IdleButton>
    );
  }
  if (project.keyframes.length === 0) {
    return (
      <IdleButton why={texts.exports.empty} className="min-w-28">
        <Clapperboard className="size-4" aria-hidden />
        {t.render}
      </IdleButton>
    );
  }
  return (
    <Button
      look={isMade ? 'plain' : 'primary'}
      className="min-w-28"
      disabled={isMade || (prepared !== null && all === 0)}
      title={run === null ? undefined : t.renderHint(run, all)}
      onClick={() => {
        runAction(editor, 'film.render');
      }}
    >
      <Clapperboard className="size-4" aria-hidden />
      {isMade ? t.renderNothing : t.render}
      {run !== null && run > 0 && <span className="numeric font-normal">{t.renderPlan(run, all)}</span>}
    </Button>
  );
}
