import { CircleCheck, TriangleAlert } from 'lucide-react';
import { priceOf, type VisionSettings as Settings } from '../../shared/analysis/vision/settings.ts';
import { isElsewhere } from '../engine/servers.ts';
import { Button } from '../parts/Button.tsx';
import { Segmented } from '../parts/Choice.tsx';
import { Check, NumberField, Row, TextField } from '../parts/Field.tsx';
import { Section } from '../parts/Panel.tsx';
import { texts } from '../texts.ts';
import { useVisionForm, type VisionForm, type VisionTry } from './useVisionForm.ts';

const t = texts.vision;

interface SettingsProps {
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

/** Where the vision model is, what it may use, and what it costs. */
export function VisionSettings({ onClose, onSaved }: SettingsProps) {
  const form = useVisionForm(onSaved);
  const { settings } = form;
  if (settings === null) {
    return <p className="p-6 text-center text-dim">{t.loading}</p>;
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void form.save();
      }}
    >
      <div className="px-1">
        <Endpoint form={form} settings={settings} />
      </div>
      <div className="grid border-t border-line px-1 sm:grid-cols-2">
        <div>
          <Asking form={form} settings={settings} />
        </div>
        <div>
          <Limits form={form} settings={settings} />
        </div>
      </div>
      <footer className="sticky bottom-0 flex items-center justify-end gap-2 border-t border-line bg-panel px-4 py-3">
        <Button onClick={onClose}>{texts.dialog.cancel}</Button>
        <Button type="submit" look="primary" disabled={form.isSaving}>
          {texts.dialog.ok}
        </Button>
      </footer>
    </form>
  );
}

interface PartProps {
  readonly form: VisionForm;
  readonly settings: Settings;
}

function Endpoint({ form, settings }: PartProps) {
  return (
    <Section title={t.endpoint}>
      <div className="grid items-center gap-2 sm:grid-cols-[1fr_auto]">
        <Row label={t.address}>
          {(id) => (
            <TextField
              id={id}
              value={settings.url}
              placeholder="http://127.0.0.1:11434/v1"
              onValue={(url) => {
                form.change({ url });
              }}
            />
          )}
        </Row>
        <Button
          disabled={settings.url.trim() === '' || form.tried.state === 'asking'}
          onClick={() => void form.test()}
        >
          {form.tried.state === 'asking' ? t.asking : t.test}
        </Button>
      </div>
      {isElsewhere(settings.url) && (
        <Check
          label={t.allowRemote}
          checked={settings.allowRemote}
          onChecked={(allowRemote) => {
            form.change({ allowRemote });
          }}
        />
      )}
      <div className="grid items-center gap-2 sm:grid-cols-[1fr_auto]">
        <Row label={t.key}>
          {(id) => (
            <TextField
              id={id}
              secret
              value={form.key}
              placeholder={form.hasKey ? t.keyKept : t.keyPlaceholder}
              onValue={form.changeKey}
            />
          )}
        </Row>
        <Button look="quiet" disabled={!form.hasKey && form.key === ''} onClick={() => void form.forgetKey()}>
          {t.forgetKey}
        </Button>
      </div>
      {!form.keepsKeys && <p className="text-small text-faint">{t.keyPasses}</p>}
      <Row label={t.model}>
        {(id) => (
          <TextField
            id={id}
            value={settings.model}
            placeholder={t.modelPlaceholder}
            offers={form.models}
            onValue={(model) => {
              form.change({ model });
            }}
          />
        )}
      </Row>
      <Answer tried={form.tried} />
    </Section>
  );
}

