import clsx from 'clsx';
import { useStore } from 'zustand';
import { useEditor } from '../app/editor.ts';
import { cancelJob } from '../film/rendering.ts';
import { Button } from '../parts/Button.tsx';
import { Sheet } from '../parts/Panel.tsx';
import { texts } from '../texts.ts';
import { duration } from '../words.ts';
import { begunWords } from './begun.ts';
import { isLive } from './jobs.ts';
import { JobWords, ProgressTrack, progressWords, ResultLink } from './JobLine.tsx';

const t = texts.jobs;

/** Every job with what happened on the way. */
export function JobsDialog() {
  const editor = useEditor();
  const open = useStore(editor.stage, ({ dialog }) => dialog === 'jobs');
  const jobs = useStore(editor.jobs, (state) => state.jobs);
  return (
    <Sheet
      title={t.history}
      open={open}
      className="max-w-2xl"
      onClose={() => {
        editor.stage.setState({ dialog: null });
      }}
    >
      <ul className="flex flex-col">
        {jobs.length === 0 && <li className="p-6 text-center text-dim">{t.none}</li>}
        {jobs
          .toSorted((a, b) => b.started - a.started)
          .map((job) => (
            <li key={job.id} className="flex flex-col gap-1.5 border-b border-line px-4 py-3 last:border-0">
              <div className="flex items-center gap-3">
                <span className="min-w-0 font-medium break-words">{job.title}</span>
                <span
                  className={clsx(
                    'text-small whitespace-nowrap',
                    job.state === 'failed' ? 'text-failed' : 'text-dim',
                  )}
                >
                  {t.states[job.state]}
                </span>
                <time
                  dateTime={new Date(job.started).toISOString()}
                  className="numeric text-small whitespace-nowrap text-faint"
                >
                  {begunWords(job.started)}
                </time>
                {job.ended !== null && (
                  <span className="numeric text-small whitespace-nowrap text-faint">
                    {duration((job.ended - job.started) / 1000)}
                  </span>
                )}
                <div className="flex-1" />
                <ResultLink job={job} />
                {isLive(job) ? (
                  <Button className="h-6" onClick={() => void cancelJob(editor, job.id)}>
                    {t.cancel}
                  </Button>
                ) : (
                  <>
                    {job.state !== 'done' && (
                      <Button
                        className="h-6"
                        onClick={() => {
                          void editor.client.jobs.retry({ id: job.id }).catch(editor.complain);
                        }}
                      >
                        {t.retry}
                      </Button>
                    )}
                    <Button
                      look="quiet"
                      className="h-6"
                      onClick={() => {
                        void editor.client.jobs.dismiss({ id: job.id }).catch(editor.complain);
                      }}
                    >
                      {t.dismiss}
                    </Button>
                  </>
                )}
              </div>
              {isLive(job) && job.progress !== null && (
                <div className="flex items-center gap-3 text-small text-dim">
                  <ProgressTrack progress={job.progress} />
                  <span className="numeric">{progressWords(job.progress)}</span>
                </div>
              )}
              <JobWords job={job} />
            </li>
          ))}
      </ul>
    </Sheet>
  );
}
