import { useEffect } from 'react';
import type { UpscaleChoice } from '../../shared/export/settings.ts';
import { Choice, Segmented } from '../parts/Choice.tsx';
import { Row } from '../parts/Field.tsx';
import { texts } from '../texts.ts';
import { useModels } from './useModels.ts';

const t = texts.upscale;

interface UpscaleRowProps {
  readonly upscale: UpscaleChoice | null;
  readonly onUpscale: (upscale: UpscaleChoice | null) => void;
}

/** Whether a film's frames are enlarged before its captions are laid on. Where nothing can be, one sentence says why. */
export function UpscaleRow({ upscale, onUpscale }: UpscaleRowProps) {
  const { models, fault } = useModels();
  const model = models.find(({ id }) => id === upscale?.model) ?? models[0];
  const scales = model?.scales ?? [2, 4];
  const isAbsent = model === undefined || fault !== null;
  // What was chosen once and cannot be done any more must not stand in the way of one press of Enter.
  const isGone = fault !== null && upscale !== null;
  useEffect(() => {
    if (isGone) {
      onUpscale(null);
    }
  }, [isGone, onUpscale]);
  return (
    <>
      <Row label={t.row}>
        {(id) => (
          <>
            <Segmented
              label={t.row}
              value={upscale === null ? 'off' : String(upscale.scale)}
              options={[
                { value: 'off', label: t.off },
                ...scales.map((one) => ({
                  value: String(one),
                  label: t.times(one),
                  disabled: isAbsent,
                })),
              ]}
              onValue={(value) => {
                onUpscale(
                  value === 'off' || model === undefined ? null : { model: model.id, scale: Number(value) },
                );
              }}
            />
            {models.length > 1 && upscale !== null && (
              <Choice
                id={id}
                label={t.model}
                value={model?.id ?? null}
                options={models.map((one) => ({ value: one.id, label: one.label }))}
                onValue={(next) => {
                  const scale = models.find((one) => one.id === next)?.scales[0] ?? 2;
                  onUpscale({ model: next, scale });
                }}
              />
            )}
          </>
        )}
      </Row>
      {(fault !== null || upscale !== null) && (
        <p className="pl-[7rem] text-small text-dim">
          {fault === null ? t.captionsSharp : `${fault.message} ${fault.remedy}`}
        </p>
      )}
    </>
  );
}
