import { TriangleAlert } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import type { Asset } from '../../shared/project/schema.ts';
import { duplicatesSchema, type Duplicates } from '../../shared/upscale/schema.ts';
import { useEditor } from '../app/editor.ts';
import { useProject } from '../app/hooks.ts';
import { useAnswer } from '../connection/useAnswer.ts';
import { isLive } from '../jobs/jobs.ts';
import { Button } from '../parts/Button.tsx';
import { Choice, Segmented } from '../parts/Choice.tsx';
import { Row } from '../parts/Field.tsx';
import { Sheet } from '../parts/Panel.tsx';
import { texts } from '../texts.ts';
import { DuplicateStrip } from './DuplicateStrip.tsx';
import { UpscaleJob } from './UpscaleJob.tsx';
import { useModels } from './useModels.ts';

const t = texts.upscale;

/** How a video of the bin is enlarged, what that would take, and how it goes. */
export function UpscaleDialog() {
  const editor = useEditor();
  const open = useStore(editor.stage, ({ dialog }) => dialog === 'upscale');
  const id = useStore(editor.upscaling, (state) => state.asset);
  const asset = useProject().assets[id ?? ''];
  const close = () => {
    editor.stage.setState({ dialog: null });
  };
  return (
    <Sheet
      title={t.title(asset?.name ?? '')}
      note={t.note}
      open={open && id !== null && asset !== undefined}
      onClose={close}
      className="max-w-2xl"
    >
      {id !== null && asset !== undefined && <Body key={id} id={id} asset={asset} onClose={close} />}
    </Sheet>
  );
}

const sizeWords = (width: number, height: number) => `${String(width)} × ${String(height)}`;

interface BodyProps {
  readonly id: string;
  readonly asset: Asset;
  readonly onClose: () => void;
}

function Body({ id, asset, onClose }: BodyProps) {
  const editor = useEditor();
  const { client } = editor;
  const { id: project } = useProject();
  const { models, fault } = useModels();
  const [wanted, setWanted] = useState<string | null>(null);
  const [times, setTimes] = useState(2);
  const [duplicates, setDuplicates] = useState<Duplicates>('exact');
  const [started, setStarted] = useState<{ readonly about: object; readonly job: string } | null>(null);
  const [isStarting, setStarting] = useState(false);
  const model = models.find((one) => one.id === wanted) ?? models[0];
  const scale = model?.scales.includes(times) === true ? times : (model?.scales[0] ?? 2);
  const modelId = model?.id ?? null;

  const asked = useMemo(
    () => (modelId === null ? null : { project, asset: id, model: modelId, scale, duplicates }),
    [project, id, modelId, scale, duplicates],
  );
  const askLook = useCallback(
    (about: NonNullable<typeof asked>, signal: AbortSignal) => client.upscale.look(about, { signal }),
    [client],
  );
  const answer = useAnswer(askLook, asked, 120);
  const look = answer?.about === asked ? (answer?.value ?? null) : null;
  const lookFault = answer?.about === asked ? (answer?.fault ?? null) : null;

  const start = async () => {
    if (asked === null) {
      return;
    }
    setStarting(true);
    try {
      const { job } = await client.upscale.start({ ...asked, name: asset.name });
      setStarted({ about: asked, job });
      editor.say(texts.jobs.started(texts.jobs.kinds.upscale));
    } catch (error) {
      editor.complain(error);
    } finally {
      setStarting(false);
    }
  };
  // Another choice is another film.
  const job = started?.about === asked ? started.job : null;
  const isRunning = useStore(editor.jobs, ({ jobs }) => jobs.some((one) => one.id === job && isLive(one)));

  const wrong = fault ?? lookFault;
  return (
    <form
      className="flex flex-col gap-3 p-4"
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
    >
      {models.length > 1 && (
        <Row label={t.model}>
          {(rowId) => (
            <Choice
              id={rowId}
              label={t.model}
              value={model?.id ?? null}
              options={models.map((one) => ({ value: one.id, label: one.label }))}
              onValue={setWanted}
            />
          )}
        </Row>
      )}
      <Row label={t.scale}>
        {() => (
          <>
            <Segmented
              label={t.scale}
              value={String(scale)}
              options={(model?.scales ?? [2]).map((one) => ({ value: String(one), label: t.times(one) }))}
              onValue={(value) => {
                setTimes(Number(value));
              }}
            />
            <span className="numeric pl-2 text-small text-dim">
              {t.becomes(
                sizeWords(asset.width, asset.height),
                sizeWords(look?.width ?? asset.width * scale, look?.height ?? asset.height * scale),
              )}
            </span>
          </>
        )}
      </Row>
      <Row label={t.repeats}>
        {() => (
          <Segmented
            label={t.repeats}
            value={duplicates}
            options={duplicatesSchema.options.map((one) => ({ value: one, label: t.duplicates[one] }))}
            onValue={setDuplicates}
          />
        )}
      </Row>
      <p className="pl-[7rem] text-small text-dim">{t.duplicatesHint[duplicates]}</p>
      <div className="flex min-h-16 flex-col justify-center">
        {look !== null ? (
          <DuplicateStrip look={look} />
        ) : wrong !== null ? (
          <p role="alert" className="flex items-center gap-2 text-small">
            <TriangleAlert className="size-4 shrink-0 text-failed" aria-hidden />
            <span>
              <span className="text-failed">{wrong.message}</span>{' '}
              <span className="text-dim">{wrong.remedy}</span>
            </span>
          </p>
        ) : (
          <p className="text-small text-dim">{t.reading}</p>
        )}
      </div>
      {look !== null && look.known > 0 && <p className="text-small text-dim">{t.known(look.known)}</p>}
      {job !== null && <UpscaleJob id={job} />}
      <div className="flex items-center justify-end gap-2 pt-1">
        <p className="numeric min-w-0 flex-1 text-body" aria-live="polite" data-testid="upscale-saved">
          {look !== null && t.saved(look.frames, look.distinct, look.seconds)}
        </p>
        <Button onClick={onClose}>{texts.dialog.close}</Button>
        <Button
          type="submit"
          look="primary"
          disabled={look === null || wrong !== null || isStarting || isRunning}
        >
          {job === null || isRunning ? t.start : t.again}
        </Button>
      </div>
    </form>
  );
}
