import clsx from 'clsx';
import type { ReactNode, Ref } from 'react';
import { texts } from '../texts.ts';
import { useCanvas, type Follows, type Painter } from './useCanvas.ts';

/** More elements than this in the window are painted on the canvas instead of mounted. */
export const mountLimit = 40;

type Kind = 'keyframe' | 'segment' | 'slide' | 'batch';

const elementOf = (kind: Kind, id: string) => `${kind}-${id}`;

/** What makes an element one of its row: for screen readers, for a running drag and for tests. */
export const optionOf = (kind: Kind, id: string, selected: boolean) =>
  ({
    id: elementOf(kind, id),
    'data-testid': kind,
    'data-id': id,
    role: 'option',
    'aria-selected': selected,
  }) as const;

interface ListRowProps<T> {
  readonly row: 'keyframes' | 'segments' | 'captions';
  readonly kind: Kind;
  readonly ref: Ref<HTMLDivElement>;
  /** What lies in the window, and how each is called. */
  readonly items: readonly T[];
  readonly idOf: (item: T) => string;
  /** The one the keyboard is at. */
  readonly lead: string | null;
  /** Paints all in view, where they are too many to mount. */
  readonly paint: Painter;
  readonly follows: Follows;
  readonly children: (mounted: readonly T[]) => ReactNode;
  /** A track of its own, under the elements. */
  readonly beneath?: ReactNode;
}

/** A row of things to choose from: an element each (`optionOf`) while they are few, a painting of all when not. */
export function ListRow<T>({
  row,
  kind,
  ref,
  items,
  idOf,
  lead,
  paint,
  follows,
  children,
  beneath,
}: ListRowProps<T>) {
  const canvas = useCanvas(paint, follows);
  const isDense = items.length > mountLimit;
  const mounted = isDense ? [] : items;
  return (
    <div
      ref={ref}
      data-row={row}
      role="listbox"
      tabIndex={0}
      aria-label={texts.timeline.rows[row]}
      aria-multiselectable
      aria-orientation="horizontal"
      aria-activedescendant={
        lead !== null && mounted.some((item) => idOf(item) === lead) ? elementOf(kind, lead) : undefined
      }
      className="tl-row relative size-full"
    >
      <canvas
        ref={canvas}
        aria-hidden
        className={clsx('absolute inset-0 size-full', !isDense && 'invisible')}
      />
      {beneath}
      <div className="tl-track" role="presentation">
        {children(mounted)}
      </div>
    </div>
  );
}
