import clsx from 'clsx';
import { useEffect, useId, useRef, useState, type ReactNode, type Ref } from 'react';

const control =
  'w-full rounded-control border text-ellipsis border-line bg-field px-2 text-body text-text placeholder:text-faint hover:border-edge focus:border-accent focus:outline-none disabled:opacity-50';

interface RowProps {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly children: (id: string) => ReactNode;
  readonly stacked?: boolean;
}

/** A label and its control on one line, or below each other. */
export function Row({ label, hint, children, stacked = false }: RowProps) {
  const id = useId();
  return (
    <div className={clsx(stacked ? 'flex flex-col gap-1' : 'grid grid-cols-[6.5rem_1fr] items-center gap-2')}>
      <label htmlFor={id} className="flex items-baseline justify-between gap-2 text-small text-dim">
        {label}
        {stacked && hint !== undefined && <span className="text-small text-faint">{hint}</span>}
      </label>
      <div className="flex min-w-0 items-center gap-1.5">
        {children(id)}
        {!stacked && hint !== undefined && <span className="shrink-0 text-small text-faint">{hint}</span>}
      </div>
    </div>
  );
}

interface NumberFieldProps {
  readonly id?: string;
  readonly label?: string;
  /** null shows the placeholder. */
  readonly value: number | null;
  readonly placeholder?: string;
  readonly least?: number;
  readonly most?: number;
  readonly step?: number;
  /** Whether empty means null rather than the old value. */
  readonly optional?: boolean;
  readonly onValue: (value: number | null) => void;
  readonly testId?: string;
  readonly inputRef?: Ref<HTMLInputElement>;
}

/** A number that is taken when the field is left, on Enter, or by the arrow keys (Shift: ten). */
export function NumberField({ inputRef, ...props }: NumberFieldProps) {
  const { value, least = -Infinity, most = Infinity, step = 1, optional = false, onValue } = props;
  const shown = value === null ? '' : String(Math.round(value * 1000) / 1000);
  const [text, setText] = useState(shown);
  const [seen, setSeen] = useState(shown);
  if (seen !== shown) {
    setSeen(shown);
    setText(shown);
  }
  const take = (wanted: number) => {
    const next = Math.min(Math.max(wanted, least), most);
    setText(String(Math.round(next * 1000) / 1000));
    if (next !== value) {
      onValue(next);
    }
  };
  const settle = () => {
    const wanted = Number(text.replace(',', '.'));
    if (text.trim() === '' || !Number.isFinite(wanted)) {
      setText(optional && text.trim() === '' ? '' : shown);
      if (optional && text.trim() === '' && value !== null) {
        onValue(null);
      }
      return;
    }
    take(step >= 1 ? Math.round(wanted) : wanted);
  };
  return (
    <input
      ref={inputRef}
      id={props.id}
      aria-label={props.label}
      data-testid={props.testId}
      inputMode="decimal"
      className={clsx(control, 'numeric h-7')}
      value={text}
      placeholder={props.placeholder}
      onChange={(event) => {
        setText(event.target.value);
      }}
      onBlur={settle}
      onKeyDown={(event) => {
        if (event.key === 'Enter') {
          settle();
        } else if (event.key === 'Escape') {
          setText(shown);
          event.currentTarget.blur();
        } else if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
          event.preventDefault();
          const by = (event.shiftKey ? 10 : 1) * step * (event.key === 'ArrowUp' ? 1 : -1);
          take((value ?? 0) + by);
        }
      }}
    />
  );
}

interface TextFieldProps {
  readonly id?: string;
  readonly label?: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly onValue: (value: string) => void;
  readonly onLeave?: () => void;
  readonly onEnter?: () => void;
  readonly rows?: number;
  readonly field?: string;
  readonly autoFocus?: boolean;
  /** Shows dots; nothing remembers it. */
  readonly secret?: boolean;
  /** Offered while writing; anything else may be written too. */
  readonly offers?: readonly string[];
}

/** A text that is taken with every letter; with `rows` it grows with what is written. */
export function TextField(props: TextFieldProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  const list = useId();
  const { rows } = props;
  useEffect(() => {
    const element = area.current;
    if (element !== null) {
      element.style.height = 'auto';
      element.style.height = `${String(element.scrollHeight + 2)}px`;
    }
  }, [props.value]);
  const shared = {
    id: props.id,
    'aria-label': props.label,
    'data-field': props.field,
    value: props.value,
    placeholder: props.placeholder,
    onBlur: props.onLeave,
    autoFocus: props.autoFocus,
  };
  if (rows !== undefined) {
    return (
      <textarea
        ref={area}
        {...shared}
        rows={rows}
        spellCheck
        className={clsx(control, 'max-h-60 resize-none py-1.5')}
        onChange={(event) => {
          props.onValue(event.target.value);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            event.currentTarget.blur();
          }
        }}
      />
    );
  }
  return (
    <>
      <input
        {...shared}
        list={props.offers === undefined ? undefined : list}
        {...(props.secret === true ? { type: 'password', autoComplete: 'off' } : {})}
        className={clsx(control, 'h-7')}
        onChange={(event) => {
          props.onValue(event.target.value);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') {
            props.onEnter?.();
          }
        }}
      />
      {props.offers !== undefined && (
        <datalist id={list}>
          {props.offers.map((offer) => (
            <option key={offer} value={offer} />
          ))}
        </datalist>
      )}
    </>
  );
}

interface CheckProps {
  readonly label: string;
  readonly checked: boolean;
  readonly onChecked: (checked: boolean) => void;
}

/** A yes or no with its sentence. */
export function Check({ label, checked, onChecked }: CheckProps) {
  return (
    <label className="flex items-center gap-2 text-small text-text">
      <input
        type="checkbox"
        className="size-4 shrink-0 accent-(--accent)"
        checked={checked}
        onChange={(event) => {
          onChecked(event.target.checked);
        }}
      />
      {label}
    </label>
  );
}
