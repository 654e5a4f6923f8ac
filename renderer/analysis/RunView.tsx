import { Sparkles } from 'lucide-react';
import { useStore } from 'zustand';
import { useEditor } from '../app/editor.ts';
import { useProject } from '../app/hooks.ts';
import { cancelJob } from '../film/rendering.ts';
import { isLive } from '../jobs/jobs.ts';
import { ProgressTrack, progressWords } from '../jobs/JobLine.tsx';
import { Button } from '../parts/Button.tsx';
import { SheetFooter } from '../parts/Panel.tsx';
import { texts } from '../texts.ts';
import type { VisionRun } from './analysis.ts';
import { CostPanel } from './CostPanel.tsx';
import { useOffers } from './Offers.tsx';
import { accept } from './suggestions.ts';

const t = texts.vision;

interface RunProps {
  readonly run: VisionRun;
  readonly onClose: () => void;
  readonly onMore: () => void;
}

/** A run as it goes, and at its end what came of it. */
export function RunView({ run, onClose, onMore }: RunProps) {
  const editor = useEditor();
  const job = useStore(editor.jobs, (state) => state.jobs.find((each) => each.id === run.job) ?? null);
  const costs = useStore(editor.analysis, (state) => state.costs);
  const free = useOffers().filter(({ replaces }) => !replaces);
  const live = job === null || isLive(job);
  return (
    <>
      <div className="flex min-h-12 items-center gap-3 px-4 py-3 text-small" role="status">
        {live ? (
          <>
            <ProgressTrack progress={job?.progress ?? null} />
            <span className="numeric min-w-0 flex-1 truncate text-dim">
              {job !== null && job.progress !== null ? progressWords(job.progress) : t.running}
            </span>
            <span className="text-faint">{t.stopNote}</span>
          </>
        ) : (
          <p className="min-w-0 flex-1">
            {job.state === 'done' ? (
              <span className="text-done">{t.done(costs?.frames.done ?? 0)}</span>
            ) : (
              <>
                <span className={job.state === 'failed' ? 'text-failed' : 'text-dim'}>
                  {job.fault?.message ?? t.stopped(costs?.frames.done ?? 0, costs?.frames.total ?? 0)}
                </span>{' '}
                <span className="text-dim">{job.fault?.remedy ?? t.stopNote}</span>
              </>
            )}
          </p>
        )}
      </div>
      {run.failed.size > 0 && <Failed failed={run.failed} />}
      {run.notes.length > 0 && (
        <ul className="flex flex-col gap-0.5 px-4 pb-3 text-small text-dim" data-selectable>
          {run.notes.map((note, i) => (
            <li key={i}>{note}</li>
          ))}
        </ul>
      )}
      {costs !== null && <CostPanel costs={costs} title={t.costs} />}
      <SheetFooter>
        {live ? (
          <>
            <Button onClick={onClose}>{t.inBackground}</Button>
            <Button look="danger" onClick={() => void cancelJob(editor, run.job)}>
              {t.stop}
            </Button>
          </>
        ) : (
          <>
            {job.state === 'done' && (
              <Button look="quiet" className="mr-auto -ml-2.5" onClick={onMore}>
                {t.more}
              </Button>
            )}
            <Button
              onClick={() => {
                onMore();
                onClose();
              }}
            >
              {texts.dialog.close}
            </Button>
            {free.length > 0 && (
              <Button
                look={job.state === 'done' ? 'primary' : 'plain'}
                onClick={() => {
                  accept(editor, free);
                  onMore();
                  onClose();
                }}
              >
                <Sparkles className="size-4" aria-hidden />
                {t.acceptAll(free.length)}
              </Button>
            )}
            {job.state !== 'done' && (
              <Button look="primary" onClick={onMore}>
                {t.goOn}
              </Button>
            )}
          </>
        )}
      </SheetFooter>
    </>
  );
}

function Failed({ failed }: { readonly failed: ReadonlyMap<string, string> }) {
  const { keyframes } = useProject();
  const numbers = new Map(keyframes.map(({ id }, i) => [id, i + 1]));
  return (
    <details open className="px-4 pb-3 text-small">
      <summary className="text-stale">{t.failed(failed.size)}</summary>
      <ul tabIndex={0} className="mt-1 flex max-h-32 flex-col gap-0.5 overflow-y-auto pl-4" data-selectable>
        {[...failed].map(([id, reason]) => (
          <li key={id} className="text-dim">
            <span className="numeric text-text">{t.failedFrame(numbers.get(id) ?? 0)}</span> {reason}
          </li>
        ))}
      </ul>
    </details>
  );
}
