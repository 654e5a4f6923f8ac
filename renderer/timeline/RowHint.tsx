import { Tooltip } from 'radix-ui';
import { useEffect, useState, type RefObject } from 'react';

interface Shown {
  readonly words: string;
  readonly box: {
    readonly left: number;
    readonly top: number;
    readonly width: number;
    readonly height: number;
  };
}

/** Milliseconds the pointer rests before words appear. */
const rest = 450;

/**
 * One hint for all elements of the lanes that carry words (`data-hint`): hundreds may be mounted, and a hint for each
 * would be drawn anew with every step of a drag.
 */
export function RowHint({ lanes }: { readonly lanes: RefObject<HTMLElement | null> }) {
  const [shown, setShown] = useState<Shown | null>(null);
  useEffect(() => {
    const element = lanes.current;
    if (element === null) {
      return;
    }
    const stop = new AbortController();
    const { signal } = stop;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let over: HTMLElement | null = null;
    const hide = () => {
      clearTimeout(timer);
      over = null;
      setShown(null);
    };
    element.addEventListener(
      'pointerover',
      (event) => {
        const found = (event.target as HTMLElement).closest<HTMLElement>('[data-hint]');
        if (found === over) {
          return;
        }
        hide();
        over = found;
        if (found !== null && event.buttons === 0) {
          timer = setTimeout(() => {
            // Of a long batch only the part in view can carry the words.
            const [all, room] = [found.getBoundingClientRect(), element.getBoundingClientRect()];
            const left = Math.max(all.left, room.left);
            const width = Math.max(1, Math.min(all.right, room.right) - left);
            const box = { left, top: all.top, width, height: all.height };
            setShown({ words: found.dataset['hint'] ?? '', box });
          }, rest);
        }
      },
      { signal },
    );
    for (const event of ['pointerleave', 'pointerdown', 'wheel'] as const) {
      element.addEventListener(event, hide, { signal, passive: true });
    }
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [lanes]);
  if (shown === null) {
    return null;
  }
  return (
    <Tooltip.Root open>
      <Tooltip.Trigger asChild>
        <span aria-hidden className="pointer-events-none fixed" style={shown.box} />
      </Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content
          side="top"
          sideOffset={6}
          collisionPadding={8}
          className="hint z-50 max-w-80 rounded-control border border-edge bg-raised px-2.5 py-1.5 text-small whitespace-pre-line text-text shadow-pop"
        >
          {shown.words}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
