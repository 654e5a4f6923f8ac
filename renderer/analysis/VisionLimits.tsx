import { priceOf } from '../../shared/analysis/vision/settings.ts';
import { NumberField, Row, TextField } from '../parts/Field.tsx';
import { Section } from '../parts/Panel.tsx';
import { texts } from '../texts.ts';
import type { VisionPart } from './useVisionForm.ts';

const t = texts.vision;

/** What a run may use, and what a model's tokens cost. */
export function VisionLimits({ form, settings }: VisionPart) {
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
