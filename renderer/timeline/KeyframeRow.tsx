import { memo, useRef, type CSSProperties } from 'react';
import { useStore } from 'zustand';
import { timecode } from '../../shared/project/timeline.ts';
import type { Fps, Keyframe, Project } from '../../shared/project/schema.ts';
import { mediaRoutes } from '../../shared/media/routes.ts';
import { useEditor, type Editor } from '../app/editor.ts';
import { useSelection } from '../app/hooks.ts';
import { shownOf } from '../document/openDocument.ts';
import { framesOf } from '../film/lookups.ts';
import { texts } from '../texts.ts';
import { thumbnailSide } from './inView.ts';
import { between, frameAt, xOf } from './geometry.ts';
import { gapAfter, useDrawn, useRowProject } from './useDrawn.ts';
import { useCanvas, type Surface } from './useCanvas.ts';
import { useWindow } from './useWindow.ts';

/** More keyframes than this in the window are painted on the canvas instead of mounted. */
export const mountLimit = 40;

const places = (project: Project, wanted: ReadonlySet<string>) => {
  const found = new Map<string, Readonly<Record<string, number>>>();
  project.keyframes.forEach((keyframe, i) => {
    if (wanted.has(keyframe.id)) {
      found.set(keyframe.id, { '--f': keyframe.frame, '--gap': gapAfter(project.keyframes, i, null) });
    }
  });
  return found;
};

const listen = (editor: Editor, ask: () => void) => [
  editor.sight.subscribe(ask),
  editor.document.store.subscribe(ask),
  editor.selection.store.subscribe(ask),
];

/** Stems of every keyframe in view; all there is to see when they are too many to mount. */
function paintStems({ context, width, height, colors }: Surface, editor: Editor): void {
  const { keyframes } = shownOf(editor.document.store.getState());
  const sight = editor.sight.now();
  const [start, end] = between(framesOf(keyframes), frameAt(sight, 0), frameAt(sight, width));
  const selection = editor.selection.store.getState();
  const chosen: ReadonlySet<string> = selection.kind === 'keyframes' ? selection.ids : new Set();
  let drawnTo = -Infinity;
  for (let i = start; i < end; i += 1) {
    const keyframe = keyframes[i];
    if (keyframe === undefined) {
      continue;
    }
    const isChosen = chosen.has(keyframe.id);
    const x = Math.round(xOf(sight, keyframe.frame));
    if (x <= drawnTo && !isChosen) {
      continue;
    }
    drawnTo = x;
    context.fillStyle = isChosen ? colors.accent : colors.dim;
    context.fillRect(x - 0.5, 6, isChosen ? 2 : 1, height - 12);
  }
}

interface ItemProps {
  readonly keyframe: Keyframe;
  readonly number: number;
  readonly gap: number;
  readonly project: string;
  readonly fps: Fps;
  readonly selected: boolean;
  readonly missing: boolean;
}

/** One element: a stem at its frame, the picture hanging from it to the right, as wide as the gap allows. */
const Item = memo(function Item({ keyframe, number, gap, project, fps, selected, missing }: ItemProps) {
  const picture = mediaRoutes.asset(project, keyframe.asset, thumbnailSide);
  const style = {
    '--f': keyframe.frame,
    '--gap': gap,
    backgroundImage: missing ? 'none' : `url("${picture}")`,
  } as CSSProperties;
  return (
    <div
      id={`keyframe-${keyframe.id}`}
      data-testid="keyframe"
      data-id={keyframe.id}
      data-frame={keyframe.frame}
      role="option"
      aria-selected={selected}
      aria-label={texts.timeline.keyframe(number, keyframe.frame, timecode(keyframe.frame, fps))}
      className="tl-keyframe"
      style={style}
    />
  );
});

export function KeyframeRow() {
  const editor = useEditor();
  const project = useRowProject();
  const selection = useSelection();
  const missing = useStore(editor.document.store, (state) => state.missing);
  const { from, to } = useWindow();
  const row = useRef<HTMLDivElement>(null);
  const canvas = useCanvas(paintStems, listen);
  useDrawn(row, places);
  const { keyframes } = project;
  const [start, end] = between(framesOf(keyframes), from, to);
  const isDense = end - start > mountLimit;
  const mounted = isDense ? [] : keyframes.slice(start, end);
  const lead = selection.kind === 'keyframes' ? selection.lead : null;
  return (
    <div
      ref={row}
      data-row="keyframes"
      role="listbox"
      tabIndex={0}
      aria-label={texts.timeline.rows.keyframes}
      aria-multiselectable
      aria-orientation="horizontal"
      {...(lead !== null && mounted.some(({ id }) => id === lead)
        ? { 'aria-activedescendant': `keyframe-${lead}` }
        : {})}
      className="tl-row relative h-14"
    >
      <canvas
        ref={canvas}
        aria-hidden
        className={isDense ? 'absolute inset-0 size-full' : 'invisible absolute inset-0 size-full'}
      />
      <div className="tl-track" role="presentation">
        {mounted.map((keyframe, i) => (
          <Item
            key={keyframe.id}
            keyframe={keyframe}
            number={start + i + 1}
            gap={gapAfter(keyframes, start + i, null)}
            project={project.id}
            fps={project.fps}
            selected={selection.kind === 'keyframes' && selection.ids.has(keyframe.id)}
            missing={missing.includes(keyframe.asset)}
          />
        ))}
      </div>
    </div>
  );
}