/** What the endpoint said when it was tested. */
function Answer({ tried }: { readonly tried: VisionTry }) {
  if (tried.state === 'failed') {
    return (
      <p role="alert" className="flex gap-2 text-small">
        <TriangleAlert className="size-4 shrink-0 text-failed" aria-hidden />
        <span>
          <span className="text-failed">{tried.fault.message}</span>{' '}
          <span className="text-dim">{tried.fault.remedy}</span>
        </span>
      </p>
    );
  }
  if (tried.state !== 'answered') {
    return null;
  }
  const { address, models, sight, takes } = tried.answer;
  return (
    <p role="status" className="flex gap-2 text-small" data-testid="vision-answer">
      {sight === 'blind' ? (
        <TriangleAlert className="size-4 shrink-0 text-stale" aria-hidden />
      ) : (
        <CircleCheck className="size-4 shrink-0 text-done" aria-hidden />
      )}
      <span className="numeric text-dim">
        <span className="text-text">{t.answered(address, models.length)}</span>
        {sight === null ? `. ${t.chooseModel}` : `; ${t.sight[sight]}`}
        {takes > 1 && ` · ${t.takes(takes)}`}
      </span>
    </p>
  );
}

function Asking({ form, settings }: PartProps) {
  return (
    <Section title={t.asks}>
      <Row label={t.batch}>
        {(id) => (
          <NumberField
            id={id}
            value={settings.batch}
            least={1}
            most={32}
            onValue={(batch) => {
              form.change({ batch: batch ?? 3 });
            }}
          />
        )}
      </Row>
      <Row label={t.atOnce}>
        {(id) => (
          <NumberField
            id={id}
            value={settings.calls}
            least={1}
            most={32}
            onValue={(calls) => {
              form.change({ calls: calls ?? 5 });
            }}
          />
        )}
      </Row>
      <Row label={t.patience} hint={t.secondsUnit}>
        {(id) => (
          <NumberField
            id={id}
            value={settings.patience}
            least={1}
            most={1800}
            onValue={(patience) => {
              form.change({ patience: patience ?? 120 });
            }}
          />
        )}
      </Row>
      <Row label={t.language}>
        {(id) => (
          <TextField
            id={id}
            value={settings.language}
            placeholder="English"
            onValue={(language) => {
              form.change({ language });
            }}
          />
        )}
      </Row>
      <Row label={t.format}>
        {() => (
          <Segmented
            wide
            label={t.format}
            value={settings.format}
            options={(['jpeg', 'png'] as const).map((value) => ({ value, label: t.formats[value] }))}
            onValue={(format) => {
              form.change({ format });
            }}
          />
        )}
      </Row>
    </Section>
  );
}

function Limits({ form, settings }: PartProps) {
  const { model, budget, prices, currency } = settings;
  const price = priceOf(prices, model);
  /** The model gets a line of its own in the table; the lines of other models stay. */
  const setPrice = (part: { readonly input?: number; readonly output?: number }) => {
    const { input, output } = { input: price?.input ?? 0, output: price?.output ?? 0, ...part };
    form.change({
      prices: [...prices.filter((line) => line.model !== model), { model, input, output }],
    });
  };
  return (
    <Section title={t.limits}>
      <Row label={t.budgetCalls}>
        {(id) => (
          <NumberField
            id={id}
            optional
            value={budget.calls}
            least={1}
            placeholder={t.noLimit}
            onValue={(calls) => {
              form.change({ budget: { ...budget, calls } });
            }}
          />
        )}
      </Row>
      <Row label={t.budgetTokens}>
        {(id) => (
          <NumberField
            id={id}
            optional
            value={budget.tokens}
            least={1}
            placeholder={t.noLimit}
            onValue={(tokens) => {
              form.change({ budget: { ...budget, tokens } });
            }}
          />
        )}
      </Row>
      {(['input', 'output'] as const).map((side) => (
        <Row key={side} label={side === 'input' ? t.priceIn : t.priceOut} hint={t.priceUnit(currency)}>
          {(id) => (
            <NumberField
              id={id}
              optional
              value={price?.[side] ?? null}
              least={0}
              step={0.01}
              placeholder={t.unknown}
              onValue={(value) => {
                if (model !== '') {
                  setPrice({ [side]: value ?? 0 });
                }
              }}
            />
          )}
        </Row>
      ))}
      <Row label={t.currency}>
        {(id) => (
          <TextField
            id={id}
            value={currency}
            onValue={(next) => {
              form.change({ currency: next });
            }}
          />
        )}
      </Row>
      <p className="truncate text-small text-faint">{t.priceNote(model)}</p>
    </Section>
  );
}
