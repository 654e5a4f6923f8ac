import { useSyncExternalStore } from 'react';
import { texts } from '../texts.ts';
import type { Split } from './split.ts';

interface DividerProps {
  readonly split: Split;
  /** What is on either side. */
  readonly left: string;
  readonly right: string;
}

/** The line between two pictures in one place; moved by the pointer or the arrow keys. Fills its positioned parent. */
export function Divider({ split, left, right }: DividerProps) {
  const share = useSyncExternalStore(split.subscribe, split.share);
  return (
    <>
      <span className="pointer-events-none absolute top-2 left-2 rounded-control bg-black/65 px-1.5 text-small text-white/90">
        {left}
      </span>
      <span className="pointer-events-none absolute top-2 right-2 rounded-control bg-black/65 px-1.5 text-small text-white/90">
        {right}
      </span>
      <div
        role="slider"
        tabIndex={0}
        aria-label={texts.viewer.divider(left, right)}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(share * 100)}
        className="absolute inset-y-0 -ml-2 w-4 cursor-ew-resize after:absolute after:inset-y-0 after:left-1/2 after:w-0.5 after:-translate-x-1/2 after:bg-white after:shadow-[0_0_4px_#000]"
        style={{ left: `${String(share * 100)}%` }}
        onPointerDown={(event) => {
          event.stopPropagation();
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={(event) => {
          const box = event.currentTarget.parentElement?.getBoundingClientRect();
          if (box !== undefined && event.currentTarget.hasPointerCapture(event.pointerId)) {
            split.move((event.clientX - box.left) / box.width);
          }
        }}
        onKeyDown={(event) => {
          const by = event.key === 'ArrowLeft' ? -0.02 : event.key === 'ArrowRight' ? 0.02 : 0;
          if (by !== 0) {
            event.preventDefault();
            split.move(share + by);
          }
        }}
      />
    </>
  );
}
