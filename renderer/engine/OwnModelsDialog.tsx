import { CircleCheck, LoaderCircle, Plus, RefreshCw, Trash2, TriangleAlert } from 'lucide-react';
import { useRef } from 'react';
import { useStore } from 'zustand';
import { deviceOf, layoutOf, ownEngineId, type OwnModel, warningOf } from '../../shared/engines/ownModel.ts';
import { useEditor } from '../app/editor.ts';
import { useProject } from '../app/hooks.ts';
import { Button, IconButton } from '../parts/Button.tsx';
import { Sheet } from '../parts/Panel.tsx';
import { texts } from '../texts.ts';
import { useOwnModels } from './useOwnModels.ts';

const t = texts.ownModels;

/** Interpolation models of the person's own: add a file, see what was found, use it, remove it. */
export function OwnModelsDialog() {
  const editor = useEditor();
  const open = useStore(editor.stage, ({ dialog }) => dialog === 'ownModels');
  return (
    <Sheet
      title={t.title}
      note={t.note}
      open={open}
      onClose={() => {
        editor.stage.setState({ dialog: null });
      }}
      className="max-w-xl"
    >
      <Models />
    </Sheet>
  );
}

function Models() {
  const { models, trying, fault, stop, add, test, use, remove } = useOwnModels();
  const picker = useRef<HTMLInputElement>(null);
  return (
    <div className="flex flex-col gap-3 p-4">
      {models === null && <p className="text-dim">{t.loading}</p>}
      {models?.length === 0 && trying === null && <p className="text-dim">{t.none}</p>}
      {models !== null && models.length > 0 && (
        <ul className="flex flex-col gap-2" data-testid="own-models">
          {models.map((model) => (
            <ModelRow
              key={model.name}
              model={model}
              isBusy={trying !== null}
              onTest={() => void test(model.name)}
              onUse={() => {
                use(model.name);
              }}
              onRemove={() => void remove(model.name)}
            />
          ))}
        </ul>
      )}
      {trying !== null && (
        <p role="status" className="flex items-center gap-2 text-small text-dim">
          <LoaderCircle className="size-4 shrink-0 animate-spin text-accent" aria-hidden />
          <span className="min-w-0 flex-1">{t.trying(trying)}</span>
          <Button className="h-6" onClick={stop}>
            {t.stop}
          </Button>
        </p>
      )}
      {fault !== null && (
        <p role="alert" className="rounded-control bg-failed-soft px-2.5 py-2 text-small">
          <span className="text-failed">{fault.message}</span> {fault.remedy}
        </p>
      )}
      <div className="flex justify-end">
        <input
          ref={picker}
          type="file"
          accept=".onnx"
          className="sr-only"
          aria-label={t.add}
          tabIndex={-1}
          onChange={({ target }) => {
            const file = target.files?.[0];
            if (file !== undefined) {
              void add(file);
            }
            // The same file can be chosen again.
            target.value = '';
          }}
        />
        <Button disabled={trying !== null} onClick={() => picker.current?.click()}>
          <Plus className="size-3.5" aria-hidden />
          {t.add}
        </Button>
      </div>
    </div>
  );
}

interface ModelRowProps {
  readonly model: OwnModel;
  readonly isBusy: boolean;
  readonly onTest: () => void;
  readonly onUse: () => void;
  readonly onRemove: () => void;
}

function ModelRow({ model, isBusy, onTest, onUse, onRemove }: ModelRowProps) {
  const isUsed = useProject().engine === ownEngineId(model.name);
  const { name, bytes, probe } = model;
  const warning = warningOf(probe);
  return (
    <li className="flex flex-col gap-1 rounded-control border border-line bg-raised p-2.5">
      <div className="flex items-center gap-1">
        <span className="min-w-0 flex-1 truncate font-medium">{name}</span>
        <Button className="h-6" disabled={isUsed} onClick={onUse}>
          {isUsed && <CircleCheck className="size-3.5 text-done" aria-hidden />}
          {isUsed ? t.inUse : t.use}
        </Button>
        <IconButton label={`${t.again}: ${name}`} className="size-6" disabled={isBusy} onClick={onTest}>
          <RefreshCw />
        </IconButton>
        <IconButton label={t.removing(name)} className="size-6" disabled={isBusy} onClick={onRemove}>
          <Trash2 />
        </IconButton>
      </div>
      <p className="numeric text-small text-text">
        {t.pace(probe.seconds, deviceOf(probe.provider))} · {t.size(bytes)}
      </p>
      <p className="text-small text-dim">{layoutOf(probe)}</p>
      {warning !== null && (
        <p className="flex items-center gap-1.5 text-small text-stale">
          <TriangleAlert className="size-3.5 shrink-0" aria-hidden />
          {warning}
        </p>
      )}
    </li>
  );
}
