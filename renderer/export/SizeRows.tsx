import { useState } from 'react';
import type { ExportSettings } from '../../shared/export/settings.ts';
import type { Size } from '../../shared/project/schema.ts';
import { Choice, Segmented } from '../parts/Choice.tsx';
import { NumberField, Row } from '../parts/Field.tsx';
import { texts } from '../texts.ts';
import { isOtherShape, namedSizes, sizeWords } from './sizes.ts';

const t = texts.exports;

interface SizeRowsProps {
  readonly film: Size;
  readonly size: Size | null;
  readonly fit: ExportSettings['fit'];
  readonly onSize: (size: Size | null) => void;
  readonly onFit: (fit: ExportSettings['fit']) => void;
}

/** The film's own size, one that a place asks for, or any; and what becomes of another shape. */
export function SizeRows({ film, size, fit, onSize, onFit }: SizeRowsProps) {
  const named = namedSizes.find((one) => one.size.width === size?.width && one.size.height === size.height);
  const [isOwn, setOwn] = useState(size !== null && named === undefined);
  const value = isOwn ? 'own' : size === null ? 'film' : sizeWords(size);
  const options = [
    { value: 'film', label: t.asFilm(sizeWords(film)) },
    ...namedSizes.map((one) => ({
      value: sizeWords(one.size),
      label: `${one.label} · ${sizeWords(one.size)}`,
    })),
    { value: 'own', label: t.own },
  ];
  const choose = (next: string) => {
    setOwn(next === 'own');
    if (next === 'own') {
      onSize(size ?? film);
    } else {
      onSize(namedSizes.find((one) => sizeWords(one.size) === next)?.size ?? null);
    }
  };
  const side = (name: 'width' | 'height') => (
    <NumberField
      label={t[name]}
      value={(size ?? film)[name]}
      least={16}
      most={8192}
      onValue={(length) => {
        if (length !== null) {
          onSize({ ...(size ?? film), [name]: length });
        }
      }}
    />
  );
  return (
    <>
      <Row label={t.size}>
        {(id) => (
          <>
            <Choice id={id} label={t.size} value={value} options={options} onValue={choose} />
            {isOwn && (
              <>
                {side('width')}
                <span className="text-faint">×</span>
                {side('height')}
              </>
            )}
          </>
        )}
      </Row>
      {isOtherShape(film, size) && (
        <Row label={t.fit}>
          {() => (
            <Segmented
              label={t.fit}
              value={fit}
              options={(['pad', 'crop'] as const).map((one) => ({ value: one, label: t.fits[one] }))}
              onValue={onFit}
            />
          )}
        </Row>
      )}
    </>
  );
}
