import { TriangleAlert } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { Analysis } from '../../shared/analysis/schema.ts';
import type { Job } from '../../shared/jobs/job.ts';
import { useEditor } from '../app/editor.ts';
import { useProject } from '../app/hooks.ts';
import { cancelJob } from '../film/rendering.ts';
import { ProgressTrack, progressWords } from '../jobs/JobLine.tsx';
import { Button } from '../parts/Button.tsx';
import { NumberField } from '../parts/Field.tsx';
import { Sheet } from '../parts/Panel.tsx';
import { texts } from '../texts.ts';
import { ShotStrip } from './ShotStrip.tsx';
import { putOnTimeline } from './takeApart.ts';
import { useApart } from './useApart.ts';

const t = texts.analysis;

/** A video's shots and the frames of it that are worth being keyframes. */
export function TakeApartDialog() {
  const editor = useEditor();
  const open = useStore(editor.stage, ({ dialog }) => dialog === 'apart');
  const apart = useStore(editor.analysis, (state) => state.apart);
  const { assets } = useProject();
  const name = apart === null ? undefined : assets[apart.asset]?.name;
  const close = () => {
    editor.stage.setState({ dialog: null });
  };
  return (
    <Sheet
      title={t.title(name ?? '')}
      note={t.note}
      open={open && apart !== null && name !== undefined}
      onClose={close}
      className="max-w-4xl"
    >
      {apart !== null && name !== undefined && (
        <Body key={apart.asset} asset={apart.asset} name={name} frame={apart.frame} onClose={close} />
      )}
    </Sheet>
  );
}

interface BodyProps {
  readonly asset: string;
  readonly name: string;
  readonly frame: number;
  readonly onClose: () => void;
}

function Body(props: BodyProps) {
  const editor = useEditor();
  const { apart, again } = useApart(props.asset);
  if (apart.state === 'found') {
    return <Found {...props} analysis={apart.analysis} />;
  }
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
        <Button onClick={again}>{t.again}</Button>
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

function Found({ asset, name, frame, onClose, analysis }: BodyProps & { readonly analysis: Analysis }) {
  const editor = useEditor();
  const { proposals, shots, video, notes } = analysis;
  const [left, setLeft] = useState<ReadonlySet<number>>(new Set());
  const [from, setFrom] = useState(frame);
  const [taken, setTaken] = useState<number | null>(null);
  const stop = useRef(new AbortController());
  // A dialog that is closed takes no more frames.
  useEffect(() => {
    const ending = new AbortController();
    stop.current = ending;
    return () => {
      ending.abort();
    };
  }, []);
  const chosen = proposals.filter((_, i) => !left.has(i));
  const put = async () => {
    setTaken(0);
    try {
      const { signal } = stop.current;
      await putOnTimeline(editor, {
        asset,
        name,
        analysis,
        proposals: chosen,
        from,
        signal,
        onTaken: setTaken,
      });
      if (!signal.aborted) {
        onClose();
      }
    } catch (error) {
      if (!stop.current.signal.aborted) {
        editor.complain(error);
        setTaken(null);
      }
    }
  };
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b border-line px-4 py-2 text-small">
        <p className="numeric text-dim">
          <span className="font-medium text-text" data-testid="apart-found">
            {t.found(shots.length, proposals.length)}
          </span>{' '}
          · {t.facts(video.seconds, video.frames, video.fps.num / video.fps.den, video.width, video.height)}
        </p>
        <div className="flex gap-1">
          <Button
            look="quiet"
            className="h-6"
            disabled={left.size === 0}
            onClick={() => {
              setLeft(new Set());
            }}
          >
            {t.all}
          </Button>
          <Button
            look="quiet"
            className="h-6"
            disabled={left.size === proposals.length}
            onClick={() => {
              setLeft(new Set(proposals.keys()));
            }}
          >
            {t.none}
          </Button>
        </div>
        {notes.map((note) => (
          <p key={note} className="w-full text-stale">
            {note}
          </p>
        ))}
      </div>
      <ShotStrip asset={asset} analysis={analysis} left={left} onLeft={setLeft} />
      <footer className="sticky bottom-0 flex items-center gap-3 border-t border-line bg-panel px-4 py-3 text-small">
        <label className="flex items-center gap-2 text-dim">
          {t.from}
          <span className="w-20">
            <NumberField
              value={from}
              least={0}
              label={t.from}
              onValue={(value) => {
                setFrom(value ?? 0);
              }}
            />
          </span>
        </label>
        <span className="numeric min-w-0 flex-1 truncate text-dim" role="status">
          {taken === null ? t.of(chosen.length, proposals.length) : t.taking(taken, chosen.length)}
        </span>
        <Button onClick={onClose}>{texts.dialog.cancel}</Button>
        <Button look="primary" disabled={chosen.length === 0 || taken !== null} onClick={() => void put()}>
          {t.put(chosen.length)}
        </Button>
      </footer>
    </>
  );
}
