import { ChevronUp, RotateCcw, TriangleAlert, X } from 'lucide-react';
import { useStore } from 'zustand';
import { useEditor } from '../app/editor.ts';
import { useProject } from '../app/hooks.ts';
import { cancelJob } from '../film/rendering.ts';
import { IconButton } from '../parts/Button.tsx';
import { texts } from '../texts.ts';
import { latest } from './jobs.ts';
import { ProgressTrack, progressWords, ResultLink } from './JobLine.tsx';

const t = texts.jobs;

/** What the engine says it is at: its place in the queue, sampling steps. */
function PhaseWords() {
  const phase = useStore(useEditor().footage.store, (state) => state.phase);
  return phase === null ? null : ` · ${t.phase(phase.name, phase.done, phase.total)}`;
}

/** What runs now, or how the last one ended since the screen was opened. */
export function JobsBar() {
  const editor = useEditor();
  const jobs = useStore(editor.jobs, (state) => state.jobs);
  const link = useStore(editor.link);
  const { size, fps } = useProject();
  const job = latest(jobs, performance.timeOrigin);
  const waiting = jobs.filter(({ state }) => state === 'queued').length;
  return (
    <footer
      aria-label={t.label}
      className="flex h-8 shrink-0 items-center gap-3 border-t border-line bg-panel px-3 text-small"
      data-testid="jobs"
    >
      {job === null ? (
        <span className="text-faint">{t.idle}</span>
      ) : (
        <>
          <span className="font-medium whitespace-nowrap">{job.title}</span>
          {job.state === 'running' || job.state === 'queued' ? (
            <>
              <ProgressTrack progress={job.progress} />
              <span className="numeric truncate text-dim" data-testid="progress">
                {job.progress === null ? t.states[job.state] : progressWords(job.progress)}
                {job.kind === 'render' && job.state === 'running' && job.progress?.unit !== 'steps' && (
                  <PhaseWords />
                )}
              </span>
              <IconButton label={t.cancel} className="size-6" onClick={() => void cancelJob(editor, job.id)}>
                <X />
              </IconButton>
              {waiting > 0 && job.state === 'running' && <span className="text-faint">+ {waiting}</span>}
            </>
          ) : (
            <>
              <span
                className={
                  job.state === 'failed'
                    ? 'flex items-center gap-1 text-failed'
                    : job.state === 'done'
                      ? 'text-done'
                      : 'text-dim'
                }
              >
                {job.state === 'failed' && <TriangleAlert className="size-3.5" aria-hidden />}
                {t.states[job.state]}
              </span>
              {job.fault !== null && (
                <span className="truncate text-dim" title={job.fault.remedy}>
                  {job.fault.message} <span className="text-faint">{job.fault.remedy}</span>
                </span>
              )}
              <ResultLink job={job} />
              {(job.state === 'failed' || job.state === 'cancelled') && (
                <IconButton
                  label={t.retry}
                  className="size-6"
                  onClick={() => {
                    void editor.client.jobs.retry({ id: job.id }).catch(editor.complain);
                  }}
                >
                  <RotateCcw />
                </IconButton>
              )}
            </>
          )}
        </>
      )}
      <div className="flex-1" />
      <span className="numeric whitespace-nowrap text-faint">
        {size.width} × {size.height} · {Math.round((fps.num / fps.den) * 1000) / 1000} fps
      </span>
      {link === 'connecting' && <span className="text-faint">{texts.app.connecting}</span>}
      <button
        type="button"
        className="flex h-6 items-center gap-1 rounded-control px-1.5 text-dim hover:bg-hover hover:text-text"
        onClick={() => {
          editor.stage.setState({ dialog: 'jobs' });
        }}
      >
        {t.all(jobs.length)}
        <ChevronUp className="size-3.5" aria-hidden />
      </button>
    </footer>
  );
}
