import { memo, type CSSProperties } from 'react';
import type { Slide } from '../../shared/captions/schema.ts';
import { textOf } from '../../shared/captions/slide.ts';
import type { Fps, Project } from '../../shared/project/schema.ts';
import type { Editor } from '../app/editor.ts';
import { useSelection } from '../app/hooks.ts';
import { shownOf } from '../document/openDocument.ts';
import { idsOf, leadOf } from '../selection/selection.ts';
import { choosable } from '../timeline/follows.ts';
import { frameAt, placeAt, xOf } from '../timeline/geometry.ts';
import { ListRow, optionOf } from '../timeline/ListRow.tsx';
import type { Surface } from '../timeline/useCanvas.ts';
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

/** A bar for every slide in view. */
function paintSlides({ context, width, height, colors }: Surface, editor: Editor): void {
  const { captions, fps } = shownOf(editor.document.store.getState());
  const sight = editor.sight.now();
  const chosen = idsOf(editor.selection.store.getState(), 'slides');
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
      {...optionOf('slide', slide.id, selected)}
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
  const chosen = idsOf(selection, 'slides');
  const { from, to } = useWindow();
  const slides = captions?.slides ?? [];
  const inWindow = slidesWithin(slides, fps, from, to);
  const first = inWindow[0] === undefined ? 0 : slides.indexOf(inWindow[0]);
  return (
    <ListRow
      row="captions"
      kind="slide"
      ref={useDrawn(places)}
      items={inWindow}
      idOf={({ id }) => id}
      lead={leadOf(selection, 'slides')}
      paint={paintSlides}
      follows={choosable}
    >
      {(mounted) =>
        mounted.map((slide, i) => (
          <Item
            key={slide.id}
            slide={slide}
            number={first + i + 1}
            fps={fps}
            selected={chosen.has(slide.id)}
          />
        ))
      }
    </ListRow>
  );
}

/** The slide under x. O(log slides + those in view). */
export function slideAt(editor: Editor, x: number): Slide | null {
  const { captions, fps } = shownOf(editor.document.store.getState());
  const sight = editor.sight.now();
  const frame = placeAt(sight, x) - 0.5;
  const near = slidesWithin(captions?.slides ?? [], fps, frame - 1, frame + 1);
  return (
    near.findLast((slide) => {
      const { from, length } = spanOf(slide, fps);
      return frame >= from && frame < from + length;
    }) ?? null
  );
}
