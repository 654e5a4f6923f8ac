import clsx from 'clsx';
import { memo, useCallback, useRef, type CSSProperties } from 'react';
import { useStore } from 'zustand';
import type { BatchState } from '../../shared/generation/events.ts';
import type { Prepared, SegmentState } from '../../shared/contract.ts';
import type { Project } from '../../shared/project/schema.ts';
import type { Segment } from '../../shared/project/timeline.ts';
import { useEditor, type Editor } from '../app/editor.ts';
import { useSelection } from '../app/hooks.ts';
import { shownOf } from '../document/openDocument.ts';
import { segmentEnds } from '../film/lookups.ts';
import { remembered } from '../film/remembered.ts';
import { segmentsIn } from '../film/segments.ts';
import { texts } from '../texts.ts';
import { firstAtLeast, frameAt, xOf } from './geometry.ts';
import { mountLimit } from './KeyframeRow.tsx';
import { useDrawn, useRowProject } from './useDrawn.ts';
import { useCanvas, type Surface } from './useCanvas.ts';
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

const listen = (editor: Editor, ask: () => void) => [
  editor.sight.subscribe(ask),
  editor.document.store.subscribe(ask),
  editor.planning.store.subscribe(ask),
  editor.selection.store.subscribe(ask),
];

function paintBars({ context, width, height, colors }: Surface, editor: Editor): void {
  const segments = segmentsIn(shownOf(editor.document.store.getState()));
  const { prepared } = editor.planning.store.getState();
  const states = prepared === null ? null : segmentsByKey(prepared);
  const selection = editor.selection.store.getState();
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
    const chosen = selection.kind === 'segments' && selection.ids.has(segment.key);
    context.fillStyle = chosen
      ? colors.accent
      : state === 'done'
        ? colors.done
        : state === 'failed'
          ? colors.failed
          : colors.edge;
    context.globalAlpha = chosen ? 1 : 0.65;
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
      id={`segment-${segment.key}`}
      data-testid="segment"
      data-id={segment.key}
      data-state={state}
      role="option"
      aria-selected={selected}
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
  const all = draft === null || mounted.size === 0 ? [] : segmentsIn(draft);
  const ends = segmentEnds(all);
  const fresh = all
    .slice(firstAtLeast(ends, window.from), firstAtLeast(ends, window.to) + 1)
    .filter(({ key }) => !mounted.has(key));
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

/** Main's answer by segment, with the batches that make it. */
const segmentsByKey = remembered(
  (prepared: Prepared) =>
    new Map(
      prepared.segments.map((segment, i) => [
        segment.key,
        { ...segment, batches: prepared.plan.segments[i]?.batches ?? [] },
      ]),
    ),
);

/** The state of a segment now: what is rendering knows more than main's last answer. */
export function useSegmentStates(): (key: string) => {
  readonly state: SegmentState;
  readonly note: string | null;
} {
  const editor = useEditor();
  const prepared = useStore(editor.planning.store, (state) => state.prepared);
  const batches = useStore(editor.footage.store, (state) => state.batches);
  const notes = useStore(editor.footage.store, (state) => state.notes);
  return (key) => {
    const segment = prepared === null ? undefined : segmentsByKey(prepared).get(key);
    const now = (segment?.batches ?? []).map((index): BatchState | undefined => batches.get(index));
    const live = now.includes('running') ? 'running' : now.includes('queued') ? 'queued' : null;
    return { state: live ?? segment?.state ?? 'planned', note: notes.get(key) ?? segment?.note ?? null };
  };
}

export function SegmentRow() {
  const editor = useEditor();
  const project = useRowProject();
  const segments = segmentsIn(project);
  const fallback = project.defaults.prompt;
  const selection = useSelection();
  const stateOf = useSegmentStates();
  const { from, to } = useWindow();
  const row = useRef<HTMLDivElement>(null);
  const canvas = useCanvas(paintBars, listen);
  const fresh = useRef<HTMLDivElement>(null);
  const strangers = useCallback(
    (draft: Project | null, mounted: ReadonlySet<string>) => {
      drawStrangers(fresh.current, draft, mounted, windowOf(editor.sight.now()));
    },
    [editor],
  );
  useDrawn(row, places, strangers);
  const ends = segmentEnds(segments);
  const inWindow = segments.slice(firstAtLeast(ends, from), firstAtLeast(ends, to) + 1);
  const isDense = inWindow.length > mountLimit;
  const mounted = isDense ? [] : inWindow;
  const lead = selection.kind === 'segments' ? selection.lead : null;
  return (
    <div
      ref={row}
      data-row="segments"
      role="listbox"
      tabIndex={0}
      aria-label={texts.timeline.rows.segments}
      aria-multiselectable
      aria-orientation="horizontal"
      {...(lead !== null && mounted.some(({ key }) => key === lead)
        ? { 'aria-activedescendant': `segment-${lead}` }
        : {})}
      className="tl-row relative h-8"
    >
      <canvas
        ref={canvas}
        aria-hidden
        className={isDense ? 'absolute inset-0 size-full' : 'invisible absolute inset-0 size-full'}
      />
      <div ref={fresh} className="tl-track" aria-hidden />
      <div className="tl-track" role="presentation">
        {mounted.map((segment) => {
          const own = segment.settings.prompt ?? '';
          return (
            <Item
              key={segment.key}
              segment={segment}
              {...stateOf(segment.key)}
              prompt={own === '' ? fallback : own}
              isDefault={own === ''}
              selected={selection.kind === 'segments' && selection.ids.has(segment.key)}
            />
          );
        })}
      </div>
    </div>
  );
}
