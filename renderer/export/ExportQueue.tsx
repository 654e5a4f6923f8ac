import { X } from 'lucide-react';
import { useStore } from 'zustand';
import type { Job } from '../../shared/jobs/job.ts';
import { useEditor } from '../app/editor.ts';
import { cancelJob } from '../film/rendering.ts';
import { isLive } from '../jobs/jobs.ts';
import { JobWords, ProgressTrack, progressWords, ResultLink } from '../jobs/JobLine.tsx';
import { IconButton } from '../parts/Button.tsx';
import { texts } from '../texts.ts';

const t = texts.exports;

/** Ended exports kept in sight. */
const most = 3;

/** The exports that run and wait, in the order they are made, above those that ended. */
export function ExportQueue() {
  const editor = useEditor();
  const jobs = useStore(editor.jobs, (state) => state.jobs).filter(({ kind }) => kind === 'export');
  const live = jobs.filter(isLive).toSorted((a, b) => a.started - b.started);
  const ended = jobs
    .filter((job) => !isLive(job))
    .toSorted((a, b) => (b.ended ?? 0) - (a.ended ?? 0))
    .slice(0, most);
  if (live.length + ended.length === 0) {
    return null;
  }
  return (
    <section aria-label={t.queue} tabIndex={0} className="max-h-40 overflow-auto border-t border-line">
      <ul className="flex flex-col" data-testid="export-queue">
        {[...live, ...ended].map((job) => (
          <QueueRow key={job.id} job={job} />
        ))}
      </ul>
    </section>
  );
}

function QueueRow({ job }: { readonly job: Job }) {
  const editor = useEditor();
  const name = job.title.replace(/^Export /, '');
  return (
    <li className="flex flex-col gap-1 border-b border-line px-4 py-2 last:border-0" data-state={job.state}>
      <div className="flex min-h-6 items-center gap-3">
        <span className="min-w-0 flex-1 truncate font-medium" title={name}>
          {name}
        </span>
        {job.state === 'running' && <ProgressTrack progress={job.progress} />}
        {job.state === 'queued' && <span className="text-small text-dim">{t.waiting}</span>}
        {!isLive(job) && (
          <span className={job.state === 'done' ? 'text-small text-done' : 'text-small text-dim'}>
            {texts.jobs.states[job.state]}
          </span>
        )}
        <ResultLink job={job} />
        {isLive(job) && (
          <IconButton
            label={`${texts.jobs.cancel} ${name}`}
            className="size-6"
            onClick={() => void cancelJob(editor, job.id)}
          >
            <X />
          </IconButton>
        )}
      </div>
      {job.state === 'running' && job.progress !== null && (
        <span className="numeric text-small text-dim">{progressWords(job.progress)}</span>
      )}
      <JobWords job={job} />
    </li>
  );
}
