import type { ReactNode } from 'react';
import { ColourField } from '../parts/ColourField.tsx';
import { Row } from '../parts/Field.tsx';

interface OptionalColourProps {
  readonly label: string;
  readonly value: string | null;
  /** The colour it begins with. */
  readonly plain: string;
  readonly onValue: (colour: string | null) => void;
  readonly children?: ReactNode;
}

/** Something with a colour that may be left out. */
export function OptionalColour({ label, value, plain, onValue, children }: OptionalColourProps) {
  return (
    <Row label={label}>
      {(id) => (
        <>
          <input
            id={id}
            type="checkbox"
            className="size-4 shrink-0 accent-(--accent)"
            checked={value !== null}
            onChange={(event) => {
              onValue(event.target.checked ? plain : null);
            }}
          />
          {value !== null && <ColourField label={label} value={value} onValue={onValue} />}
          {children}
        </>
      )}
    </Row>
  );
}
