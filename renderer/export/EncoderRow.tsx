import type { EncoderReport, EncodersAnswer } from '../../shared/export/contract.ts';
import { Choice } from '../parts/Choice.tsx';
import { Row } from '../parts/Field.tsx';
import { texts } from '../texts.ts';

const t = texts.exports;

const makers: Readonly<Record<string, string>> = t.makers;

/** "NVIDIA (NVENC)", "Software (libx264)" */
export function encoderName({ encoder, isHardware }: EncoderReport): string {
  const maker = encoder.split('_')[1] ?? '';
  return isHardware ? (makers[maker] ?? encoder) : t.software(encoder);
}

function noteOf({ works, fps, reason }: EncoderReport): string {
  return works ? (fps === null ? '' : t.pace(fps)) : t.broken(reason ?? '');
}

interface EncoderRowProps {
  readonly answer: EncodersAnswer | null;
  readonly chosen: string | null;
  readonly onChosen: (encoder: string | null) => void;
}

const automatic = 'automatic';

/** Which encoder, each with its measured speed; one that does not work says why and cannot be chosen. */
export function EncoderRow({ answer, chosen, onChosen }: EncoderRowProps) {
  const encoders = answer?.encoders ?? [];
  const best = encoders.find(({ encoder }) => encoder === answer?.best);
  const bestNote = best === undefined ? t.measuring : `${encoderName(best)} · ${noteOf(best)}`;
  const isThere = encoders.some(({ encoder, works }) => encoder === chosen && works);
  return (
    <Row label={t.encoder}>
      {(id) => (
        <Choice
          id={id}
          label={t.encoder}
          value={isThere && chosen !== null ? chosen : automatic}
          options={[
            { value: automatic, label: `${t.automatic}: ${bestNote}` },
            ...encoders.map((one) => ({
              value: one.encoder,
              label: one.works ? `${encoderName(one)} · ${noteOf(one)}` : encoderName(one),
              ...(one.works ? {} : { note: noteOf(one) }),
              disabled: !one.works,
            })),
          ]}
          onValue={(value) => {
            onChosen(value === automatic ? null : value);
          }}
        />
      )}
    </Row>
  );
}
