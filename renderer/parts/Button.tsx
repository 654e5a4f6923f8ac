import clsx from 'clsx';
import { Tooltip } from 'radix-ui';
import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import { Keys } from './Keys.tsx';

type Look = 'plain' | 'quiet' | 'primary' | 'danger';

const looks: Readonly<Record<Look, string>> = {
  plain: 'bg-raised text-text border border-line hover:bg-hover active:bg-pressed',
  quiet: 'text-dim hover:bg-hover hover:text-text active:bg-pressed',
  primary: 'bg-accent text-on-accent font-semibold hover:bg-accent-strong active:brightness-95',
  danger: 'bg-failed-soft text-failed hover:brightness-110',
};

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: Look;
  readonly ref?: Ref<HTMLButtonElement>;
}

export function Button({ look = 'plain', className, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      className={clsx(
        'inline-flex h-7 shrink-0 items-center justify-center gap-1.5 rounded-control px-2.5 text-body whitespace-nowrap transition-colors disabled:pointer-events-none disabled:opacity-45',
        looks[look],
        className,
      )}
      {...rest}
    />
  );
}

/** A button that cannot be pressed yet: still reached by Tab and the pointer, so that the reason is heard and seen. */
export function IdleButton({ why, className, ...rest }: ButtonProps & { readonly why: string }) {
  return (
    <Hint label={why}>
      <Button
        aria-disabled
        aria-description={why}
        className={clsx('cursor-not-allowed opacity-45', className)}
        {...rest}
      />
    </Hint>
  );
}

interface IconButtonProps extends Omit<ButtonProps, 'children'> {
  readonly label: string;
  readonly chord?: string | undefined;
  readonly pressed?: boolean;
  readonly children: ReactNode;
}

/** A button that is a picture: its label is read out and shown as a hint with its key. */
export function IconButton({
  label,
  chord,
  pressed,
  children,
  className,
  look = 'quiet',
  ...rest
}: IconButtonProps) {
  return (
    <Hint label={label} chord={chord}>
      <button
        type="button"
        aria-label={label}
        aria-pressed={pressed}
        className={clsx(
          'inline-flex size-7 shrink-0 items-center justify-center rounded-control transition-colors disabled:pointer-events-none disabled:opacity-40 [&_svg]:size-4',
          pressed === true ? 'bg-accent-soft text-accent hover:bg-accent-soft' : looks[look],
          className,
        )}
        {...rest}
      >
        {children}
      </button>
    </Hint>
  );
}

interface HintProps {
  readonly label: ReactNode;
  readonly chord?: string | undefined;
  readonly children: ReactNode;
}

export function Hint({ label, chord, children }: HintProps) {
  return (
    <Tooltip.Root disableHoverableContent>
      <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content
          sideOffset={6}
          collisionPadding={8}
          className="hint z-50 flex max-w-72 items-center gap-2 rounded-control border border-edge bg-raised px-2 py-1 text-small text-text shadow-pop"
        >
          {label}
          {chord !== undefined && <Keys chord={chord} />}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
