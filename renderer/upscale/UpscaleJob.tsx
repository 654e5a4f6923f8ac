import { useStore } from 'zustand';
import { useEditor } from '../app/editor.ts';
import { cancelJob } from '../film/rendering.ts';
import { isLive } from '../jobs/jobs.ts';
import { ProgressTrack, progressWords, ResultLink } from '../jobs/JobLine.tsx';
import { Button } from '../parts/Button.tsx';
import { texts } from '../texts.ts';

/** How the job of the sheet goes; it goes on when the sheet is closed. */
export function UpscaleJob({ id }: { readonly id: string }) {
  const editor = useEditor();
  const job = useStore(editor.jobs, ({ jobs }) => jobs.find((one) => one.id === id) ?? null);
  if (job === null) {
    return null;
  }
  return (
    <div
      className="flex min-h-9 flex-wrap items-center gap-3 rounded-control bg-raised px-2.5 py-1.5 text-small"
      data-testid="upscale-job"
      data-state={job.state}
    >
      {isLive(job) ? (
        <>
          <ProgressTrack progress={job.progress} />
          <span className="numeric min-w-0 flex-1 truncate text-dim">
            {job.progress === null ? texts.jobs.states[job.state] : progressWords(job.progress)}
          </span>
          <Button className="h-6" onClick={() => void cancelJob(editor, job.id)}>
            {texts.dialog.cancel}
          </Button>
        </>
      ) : (
        <>
          <span className={job.state === 'done' ? 'text-done' : 'text-dim'}>
            {texts.jobs.states[job.state]}
          </span>
          <span className="min-w-0 flex-1 text-dim">
            {job.fault === null ? job.notes[0] : `${job.fault.message} ${job.fault.remedy}`}
          </span>
          <ResultLink job={job} />
        </>
      )}
    </div>
  );
}
