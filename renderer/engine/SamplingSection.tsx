import { Segmented } from '../parts/Choice.tsx';
import { NumberField, Row } from '../parts/Field.tsx';
import { Section } from '../parts/Panel.tsx';
import { texts } from '../texts.ts';
import { FileChoice } from './FileChoice.tsx';
import type { SettingsProps } from './ModelSection.tsx';

const t = texts.comfy;

/** How it samples; an acceleration brings steps and guidance of its own. */
export function SamplingSection({ settings, onChange, choices }: SettingsProps) {
  const { acceleration } = settings;
  const known = choices?.accelerations ?? [];
  const steps = acceleration ?? settings;
  const number = (
    label: string,
    value: number,
    least: number,
    most: number,
    step: number,
    onValue: (value: number) => void,
    hint?: string,
  ) => (
    <Row label={label} {...(hint === undefined ? {} : { hint })}>
      {(id) => (
        <NumberField
          id={id}
          value={value}
          least={least}
          most={most}
          step={step}
          onValue={(next) => {
            onValue(next ?? value);
          }}
        />
      )}
    </Row>
  );
  return (
    <Section title={t.sampling}>
      <FileChoice
        label={t.acceleration}
        value={acceleration?.lora ?? null}
        names={known.map(({ lora }) => lora)}
        none={t.noAcceleration}
        onValue={(lora) => {
          onChange({ acceleration: known.find((each) => each.lora === lora) ?? null });
        }}
      />
      {acceleration !== null &&
        number(t.weight, acceleration.weight, 0, 2, 0.05, (weight) => {
          onChange({ acceleration: { ...acceleration, weight } });
        })}
      {number(t.steps, steps.steps, 1, 200, 1, (value) => {
        onChange(
          acceleration === null ? { steps: value } : { acceleration: { ...acceleration, steps: value } },
        );
      })}
      {number(t.cfg, steps.cfg, 0, 100, 0.5, (value) => {
        onChange(acceleration === null ? { cfg: value } : { acceleration: { ...acceleration, cfg: value } });
      })}
      {number(t.shift, settings.shift, 0, 100, 0.5, (shift) => {
        onChange({ shift });
      })}
      <FileChoice
        label={t.sampler}
        value={settings.sampler}
        names={choices?.samplers ?? []}
        onValue={(sampler) => {
          onChange(sampler === null ? {} : { sampler });
        }}
      />
      <FileChoice
        label={t.scheduler}
        value={settings.scheduler}
        names={choices?.schedulers ?? []}
        onValue={(scheduler) => {
          onChange(scheduler === null ? {} : { scheduler });
        }}
      />
      {number(
        t.largest,
        settings.largest,
        5,
        1025,
        4,
        (largest) => {
          onChange({ largest });
        },
        t.frames,
      )}
      <Row label={t.tiled}>
        {() => (
          <Segmented
            label={t.tiled}
            wide
            value={settings.tiled}
            options={(['auto', 'always'] as const).map((value) => ({ value, label: t.tiledChoices[value] }))}
            onValue={(tiled) => {
              onChange({ tiled });
            }}
          />
        )}
      </Row>
    </Section>
  );
}
