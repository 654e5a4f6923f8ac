import clsx from 'clsx';
import { useEffect, useRef, type RefObject } from 'react';
import { useStore } from 'zustand';
import { filmOf } from '../../shared/project/timeline.ts';
import { useEditor, type Editor } from '../app/editor.ts';
import { useProject } from '../app/hooks.ts';
import { shownOf } from '../document/openDocument.ts';
import { CaptionRow } from '../captions/CaptionRow.tsx';
import { SoundRow } from '../sound/SoundRow.tsx';
import { texts } from '../texts.ts';
import { runAction } from '../actions/registry.ts';
import { BatchRow } from './BatchRow.tsx';
import { GuideRow } from './GuideRow.tsx';
import { MaskRow } from './MaskRow.tsx';
import { OutputRow } from './OutputRow.tsx';
import { KeyframeRow } from './KeyframeRow.tsx';
import { Overview } from './Overview.tsx';
import { Playhead } from './Playhead.tsx';
import { RowHint } from './RowHint.tsx';
import { Ruler } from './Ruler.tsx';
import { SegmentRow } from './SegmentRow.tsx';
import { TimelineBar } from './TimelineBar.tsx';
import type { Marks } from './drag.ts';
import { useDrop } from './useDrop.ts';
import { usePointer } from './usePointer.ts';
import './timeline.css';

const t = texts.timeline;
const rows = [
  { name: 'ruler', height: 'h-7', Row: Ruler },
  { name: 'keyframes', height: 'h-14', Row: KeyframeRow },
  { name: 'segments', height: 'h-8', Row: SegmentRow },
  { name: 'batches', height: 'h-9', Row: BatchRow },
  { name: 'guide', height: 'h-7', Row: GuideRow },
  { name: 'mask', height: 'h-6', Row: MaskRow },
  { name: 'output', height: 'h-11', Row: OutputRow },
  { name: 'captions', height: 'h-7', Row: CaptionRow },
  { name: 'sound', height: 'h-7', Row: SoundRow },
] as const;

/** The rows that are there: captions and sound where the film has them. */
function useRows() {
  const { captions, sound } = useProject();
  const isThere = { captions: captions !== null, sound: sound !== null };
  return rows.filter(({ name }) => (name === 'captions' || name === 'sound' ? isThere[name] : true));
}

export function Timeline() {
  const editor = useEditor();
  const lanes = useRef<HTMLDivElement>(null);
  const line = useRef<HTMLDivElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const marks = useMarks(line, box);
  const shown = useRows();
  useSightOf(editor, lanes);
  usePointer(editor, lanes, marks);
  useDrop(editor, lanes, marks);
  return (
    <section aria-label={t.label} className="flex h-full min-h-0 flex-col bg-panel">
      <TimelineBar />
      <div className="min-h-0 flex-1 overflow-x-hidden overflow-y-auto">
        <div className="grid grid-cols-[5.5rem_1fr]">
          <div aria-hidden className="border-r border-line">
            {shown.map(({ name, height }) => (
              <div
                key={name}
                className={clsx('flex items-center border-b border-line px-2.5 text-small text-dim', height)}
              >
                {t.rows[name]}
              </div>
            ))}
          </div>
          <div
            ref={lanes}
            id="timeline-lanes"
            data-testid="lanes"
            className="tl-lanes relative min-w-0 touch-none overflow-hidden"
            onDoubleClick={(event) => {
              if ((event.target as HTMLElement).closest('[data-row="segments"]') !== null) {
                runAction(editor, 'edit.prompt');
              }
            }}
          >
            {shown.map(({ name, height, Row }) => (
              <div key={name} className={clsx('border-b border-line', height)}>
                <Row />
              </div>
            ))}
            <EndMarker />
            <Playhead />
            <div
              ref={line}
              aria-hidden
              className="pointer-events-none invisible absolute inset-y-0 left-0 z-30 w-0 before:absolute before:inset-y-0 before:w-px before:bg-text"
            >
              <span className="numeric absolute top-0.5 left-1.5 rounded-control bg-text px-1.5 text-small font-medium whitespace-nowrap text-panel" />
            </div>
            <div
              ref={box}
              aria-hidden
              className="pointer-events-none invisible absolute top-7 left-0 z-30 h-14 border border-accent bg-accent-soft"
            />
            <EmptyLanes />
            <RowHint lanes={lanes} />
          </div>
        </div>
      </div>
      <div className="grid grid-cols-[5.5rem_1fr]">
        <div className="border-t border-r border-line" />
        <Overview />
      </div>
    </section>
  );
}

/** The lanes' two numbers, written on every change of the sight. */
function useSightOf(editor: Editor, lanes: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = lanes.current;
    if (element === null) {
      return;
    }
    const write = () => {
      const { left, scale } = editor.sight.now();
      element.style.setProperty('--scale', String(scale));
      element.style.setProperty('--left', String(left));
    };
    const observer = new ResizeObserver(() => {
      editor.sight.resize(element.clientWidth);
    });
    observer.observe(element);
    write();
    const stop = editor.sight.subscribe(write);
    return () => {
      observer.disconnect();
      stop();
    };
  }, [editor, lanes]);
}

function useMarks(
  lineRef: RefObject<HTMLElement | null>,
  boxRef: RefObject<HTMLElement | null>,
): RefObject<Marks> {
  return useRef<Marks>({
    line: (x, words) => {
      const element = lineRef.current;
      if (element === null) {
        return;
      }
      element.style.visibility = x === null ? 'hidden' : 'visible';
      if (x !== null) {
        element.style.transform = `translateX(${String(Math.round(x))}px)`;
        const label = element.firstElementChild;
        if (label !== null) {
          label.textContent = words ?? '';
        }
      }
    },
    box: (range) => {
      const element = boxRef.current;
      if (element === null) {
        return;
      }
      element.style.visibility = range === null ? 'hidden' : 'visible';
      if (range !== null) {
        element.style.transform = `translateX(${String(range[0])}px)`;
        element.style.width = `${String(range[1] - range[0])}px`;
      }
    },
  });
}

/** Where the film ends: at the last keyframe, or dragged beyond it. */
function EndMarker() {
  const end = useStore(useEditor().document.store, (state) => filmOf(shownOf(state))?.last ?? null);
  const hasKeyframes = useProject().keyframes.length > 0;
  if (end === null || !hasKeyframes) {
    return null;
  }
  return (
    <div className="tl-track pointer-events-none z-10">
      <div
        data-row="end"
        data-testid="end"
        title={t.end}
        className="pointer-events-auto absolute top-0 h-7 w-2.5 cursor-ew-resize after:absolute after:top-1.5 after:left-0.5 after:h-4 after:w-1.5 after:rounded-r-sm after:border-2 after:border-l-0 after:border-dim hover:after:border-accent"
        style={{ left: `calc((${String(end)} + 0.5) * var(--scale) * 1px)` }}
      />
    </div>
  );
}

function EmptyLanes() {
  const project = useProject();
  const isOpen = useStore(useEditor().document.store, ({ entry }) => entry !== null);
  if (filmOf(project) !== null || !isOpen) {
    return null;
  }
  return (
    <div className="pointer-events-none absolute inset-x-4 top-9 bottom-2 flex flex-col items-center justify-center gap-1 rounded-panel border border-dashed border-edge bg-panel text-center">
      <p className="text-title font-medium">{t.emptyTitle}</p>
      <p className="text-body text-dim">{t.empty}</p>
    </div>
  );
}
