import { Segmented } from '../parts/Choice.tsx';
import { NumberField, Row, TextField } from '../parts/Field.tsx';
import { Section } from '../parts/Panel.tsx';
import { texts } from '../texts.ts';
import type { VisionPart } from './useVisionForm.ts';

const t = texts.vision;

/** How the model is asked: pictures a call, calls at once, the language of its words. */
export function VisionAsking({ form, settings }: VisionPart) {
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
