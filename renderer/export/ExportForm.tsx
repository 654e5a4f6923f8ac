import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { fittingName } from '../../shared/export/fileName.ts';
import { plainExport } from '../../shared/export/plainExport.ts';
import { exportSettingsSchema } from '../../shared/export/settings.ts';
import { useEditor } from '../app/editor.ts';
import { usePreference, useProject } from '../app/hooks.ts';
import { useAnswer } from '../connection/useAnswer.ts';
import { settledFilm } from '../film/rendering.ts';
import { Button } from '../parts/Button.tsx';
import { Choice } from '../parts/Choice.tsx';
import { Check, Row } from '../parts/Field.tsx';
import { texts } from '../texts.ts';
import { UpscaleRow } from '../upscale/UpscaleRow.tsx';
import { EncoderRow } from './EncoderRow.tsx';
import { NameRow } from './NameRow.tsx';
import { QualityRow } from './QualityRow.tsx';
import { enlargedSize } from './sizes.ts';
import { SizeRows } from './SizeRows.tsx';
import { useFilmAnswers, type Choices, type FilmAnswers } from './useFilmAnswers.ts';

const t = texts.exports;

/** What a browser kept may be of another version. */
const choicesSchema = exportSettingsSchema.omit({ name: true });

/** What is exported, how, and under which name. Choices are remembered; the name is the film's until another is typed. */
export function ExportForm({ onClose }: { readonly onClose: () => void }) {
  const editor = useEditor();
  const { client } = editor;
  const project = useProject();
  const presets = useStore(editor.shell, (shell) => shell.presets);
  const prepared = useStore(editor.planning.store, (state) => state.prepared);
  const kept = usePreference('exporting');
  const choices = useMemo(() => choicesSchema.safeParse(kept).data ?? plainExport, [kept]);
  const [typed, setTyped] = useState<string | null>(null);
  const [replace, setReplace] = useState(false);
  const [isStarting, setStarting] = useState(false);
  const name = typed ?? fittingName(project.name);
  const preset = presets.find(({ id }) => id === choices.preset) ?? presets[0];
  const id = prepared?.id ?? null;
  const jobs = useStore(editor.jobs, (state) => state.jobs);
  // A name that is free now may be taken when an export has begun or ended.
  const exportsBegun = jobs
    .filter(({ kind }) => kind === 'export')
    .map(({ state }) => state)
    .join();

  const choose = (some: Partial<Choices>) => {
    editor.preferences.setState({ exporting: { ...choices, ...some } });
  };

  const naming = useMemo(
    () => ({ settings: { ...choices, name: name.trim() === '' ? ' ' : name.trim() }, exportsBegun }),
    [choices, name, exportsBegun],
  );
  const askPlace = useCallback(
    ({ settings }: typeof naming, signal: AbortSignal) => client.exports.place({ settings }, { signal }),
    [client],
  );
  const place = useAnswer(askPlace, naming, 60);

  const { encoders, estimate, isLinked } = useFilmAnswers(prepared, choices, preset?.hasEncoders === true);

  const unmade = prepared?.segments.filter(({ state }) => state !== 'done').length ?? 0;
  const renderSeconds = (prepared?.plan.batches ?? [])
    .filter((_, at) => prepared?.batches[at] === 'run')
    .reduce((sum, { seconds }) => sum + seconds, 0);

  const fault = place?.value?.fault ?? null;
  const isReady = preset !== undefined && id !== null && name.trim() !== '' && fault === null && !isStarting;
  const closing = useRef<HTMLButtonElement>(null);

  const go = async () => {
    if (!isReady) {
      return;
    }
    setStarting(true);
    try {
      const settled = await settledFilm(editor);
      if (settled !== null) {
        const settings = { ...choices, preset: preset.id, name: name.trim() };
        await client.exports.start({ prepared: settled, settings, replace });
        editor.say(texts.jobs.started(texts.jobs.kinds.export));
        setReplace(false);
        // The next Enter goes back to the film, instead of exporting it once more.
        closing.current?.focus();
      }
    } catch (error) {
      editor.complain(error);
    } finally {
      setStarting(false);
    }
  };

  // One that was chosen once and works no more (its driver went) must not stand in the way of one press of Enter.
  const isGone =
    choices.encoder !== null &&
    encoders?.isNew === true &&
    encoders.value !== null &&
    !encoders.value.encoders.some(({ encoder, works }) => works && encoder === choices.encoder);
  useEffect(() => {
    if (isGone) {
      editor.preferences.setState({ exporting: { ...choices, encoder: null } });
    }
  }, [editor, choices, isGone]);

  const field = useRef<HTMLFormElement>(null);
  useEffect(() => {
    // After the dialog has taken the focus for itself.
    const timer = setTimeout(() => field.current?.querySelector('input')?.select());
    return () => {
      clearTimeout(timer);
    };
  }, []);

  if (preset === undefined) {
    return null;
  }
  const best = encoders?.value?.best;
  return (
    <form
      ref={field}
      className="flex flex-col gap-2.5 p-4"
      onSubmit={(event) => {
        event.preventDefault();
        void go();
      }}
    >
      <NameRow
        name={name}
        preset={preset}
        place={place?.value ?? null}
        replace={replace}
        onName={setTyped}
        onReplace={setReplace}
        onChoosePlace={async () => {
          const chosen = await client.exports
            .choosePlace({ settings: naming.settings })
            .catch(editor.complain);
          if (chosen !== null && chosen !== undefined) {
            setTyped(chosen.name);
          }
        }}
      />
      <Row label={t.preset}>
        {(rowId) => (
          <Choice
            id={rowId}
            label={t.preset}
            value={preset.id}
            options={presets.map((each) => ({ value: each.id, label: each.label }))}
            onValue={(next) => {
              choose({ preset: next, encoder: null });
            }}
          />
        )}
      </Row>
      <p className="pl-[7rem] text-small text-dim">
        {[preset.note, preset.hasSound ? null : t.noSound, preset.hasAlpha ? null : t.noAlpha]
          .filter((part) => part !== null)
          .join(' ')}
      </p>
      <UpscaleRow
        upscale={choices.upscale}
        onUpscale={(upscale) => {
          choose({ upscale });
        }}
      />
      <SizeRows
        film={enlargedSize(project.size, choices.upscale)}
        size={choices.size}
        fit={choices.fit}
        onSize={(size) => {
          choose({ size });
        }}
        onFit={(fit) => {
          choose({ fit });
        }}
      />
      <QualityRow preset={preset} choices={choices} onChoose={choose} />
      {preset.hasEncoders && (
        <EncoderRow
          answer={encoders?.value ?? null}
          chosen={choices.encoder}
          onChosen={(encoder) => {
            choose({ encoder });
          }}
        />
      )}
      <Row label={t.with}>
        {() => (
          <div className="grid grid-cols-2 gap-x-4 gap-y-1.5">
            {(['captions', 'sound', 'sidecar', 'timeline', 'chunked'] as const)
              .filter((one) => one !== 'sound' || preset.hasSound)
              .map((one) => (
                <Check
                  key={one}
                  label={t[one]}
                  checked={choices[one]}
                  onChecked={(checked) => {
                    choose({ [one]: checked });
                  }}
                />
              ))}
          </div>
        )}
      </Row>
      {unmade > 0 && (
        <p className="rounded-control bg-raised px-2.5 py-1.5 text-small text-dim">
          {t.renders(unmade, renderSeconds)}
        </p>
      )}
      {best === null && <p className="text-small text-failed">{t.noEncoder(preset.label)}</p>}
      <div className="flex items-center justify-end gap-2 pt-1">
        <p className="numeric flex-1 text-body" aria-live="polite" data-testid="estimate">
          {id === null ? t.empty : isLinked ? estimated(estimate) : t.unlinked}
        </p>
        <Button ref={closing} onClick={onClose}>
          {texts.dialog.close}
        </Button>
        <Button type="submit" look="primary" disabled={!isReady}>
          {t.start}
        </Button>
      </div>
    </form>
  );
}

function estimated(estimate: FilmAnswers['estimate']): string {
  if (estimate?.isNew !== true || estimate.value === null) {
    return estimate?.fault?.message ?? t.estimating;
  }
  return t.estimate(estimate.value.seconds, estimate.value.bytes);
}
