import type { ExportPreset } from '../../shared/export/contract.ts';
import type { ExportSettings } from '../../shared/export/settings.ts';
import { Segmented } from '../parts/Choice.tsx';
import { Row } from '../parts/Field.tsx';
import { texts } from '../texts.ts';

const t = texts.exports;

interface QualityRowProps {
  readonly preset: ExportPreset;
  readonly choices: Pick<ExportSettings, 'quality' | 'speed'>;
  readonly onChoose: (some: Partial<Pick<ExportSettings, 'quality' | 'speed'>>) => void;
}

/** How good, where the format can be less than perfect, and how long may be looked for a smaller file. */
export function QualityRow({ preset, choices, onChoose }: QualityRowProps) {
  const speeds = (
    <Segmented
      label={t.speed}
      value={choices.speed}
      options={(['fast', 'medium', 'slow'] as const).map((one) => ({ value: one, label: t.speeds[one] }))}
      onValue={(speed) => {
        onChoose({ speed });
      }}
    />
  );
  return (
    <Row label={preset.hasQuality ? t.quality : t.speed}>
      {() => (
        <div className="flex flex-wrap gap-2">
          {preset.hasQuality && (
            <Segmented
              label={t.quality}
              value={choices.quality}
              options={(['small', 'balanced', 'best'] as const).map((one) => ({
                value: one,
                label: t.qualities[one],
              }))}
              onValue={(quality) => {
                onChoose({ quality });
              }}
            />
          )}
          {speeds}
        </div>
      )}
    </Row>
  );
}
