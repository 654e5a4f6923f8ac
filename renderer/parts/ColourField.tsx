interface ColourFieldProps {
  readonly id?: string;
  readonly label?: string;
  /** `#rrggbb` or `#rrggbbaa`; what is seen through stays as it is. */
  readonly value: string;
  readonly onValue: (value: string) => void;
}

/** A colour, chosen with the system's own dialog. */
export function ColourField({ id, label, value, onValue }: ColourFieldProps) {
  return (
    <input
      id={id}
      aria-label={label}
      type="color"
      value={value.slice(0, 7)}
      className="h-7 w-12 shrink-0 rounded-control border border-line bg-field p-0.5 hover:border-edge"
      onChange={(event) => {
        onValue(event.target.value + value.slice(7));
      }}
    />
  );
}
