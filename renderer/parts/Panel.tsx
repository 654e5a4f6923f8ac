import clsx from 'clsx';
import { X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import type { ReactNode } from 'react';
import { texts } from '../texts.ts';

interface SheetProps {
  readonly title: string;
  readonly note?: string;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly className?: string;
  /** Whether a click outside or Escape closes it. */
  readonly firm?: boolean;
}

/** A dialog over the editor. */
export function Sheet({ title, note, open, onClose, children, className, firm = false }: SheetProps) {
  const hold = (event: Event) => {
    if (firm) {
      event.preventDefault();
    }
  };
  return (
    <Dialog.Root
      open={open}
      onOpenChange={(next) => {
        if (!next) {
          onClose();
        }
      }}
    >
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Dialog.Content
          {...(note === undefined ? { 'aria-describedby': undefined } : {})}
          onOpenAutoFocus={(event) => {
            // The first control is the way out; the dialog itself is what should be heard.
            if (
              !(event.currentTarget instanceof HTMLElement) ||
              event.currentTarget.querySelector('[autofocus]') === null
            ) {
              event.preventDefault();
              (event.currentTarget as HTMLElement | null)?.focus();
            }
          }}
          onEscapeKeyDown={hold}
          onInteractOutside={(event) => {
            // A message lies over the dialog: whoever closes it means the message.
            if (firm || (event.target instanceof Element && event.target.closest('[data-sonner-toaster]'))) {
              event.preventDefault();
            }
          }}
          className={clsx(
            'fixed top-1/2 left-1/2 z-40 flex max-h-[86vh] w-[92vw] -translate-x-1/2 -translate-y-1/2 flex-col rounded-panel border border-edge bg-panel shadow-pop outline-none',
            className,
          )}
        >
          <header className="flex items-start justify-between gap-3 border-b border-line px-4 py-3">
            <div>
              <Dialog.Title className="text-title font-semibold">{title}</Dialog.Title>
              {note !== undefined && (
                <Dialog.Description className="text-small text-dim">{note}</Dialog.Description>
              )}
            </div>
            {!firm && (
              <Dialog.Close
                aria-label={texts.dialog.close}
                className="inline-flex size-7 items-center justify-center rounded-control text-dim hover:bg-hover hover:text-text"
              >
                <X className="size-4" aria-hidden />
              </Dialog.Close>
            )}
          </header>
          <div className="min-h-0 overflow-auto">{children}</div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** What is done with a sheet, always in sight at its foot. */
export function SheetFooter({ children }: { readonly children: ReactNode }) {
  return (
    <footer className="sticky bottom-0 flex items-center justify-end gap-2 border-t border-line bg-panel px-4 py-3">
      {children}
    </footer>
  );
}

/** A part of the inspector under a small heading. */
export function Section({
  title,
  aside,
  children,
}: {
  readonly title?: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section className="flex flex-col gap-2 border-b border-line px-3 py-3 last:border-0">
      {title !== undefined && (
        <header className="flex items-center justify-between gap-2">
          <h3 className="text-small font-medium text-text">{title}</h3>
          {aside}
        </header>
      )}
      {children}
    </section>
  );
}

/** A figure with its name. */
export function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="grid grid-cols-[6.5rem_1fr] gap-2 text-small">
      <dt className="text-dim">{label}</dt>
      <dd className="numeric min-w-0 text-text">{children}</dd>
    </div>
  );
}
