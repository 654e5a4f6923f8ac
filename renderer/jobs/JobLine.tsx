import type { Job, Progress } from '../../shared/jobs/job.ts';
import { mediaRoutes } from '../../shared/media/routes.ts';
import { useStore } from 'zustand';
import { useEditor } from '../app/editor.ts';
import { texts } from '../texts.ts';
import { bytes } from '../words.ts';
import { CompareButton } from '../upscale/CompareButton.tsx';

const t = texts.jobs;

/** "Generating · frames 37 of 57 · batch 2 of 4 · about 3 min" */
export function progressWords(progress: Progress): string {
  return [
    progress.phase,
    progress.total > 0 ? t.counts(progress.done, progress.total, progress.unit) : null,
    progress.distinct === undefined ? null : texts.upscale.distinctDone(progress.distinct),
    progress.part === null ? null : t.part(progress.part.index, progress.part.of),
    progress.left === null ? null : t.left(progress.left),
  ]
    .filter((part) => part !== null)
    .join(' · ');
}

export function ProgressTrack({ progress }: { readonly progress: Progress | null }) {
  const share = progress === null || progress.total === 0 ? 0 : progress.done / progress.total;
  return (
    <span
      role="progressbar"
      aria-label={progress?.phase ?? t.states.queued}
      aria-valuemin={0}
      aria-valuemax={progress?.total ?? 0}
      aria-valuenow={progress?.done ?? 0}
      className="h-1 w-36 shrink-0 overflow-hidden rounded-full bg-pressed"
    >
      <span
        className="block h-full rounded-full bg-accent transition-[width] duration-300"
        style={{ width: `${String(Math.min(100, share * 100))}%` }}
      />
    </span>
  );
}

/** Why it failed and what to do, and what happened on the way. */
export function JobWords({ job }: { readonly job: Job }) {
  return (
    <>
      {job.fault !== null && (
        <p className="text-small">
          <span className="text-failed">{job.fault.message}</span>{' '}
          <span className="text-dim">{job.fault.remedy}</span>
        </p>
      )}
      {job.notes.length > 0 && (
        <details className="text-small text-dim">
          <summary>{t.log}</summary>
          <ul className="mt-1 flex flex-col gap-0.5 pl-3" data-selectable>
            {job.notes.map((note, at) => (
              <li key={at}>{note}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

/** Where the finished file can be had, and how it can be looked at. */
export function ResultLink({ job }: { readonly job: Job }) {
  return (
    <>
      <CompareButton job={job} />
      <FileLink job={job} />
    </>
  );
}

function FileLink({ job }: { readonly job: Job }) {
  const editor = useEditor();
  const dialogs = useStore(editor.shell, (shell) => shell.dialogs);
  if (job.result === null) {
    return null;
  }
  const look =
    'inline-flex h-6 items-center rounded-control bg-raised px-2 text-small whitespace-nowrap text-text border border-line hover:bg-hover';
  if (dialogs) {
    return (
      <button
        type="button"
        className={look}
        onClick={() => {
          void editor.client.exports.reveal({ job: job.id }).catch(editor.complain);
        }}
      >
        {t.reveal}
      </button>
    );
  }
  // A folder of pictures has no ending; a browser takes no folder, and it lies where films lie.
  if (!/\.\w{2,5}$/.test(job.result.name)) {
    return <span className="numeric text-small text-dim">{bytes(job.result.bytes)}</span>;
  }
  return (
    <a
      className={look}
      href={`${mediaRoutes.result(job.result.media)}?download`}
      download={job.result.name}
      // The job beside it is called by the file.
      aria-label={`${t.download} ${job.result.name}`}
    >
      {t.download} · {bytes(job.result.bytes)}
    </a>
  );
}
