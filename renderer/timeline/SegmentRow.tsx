import clsx from 'clsx';
import { memo, useCallback, useRef, type CSSProperties } from 'react';
import type { SegmentState } from '../../shared/contract.ts';
import type { Project } from '../../shared/project/schema.ts';
import type { Segment } from '../../shared/project/timeline.ts';
import { useEditor, type Editor } from '../app/editor.ts';
import { useSelection } from '../app/hooks.ts';
import { shownOf } from '../document/openDocument.ts';
import { segmentEnds } from '../film/lookups.ts';
import { segmentsIn } from '../film/segments.ts';
import { segmentsByKey, useSegmentStates } from '../film/segmentStates.ts';
import { idsOf, leadOf } from '../selection/selection.ts';
import { texts } from '../texts.ts';
import { firstAtLeast, frameAt, xOf } from './geometry.ts';
import { ListRow, mountLimit, optionOf } from './ListRow.tsx';
import { useDrawn, useRowProject } from './useDrawn.ts';
import type { Follows, Surface } from './useCanvas.ts';
import { useWindow, windowOf, type FrameWindow } from './useWindow.ts';

const places = (project: Project, wanted: ReadonlySet<string>) => {
  const found = new Map<string, Readonly<Record<string, number>>>();
  for (const segment of segmentsIn(project)) {
    if (wanted.has(segment.key)) {
      found.set(segment.key, { '--f': segment.first, '--n': segment.last - segment.first });
    }
  }
  return found;
};

const followed: Follows = ({ sight, document, planning, selection }) => [
  sight,
  document.store,
  planning.store,
  selection.store,
];

const segmentsWithin = (project: Project, { from, to }: FrameWindow): readonly Segment[] => {
  const segments = segmentsIn(project);
  const ends = segmentEnds(segments);
  return segments.slice(firstAtLeast(ends, from), firstAtLeast(ends, to) + 1);
};

function paintBars({ context, width, height, colors }: Surface, editor: Editor): void {
  const segments = segmentsIn(shownOf(editor.document.store.getState()));
  const { prepared } = editor.planning.store.getState();
  const states = prepared === null ? null : segmentsByKey(prepared);
  const chosen = idsOf(editor.selection.store.getState(), 'segments');
  const sight = editor.sight.now();
  const start = firstAtLeast(segmentEnds(segments), frameAt(sight, 0));
  let drawnTo = -Infinity;
  for (let i = start; i < segments.length; i += 1) {
    const segment = segments[i];
    const x = segment === undefined ? Infinity : xOf(sight, segment.first);
    if (segment === undefined || x > width) {
      break;
    }
    const until = xOf(sight, segment.last);
    if (until < drawnTo + 1) {
      continue;
    }
    drawnTo = until;
    const state = states?.get(segment.key)?.state ?? 'planned';
    const isChosen = chosen.has(segment.key);
    context.fillStyle = isChosen
      ? colors.accent
      : state === 'done'
        ? colors.done
        : state === 'failed'
          ? colors.failed
          : colors.edge;
    context.globalAlpha = isChosen ? 1 : 0.65;
    context.fillRect(x, 6, Math.max(1, until - x - 1), height - 12);
  }
  context.globalAlpha = 1;
}

const dots: Readonly<Record<SegmentState, string>> = {
  empty: 'bg-transparent ring-1 ring-faint',
  planned: 'bg-transparent ring-1 ring-faint',
  queued: 'bg-queued',
  running: 'bg-accent animate-pulse',
  done: 'bg-done',
  stale: 'bg-stale',
  failed: 'bg-failed',
};

interface ItemProps {
  readonly segment: Segment;
  readonly state: SegmentState;
  readonly note: string | null;
  readonly prompt: string;
  readonly isDefault: boolean;
  readonly selected: boolean;
}

const Item = memo(function Item({ segment, state, note, prompt, isDefault, selected }: ItemProps) {
  const style = { '--f': segment.first, '--n': segment.last - segment.first } as CSSProperties;
  const words = texts.states[state];
  return (
    <div
      {...optionOf('segment', segment.key, selected)}
      data-state={state}
      aria-label={texts.timeline.segment(segment.index + 1, segment.first, segment.last, words, prompt)}
      data-hint={[words, note, prompt].filter((part) => part !== null && part !== '').join('\n')}
      className="tl-segment"
      style={style}
    >
      <span className={clsx('size-2 shrink-0 rounded-full', dots[state])} />
      <span className={clsx('truncate', prompt === '' || isDefault ? 'text-faint italic' : 'text-text')}>
        {prompt === '' ? texts.timeline.promptHint : prompt}
      </span>
    </div>
  );
});

/**
 * Draws the segments between pairs that only a running drag has made neighbours into `element`, past React; with no
 * drag there are none. At most as many as are mounted. O(segments).
 */
function drawStrangers(
  element: HTMLElement | null,
  draft: Project | null,
  mounted: ReadonlySet<string>,
  window: FrameWindow,
): void {
  if (element === null) {
    return;
  }
  const all = draft === null || mounted.size === 0 ? [] : segmentsWithin(draft, window);
  const fresh = all.filter(({ key }) => !mounted.has(key));
  element.replaceChildren(
    ...fresh.slice(0, mountLimit).map((segment) => {
      const node = document.createElement('div');
      node.className = 'tl-segment text-faint italic';
      node.style.setProperty('--f', String(segment.first));
      node.style.setProperty('--n', String(segment.last - segment.first));
      const own = segment.settings.prompt ?? '';
      node.textContent = own !== '' ? own : (draft?.defaults.prompt ?? '');
      return node;
    }),
  );
}

export function SegmentRow() {
  const editor = useEditor();
  const project = useRowProject();
  const selection = useSelection();
  const chosen = idsOf(selection, 'segments');
  const stateOf = useSegmentStates();
  const { from, to } = useWindow();
  const fresh = useRef<HTMLDivElement>(null);
  const strangers = useCallback(
    (draft: Project | null, mounted: ReadonlySet<string>) => {
      drawStrangers(fresh.current, draft, mounted, windowOf(editor.sight.now()));
    },
    [editor],
  );
  return (
    <ListRow
      row="segments"
      kind="segment"
      ref={useDrawn(places, strangers)}
      items={segmentsWithin(project, { from, to })}
      idOf={({ key }) => key}
      lead={leadOf(selection, 'segments')}
      paint={paintBars}
      follows={followed}
      beneath={<div ref={fresh} className="tl-track" aria-hidden />}
    >
      {(mounted) =>
        mounted.map((segment) => {
          const own = segment.settings.prompt ?? '';
          return (
            <Item
              key={segment.key}
              segment={segment}
              {...stateOf(segment.key)}
              prompt={own === '' ? project.defaults.prompt : own}
              isDefault={own === ''}
              selected={chosen.has(segment.key)}
            />
          );
        })
      }
    </ListRow>
  );
}
