import { CircleCheck, TriangleAlert } from 'lucide-react';
import { isElsewhere } from '../engine/servers.ts';
import { Button } from '../parts/Button.tsx';
import { Check, Row, TextField } from '../parts/Field.tsx';
import { Section } from '../parts/Panel.tsx';
import { texts } from '../texts.ts';
import type { VisionPart, VisionTry } from './useVisionForm.ts';

const t = texts.vision;

/** Where the vision model is, its key, and what came of trying it. */
export function VisionEndpoint({ form, settings }: VisionPart) {
  return (
    <Section title={t.endpoint}>
      <div className="grid items-center gap-2 sm:grid-cols-[1fr_6rem]">
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
      <div className="grid items-center gap-2 sm:grid-cols-[1fr_6rem]">
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
      <p className="text-small text-faint">{form.keepsKeys ? t.keyStays : t.keyPasses}</p>
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
