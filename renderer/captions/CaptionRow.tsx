import { memo, useRef, type CSSProperties } from 'react';
import { textOf, type Slide } from '../../shared/captions/schema.ts';
import type { Fps, Project } from '../../shared/project/schema.ts';
import type { Editor } from '../app/editor.ts';
import { useSelection } from '../app/hooks.ts';
import { shownOf } from '../document/openDocument.ts';
import { frameAt, xOf } from '../timeline/geometry.ts';
import { mountLimit } from '../timeline/KeyframeRow.tsx';
import { useCanvas, type Surface } from '../timeline/useCanvas.ts';
import { useDrawn, useRowProject } from '../timeline/useDrawn.ts';
import { useWindow } from '../timeline/useWindow.ts';
import { texts } from '../texts.ts';
import { slidesWithin, spanOf } from './slidesInTime.ts';

const t = texts.captions;

const propertiesOf = (slide: Slide, fps: Fps) => {
  const { from, length } = spanOf(slide, fps);
  return { '--f': from, '--n': length };
};

const places = ({ captions, fps }: Project, wanted: ReadonlySet<string>) => {
  const found = new Map<string, Readonly<Record<string, number>>>();
  for (const slide of captions?.slides ?? []) {
    if (wanted.has(slide.id)) {
      found.set(slide.id, propertiesOf(slide, fps));
    }
  }
  return found;
};

const listen = (editor: Editor, ask: () => void) => [
  editor.sight.subscribe(ask),
  editor.document.store.subscribe(ask),
  editor.selection.store.subscribe(ask),
];

/** Bars of the slides in view; all there is to see when they are too many to mount. */
function paintSlides({ context, width, height, colors }: Surface, editor: Editor): void {
  const { captions, fps } = shownOf(editor.document.store.getState());
  const sight = editor.sight.now();
  const selection = editor.selection.store.getState();
  const chosen: ReadonlySet<string> = selection.kind === 'slides' ? selection.ids : new Set();
  let drawnTo = -Infinity;
  const shown = slidesWithin(captions?.slides ?? [], fps, frameAt(sight, 0), frameAt(sight, width));
  for (const slide of shown) {
    const { from, length } = spanOf(slide, fps);
    const [x, to] = [xOf(sight, from), xOf(sight, from + length)];
    if (to < drawnTo + 1 && !chosen.has(slide.id)) {
      continue;
    }
    drawnTo = to;
    context.fillStyle = chosen.has(slide.id) ? colors.accent : colors.edge;
    context.fillRect(x, 6, Math.max(1, to - x - 1), height - 12);
  }
}

interface ItemProps {
  readonly slide: Slide;
  readonly number: number;
  readonly fps: Fps;
  readonly selected: boolean;
}

const Item = memo(function Item({ slide, number, fps, selected }: ItemProps) {
  const text = textOf(slide);
  return (
    <div
      id={`slide-${slide.id}`}
      data-testid="slide"
      data-id={slide.id}
      role="option"
      aria-selected={selected}
      aria-label={t.item(number, slide.start.toFixed(2), slide.end.toFixed(2), text)}
      title={text}
      className="tl-slide"
      style={propertiesOf(slide, fps) as CSSProperties}
    >
      <span data-grip="start" className="tl-grip left-0" />
      <span className="truncate">{text}</span>
      <span data-grip="end" className="tl-grip right-0" />
    </div>
  );
});

export function CaptionRow() {
  const { captions, fps } = useRowProject();
  const selection = useSelection();
  const { from, to } = useWindow();
  const row = useRef<HTMLDivElement>(null);
  const canvas = useCanvas(paintSlides, listen);
  useDrawn(row, places);
  const slides = captions?.slides ?? [];
  const inWindow = slidesWithin(slides, fps, from, to);
  const isDense = inWindow.length > mountLimit;
  const mounted = isDense ? [] : inWindow;
  const first = mounted[0] === undefined ? 0 : slides.indexOf(mounted[0]);
  const lead = selection.kind === 'slides' ? selection.lead : null;
  return (
    <div
      ref={row}
      data-row="captions"
      role="listbox"
      tabIndex={0}
      aria-label={t.row}
      aria-multiselectable
      aria-orientation="horizontal"
      {...(lead !== null && mounted.some(({ id }) => id === lead)
        ? { 'aria-activedescendant': `slide-${lead}` }
        : {})}
      className="tl-row relative h-7"
    >
      <canvas
        ref={canvas}
        aria-hidden
        className={isDense ? 'absolute inset-0 size-full' : 'invisible absolute inset-0 size-full'}
      />
      <div className="tl-track" role="presentation">
        {mounted.map((slide, i) => (
          <Item
            key={slide.id}
            slide={slide}
            number={first + i + 1}
            fps={fps}
            selected={selection.kind === 'slides' && selection.ids.has(slide.id)}
          />
        ))}
      </div>
    </div>
  );
}

/** The slide under x. O(log slides + those in view). */
export function slideAt(editor: Editor, x: number): Slide | null {
  const { captions, fps } = shownOf(editor.document.store.getState());
  const sight = editor.sight.now();
  const frame = sight.left + x / sight.scale - 0.5;
  const near = slidesWithin(captions?.slides ?? [], fps, frame - 1, frame + 1);
  return (
    near.findLast((slide) => {
      const { from, length } = spanOf(slide, fps);
      return frame >= from && frame < from + length;
    }) ?? null
  );
}
