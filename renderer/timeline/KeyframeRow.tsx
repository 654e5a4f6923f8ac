import { memo, type CSSProperties } from 'react';
import { useStore } from 'zustand';
import { timecode } from '../../shared/project/timeline.ts';
import type { Fps, Keyframe, Project } from '../../shared/project/schema.ts';
import { mediaRoutes } from '../../shared/media/routes.ts';
import { useEditor, type Editor } from '../app/editor.ts';
import { useSelection } from '../app/hooks.ts';
import { shownOf } from '../document/openDocument.ts';
import { framesOf } from '../film/lookups.ts';
import { idsOf, leadOf } from '../selection/selection.ts';
import { texts } from '../texts.ts';
import { thumbnailSide } from './inView.ts';
import { choosable } from './follows.ts';
import { between, frameAt, xOf } from './geometry.ts';
import { ListRow, optionOf } from './ListRow.tsx';
import { useDrawn, useRowProject } from './useDrawn.ts';
import type { Surface } from './useCanvas.ts';
import { useWindow } from './useWindow.ts';

/** Frames a picture can be wide; after the last keyframe there is room for all of it. */
const gapAfter = (keyframes: readonly Keyframe[], index: number): number => {
  const [here, next] = [keyframes[index], keyframes[index + 1]];
  return here === undefined || next === undefined ? 9999 : Math.max(1, next.frame - here.frame);
};

const places = (project: Project, wanted: ReadonlySet<string>) => {
  const found = new Map<string, Readonly<Record<string, number>>>();
  project.keyframes.forEach((keyframe, i) => {
    if (wanted.has(keyframe.id)) {
      found.set(keyframe.id, { '--f': keyframe.frame, '--gap': gapAfter(project.keyframes, i) });
    }
  });
  return found;
};

/** A stem for every keyframe in view. */
function paintStems({ context, width, height, colors }: Surface, editor: Editor): void {
  const { keyframes } = shownOf(editor.document.store.getState());
  const sight = editor.sight.now();
  const [start, end] = between(framesOf(keyframes), frameAt(sight, 0), frameAt(sight, width));
  const chosen = idsOf(editor.selection.store.getState(), 'keyframes');
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
      {...optionOf('keyframe', keyframe.id, selected)}
      data-frame={keyframe.frame}
      aria-label={texts.timeline.keyframe(number, keyframe.frame, timecode(keyframe.frame, fps))}
      className="tl-keyframe"
      style={style}
    />
  );
});

export function KeyframeRow() {
  const editor = useEditor();
  const { id, fps, keyframes } = useRowProject();
  const selection = useSelection();
  const chosen = idsOf(selection, 'keyframes');
  const missing = useStore(editor.document.store, (state) => state.missing);
  const { from, to } = useWindow();
  const [start, end] = between(framesOf(keyframes), from, to);
  return (
    <ListRow
      row="keyframes"
      kind="keyframe"
      ref={useDrawn(places)}
      items={keyframes.slice(start, end)}
      idOf={(keyframe) => keyframe.id}
      lead={leadOf(selection, 'keyframes')}
      paint={paintStems}
      follows={choosable}
    >
      {(mounted) =>
        mounted.map((keyframe, i) => (
          <Item
            key={keyframe.id}
            keyframe={keyframe}
            number={start + i + 1}
            gap={gapAfter(keyframes, start + i)}
            project={id}
            fps={fps}
            selected={chosen.has(keyframe.id)}
            missing={missing.includes(keyframe.asset)}
          />
        ))
      }
    </ListRow>
  );
}
