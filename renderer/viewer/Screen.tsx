import clsx from 'clsx';
import { useEffect, useRef, useState, type PointerEvent } from 'react';
import { useStore } from 'zustand';
import { useEditor } from '../app/editor.ts';
import { useProject, usePreference } from '../app/hooks.ts';
import type { ViewerMode } from '../app/preferences.ts';
import { texts } from '../texts.ts';
import { Divider } from './Divider.tsx';
import { createSplit, type Split } from './split.ts';
import { useViewerPaint } from './useViewerPaint.ts';
import { filmOf } from '../../shared/project/timeline.ts';

const t = texts.viewer;

/** How much of the frame is seen: `zoom` 0 fits it into the room there is; else screen pixels a picture pixel. */
export interface Look {
  readonly zoom: number;
  readonly x: number;
  readonly y: number;
}

export const fitLook: Look = { zoom: 0, x: 0, y: 0 };

interface ScreenProps {
  readonly look: Look;
  readonly onLook: (look: Look) => void;
  readonly mode: ViewerMode;
}

/** The picture itself: a canvas of the film's own pixels, laid out by CSS. */
export function Screen({ look, onLook, mode }: ScreenProps) {
  const editor = useEditor();
  const project = useProject();
  const { size } = project;
  const isEmpty = filmOf(project) === null;
  const safe = usePreference('safe');
  const room = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const source = useRef<HTMLSpanElement>(null);
  const [split] = useState(createSplit);
  const [fit, setFit] = useState(0.5);
  useViewerPaint(editor, { canvas, source, split });

  useEffect(() => {
    const element = room.current;
    if (element === null) {
      return;
    }
    const measure = () => {
      const pad = 24;
      setFit(
        Math.max(
          0.02,
          Math.min((element.clientWidth - pad) / size.width, (element.clientHeight - pad) / size.height),
        ),
      );
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => {
      observer.disconnect();
    };
  }, [size.width, size.height]);

  useEffect(() => {
    const element = room.current;
    if (element === null) {
      return;
    }
    // React's wheel listener is passive and could not keep the page from zooming.
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      const zoom = look.zoom === 0 ? fit : look.zoom;
      const next = Math.min(16, Math.max(0.05, zoom * Math.exp(-event.deltaY * 0.0018)));
      const box = element.getBoundingClientRect();
      const [cx, cy] = [event.clientX - box.left - box.width / 2, event.clientY - box.top - box.height / 2];
      const ratio = next / zoom;
      onLook({ zoom: next, x: cx - (cx - look.x) * ratio, y: cy - (cy - look.y) * ratio });
    };
    element.addEventListener('wheel', wheel, { passive: false });
    return () => {
      element.removeEventListener('wheel', wheel);
    };
  }, [fit, look, onLook]);

  const pan = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0 && event.button !== 1) {
      return;
    }
    const start = { x: event.clientX - look.x, y: event.clientY - look.y };
    const target = event.currentTarget;
    target.setPointerCapture(event.pointerId);
    const zoom = look.zoom;
    const move = (moved: globalThis.PointerEvent) => {
      if (zoom !== 0) {
        onLook({ zoom, x: moved.clientX - start.x, y: moved.clientY - start.y });
      }
    };
    const end = () => {
      target.removeEventListener('pointermove', move);
      target.removeEventListener('lostpointercapture', end);
    };
    target.addEventListener('pointermove', move);
    target.addEventListener('lostpointercapture', end);
  };

  const scale = look.zoom === 0 ? fit : look.zoom;
  return (
    <div ref={room} className="absolute inset-0 overflow-hidden" onPointerDown={pan}>
      <div
        className={clsx('absolute top-1/2 left-1/2 shadow-[0_0_0_1px_var(--line)]', isEmpty && 'invisible')}
        style={{
          width: size.width * scale,
          height: size.height * scale,
          transform: `translate(calc(-50% + ${String(look.x)}px), calc(-50% + ${String(look.y)}px))`,
        }}
      >
        <canvas
          ref={canvas}
          data-testid="viewer"
          role="img"
          aria-label={t.label}
          className={clsx('block size-full', scale >= 3 && '[image-rendering:pixelated]')}
        />
        {safe && (
          <>
            <div aria-hidden className="pointer-events-none absolute inset-[5%] border border-white/45" />
            <div
              aria-hidden
              className="pointer-events-none absolute inset-[10%] border border-dashed border-white/35"
            />
          </>
        )}
        {mode === 'compare' && <FilmDivider split={split} />}
      </div>
      <span
        ref={source}
        className={clsx(
          'pointer-events-none absolute bottom-2 left-2 rounded-control bg-black/65 px-1.5 py-0.5 text-small text-white/90',
          isEmpty && 'invisible',
        )}
      />
    </div>
  );
}

/** In Compare: the film as arranged beside the film as it is made, or one take beside another. */
function FilmDivider({ split }: { readonly split: Split }) {
  const rival = useStore(useEditor().stage, (stage) => stage.rival);
  return (
    <Divider split={split} left={rival?.name ?? t.compareLeft} right={rival?.against ?? t.compareRight} />
  );
}
