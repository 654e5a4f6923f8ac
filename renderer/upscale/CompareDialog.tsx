import { ChevronLeft, ChevronRight, TriangleAlert } from 'lucide-react';
import { useCallback, useState } from 'react';
import { useStore } from 'zustand';
import { useEditor } from '../app/editor.ts';
import { useAnswer } from '../connection/useAnswer.ts';
import { IconButton } from '../parts/Button.tsx';
import { Segmented } from '../parts/Choice.tsx';
import { Sheet } from '../parts/Panel.tsx';
import { texts } from '../texts.ts';
import { ComparedFrames, type Zoom } from './ComparedFrames.tsx';

const t = texts.upscale;

/** A video beside what was made of it, frame by frame. */
export function CompareDialog() {
  const editor = useEditor();
  const open = useStore(editor.stage, ({ dialog }) => dialog === 'compareUpscaled');
  const id = useStore(editor.upscaling, (state) => state.compared);
  const job = useStore(editor.jobs, ({ jobs }) => jobs.find((one) => one.id === id) ?? null);
  const result = job?.result ?? null;
  return (
    <Sheet
      title={t.compareTitle(result?.name ?? '')}
      note={t.compareNote}
      open={open && result !== null}
      className="max-w-4xl"
      onClose={() => {
        editor.stage.setState({ dialog: null });
      }}
    >
      {id !== null && result !== null && <Body key={id} job={id} media={result.media} />}
    </Sheet>
  );
}

function Body({ job, media }: { readonly job: string; readonly media: string }) {
  const { client } = useEditor();
  const [frame, setFrame] = useState(0);
  const [zoom, setZoom] = useState<Zoom>('whole');
  const ask = useCallback(
    (id: string, signal: AbortSignal) => client.upscale.compared({ job: id }, { signal }),
    [client],
  );
  const answer = useAnswer(ask, job, 0);
  const film = answer?.value ?? null;
  if (film === null) {
    const fault = answer?.fault ?? null;
    return (
      <p className="flex items-center gap-2 px-4 py-8 text-small text-dim" role="status">
        {fault !== null && <TriangleAlert className="size-4 shrink-0 text-failed" aria-hidden />}
        {fault === null ? t.reading : `${fault.message} ${fault.remedy}`}
      </p>
    );
  }
  const last = film.times.length - 1;
  const go = (to: number) => {
    setFrame(Math.min(last, Math.max(0, to)));
  };
  return (
    <>
      <ComparedFrames film={film} media={media} frame={frame} zoom={zoom} />
      <footer className="flex items-center gap-2 border-t border-line px-4 py-2.5 text-small">
        <IconButton
          label={texts.viewer.back}
          disabled={frame === 0}
          onClick={() => {
            go(frame - 1);
          }}
        >
          <ChevronLeft />
        </IconButton>
        <input
          type="range"
          aria-label={t.frame}
          className="min-w-0 flex-1 accent-(--accent)"
          min={0}
          max={last}
          value={frame}
          onChange={(event) => {
            go(Number(event.target.value));
          }}
        />
        <IconButton
          label={texts.viewer.forward}
          disabled={frame === last}
          onClick={() => {
            go(frame + 1);
          }}
        >
          <ChevronRight />
        </IconButton>
        <span className="numeric w-32 text-right text-dim" data-testid="compared-frame">
          {t.frame} {frame} {t.of(last)}
        </span>
        <Segmented
          label={t.view}
          value={zoom}
          options={(['whole', 'pixels'] as const).map((one) => ({ value: one, label: t[one] }))}
          onValue={setZoom}
        />
      </footer>
    </>
  );
}
