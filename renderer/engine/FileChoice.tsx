import { Choice } from '../parts/Choice.tsx';
import { Row } from '../parts/Field.tsx';

interface FileChoiceProps {
  readonly label: string;
  /** null is what `none` says. */
  readonly value: string | null;
  /** What the server lists; a value it does not list stays choosable. */
  readonly names: readonly string[];
  /** The words for null; without them there is none. */
  readonly none?: string;
  readonly onValue: (value: string | null) => void;
}

/** Stands for null in the list; no file has this name. */
const nothing = '\u0000';

/** One of the names a server lists. */
export function FileChoice({ label, value, names, none, onValue }: FileChoiceProps) {
  const listed = value === null || names.includes(value) ? names : [value, ...names];
  return (
    <Row label={label}>
      {(id) => (
        <Choice
          id={id}
          label={label}
          value={value ?? nothing}
          options={[
            ...(none === undefined ? [] : [{ value: nothing, label: none }]),
            ...listed.map((name) => ({ value: name, label: name })),
          ]}
          onValue={(next) => {
            onValue(next === nothing ? null : next);
          }}
        />
      )}
    </Row>
  );
}
