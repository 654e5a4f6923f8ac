import { TriangleAlert } from 'lucide-react';
import { useEditor } from '../app/editor.ts';
import { cancelJob } from '../film/rendering.ts';
import { ProgressTrack, progressWords } from '../jobs/JobLine.tsx';
import type { Job } from '../../shared/jobs/job.ts';
import { Button } from '../parts/Button.tsx';
import { texts } from '../texts.ts';
import type { Apart } from './useApart.ts';

const t = texts.analysis;

interface MeasuringProps {
  readonly apart: Exclude<Apart, { readonly state: 'found' }>;
  readonly onAgain: () => void;
  /** null where no video comes after this one. */
  readonly onSkip: (() => void) | null;
}

/** A video that is being measured, or why it is not. */
export function Measuring({ apart, onAgain, onSkip }: MeasuringProps) {
  const editor = useEditor();
  const skip = onSkip !== null && <Button onClick={onSkip}>{t.skip}</Button>;
  if (apart.state === 'failed' || apart.state === 'stopped') {
    return (
      <div className="flex items-center gap-3 px-4 py-8 text-small" role="alert">
        {apart.state === 'failed' ? (
          <>
            <TriangleAlert className="size-4 shrink-0 text-failed" aria-hidden />
            <p className="min-w-0 flex-1">
              <span className="text-failed">{apart.fault.message}</span>{' '}
              <span className="text-dim">{apart.fault.remedy}</span>
            </p>
          </>
        ) : (
          <p className="flex-1 text-dim">{t.stopped}</p>
        )}
        {skip}
        <Button onClick={onAgain}>{t.again}</Button>
      </div>
    );
  }
  const job = apart.state === 'measuring' ? apart.job : null;
  return (
    <div className="flex items-center gap-3 px-4 py-8 text-small text-dim">
      <ProgressTrack progress={job?.progress ?? null} />
      <span className="numeric flex-1" data-testid="apart-progress">
        {measuringWords(job)}
      </span>
      {skip}
      {job !== null && <Button onClick={() => void cancelJob(editor, job.id)}>{texts.dialog.cancel}</Button>}
    </div>
  );
}

function measuringWords(job: Job | null): string {
  if (job === null || job.progress === null) {
    return job?.state === 'queued' ? t.waiting : t.measuring;
  }
  return progressWords(job.progress);
}
