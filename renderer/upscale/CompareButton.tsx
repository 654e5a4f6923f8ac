import type { Job } from '../../shared/jobs/job.ts';
import { useEditor } from '../app/editor.ts';
import { Button } from '../parts/Button.tsx';
import { texts } from '../texts.ts';
import { openCompare } from './upscaling.ts';

/** Beside a finished upscaling, whose film can be held against its source. */
export function CompareButton({ job }: { readonly job: Job }) {
  const editor = useEditor();
  return job.kind === 'upscale' && job.result !== null ? (
    <Button
      className="h-6 text-small"
      onClick={() => {
        openCompare(editor, job.id);
      }}
    >
      {texts.upscale.compare}
    </Button>
  ) : null;
}
