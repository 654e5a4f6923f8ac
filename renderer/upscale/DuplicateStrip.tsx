import { useCallback, useState } from 'react';
import type { UpscaleLook } from '../../shared/upscale/schema.ts';
import { texts } from '../texts.ts';
import { useCanvas, type Painter } from '../timeline/useCanvas.ts';
import { firstShown, frameUnder, paintRuns } from './strip.ts';

const t = texts.upscale;
const nothing = () => [];

/** Which frames repeat another, the whole video in one line; the frame under the pointer is named. */
export function DuplicateStrip({ look }: { readonly look: UpscaleLook }) {
  const [pointed, setPointed] = useState<number | null>(null);
  const paint = useCallback<Painter>(
    ({ context, width, height }) => {
      const style = getComputedStyle(context.canvas);
      const colour = (name: string) => style.getPropertyValue(name);
      const colours = { computed: colour('--accent'), repeat: colour('--edge'), line: colour('--panel') };
      paintRuns(context, look, { width, height }, colours);
    },
    [look],
  );
  const canvas = useCanvas(paint, nothing);
  const { frames, distinct } = look;
  return (
    <figure className="flex flex-col gap-1.5">
      <canvas
        ref={canvas}
        role="img"
        aria-label={t.strip(frames, distinct, frames - distinct)}
        data-testid="duplicate-strip"
        className="h-9 w-full rounded-control bg-backdrop"
        onPointerMove={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          setPointed(frameUnder(event.clientX - box.left, box.width, frames));
        }}
        onPointerLeave={() => {
          setPointed(null);
        }}
      />
      <figcaption className="numeric flex items-center gap-3 text-small text-dim">
        <span className="flex items-center gap-1.5">
          <span aria-hidden className="size-2.5 rounded-sm bg-accent" />
          {t.legend.computed}
        </span>
        <span className="flex items-center gap-1.5">
          <span aria-hidden className="size-2.5 rounded-sm bg-edge" />
          {t.legend.repeat}
        </span>
        <span className="flex-1 text-right">
          {pointed !== null && t.frameAt(pointed, firstShown(look.runs, pointed))}
        </span>
      </figcaption>
    </figure>
  );
}
