import clsx from 'clsx';
import { Check, ChevronDown } from 'lucide-react';
import { Select, ToggleGroup } from 'radix-ui';
import type { ReactNode } from 'react';

export interface Option<T extends string> {
  readonly value: T;
  readonly label: ReactNode;
  readonly note?: string;
  readonly disabled?: boolean;
}

interface ChoiceProps<T extends string> {
  readonly id?: string;
  readonly label: string;
  /** null where several are selected that differ. */
  readonly value: T | null;
  readonly options: readonly Option<T>[];
  readonly placeholder?: string;
  readonly onValue: (value: T) => void;
  readonly className?: string;
}

/** One of several, from a list that opens. */
export function Choice<T extends string>(props: ChoiceProps<T>) {
  return (
    <Select.Root
      value={props.value ?? ''}
      onValueChange={(value) => {
        const option = props.options.find((candidate) => candidate.value === value);
        if (option !== undefined) {
          props.onValue(option.value);
        }
      }}
    >
      <Select.Trigger
        id={props.id}
        aria-label={props.label}
        className={clsx(
          'flex h-7 w-full items-center justify-between gap-1.5 rounded-control border border-line bg-field px-2 text-body text-text hover:border-edge [&>span]:truncate',
          props.className,
        )}
      >
        <Select.Value placeholder={props.placeholder} />
        <ChevronDown className="size-3.5 shrink-0 text-faint" aria-hidden />
      </Select.Trigger>
      <Select.Portal>
        <Select.Content
          position="popper"
          sideOffset={4}
          className="z-50 max-h-80 min-w-(--radix-select-trigger-width) overflow-hidden rounded-panel border border-edge bg-raised p-1 shadow-pop"
        >
          <Select.Viewport>
            {props.options.map((option) => (
              <Select.Item
                key={option.value}
                value={option.value}
                disabled={option.disabled ?? false}
                className="flex cursor-default items-center gap-2 rounded-control py-1 pr-7 pl-2 text-body text-text outline-none data-disabled:text-faint data-highlighted:bg-hover"
              >
                <Select.ItemText>{option.label}</Select.ItemText>
                {option.note !== undefined && <span className="text-small text-faint">{option.note}</span>}
                <Select.ItemIndicator className="absolute right-2">
                  <Check className="size-3.5 text-accent" aria-hidden />
                </Select.ItemIndicator>
              </Select.Item>
            ))}
          </Select.Viewport>
        </Select.Content>
      </Select.Portal>
    </Select.Root>
  );
}

interface SegmentedProps<T extends string> {
  readonly label: string;
  readonly value: T | null;
  readonly options: readonly Option<T>[];
  readonly onValue: (value: T) => void;
  readonly wide?: boolean;
}

/** One of a few, all in sight. */
export function Segmented<T extends string>(props: SegmentedProps<T>) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={props.label}
      value={props.value ?? ''}
      onValueChange={(value) => {
        const option = props.options.find((candidate) => candidate.value === value);
        if (option !== undefined) {
          props.onValue(option.value);
        }
      }}
      className={clsx(
        'inline-flex h-7 items-center rounded-control bg-backdrop p-0.5',
        props.wide === true && 'w-full',
      )}
    >
      {props.options.map((option) => (
        <ToggleGroup.Item
          key={option.value}
          value={option.value}
          disabled={option.disabled ?? false}
          className={clsx(
            'inline-flex h-6 min-w-0 items-center justify-center rounded-[0.25rem] text-small text-dim transition-colors hover:text-text disabled:pointer-events-none disabled:opacity-40 data-[state=on]:bg-chosen data-[state=on]:font-medium data-[state=on]:text-text',
            // As wide as its words need: parts of one width would break the longest of them over two lines.
            props.wide === true ? 'flex-auto px-1.5' : 'px-2',
          )}
        >
          <span className="truncate">{option.label}</span>
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
