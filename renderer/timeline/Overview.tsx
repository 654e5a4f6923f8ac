import { useEffect, useRef, type PointerEvent } from 'react';
import { useEditor, type Editor } from '../app/editor.ts';
import { shownOf } from '../document/openDocument.ts';
import { texts } from '../texts.ts';
import { lastOfInterest } from './sight.ts';
import { useCanvas, type Follows, type Surface } from './useCanvas.ts';

const followed: Follows = ({ document, planning }) => [document.store, planning.store];

/** The whole film, small: where keyframes are and what is made. */
function paint({ context, width, height, colors }: Surface, editor: Editor): void {
  const project = shownOf(editor.document.store.getState());
  const { prepared } = editor.planning.store.getState();
  const perFrame = width / (lastOfInterest(project) + 1);
  prepared?.plan.segments.forEach((segment, i) => {
    const state = prepared.segments[i]?.state;
    if (state === 'done' || state === 'failed') {
      context.fillStyle = state === 'done' ? colors.done : colors.failed;
      context.globalAlpha = 0.6;
      context.fillRect(segment.from * perFrame, height - 3, (segment.to - segment.from) * perFrame, 2);
    }
  });
  context.globalAlpha = 1;
  context.fillStyle = colors.faint;
  let drawnTo = -1;
  for (const { frame } of project.keyframes) {
    const x = Math.round((frame + 0.5) * perFrame);
    if (x > drawnTo) {
      context.fillRect(x, 3, 1, height - 7);
      drawnTo = x;
    }
  }
}

/** The scroll bar: the film in small, and the part in view to drag. */
export function Overview() {
  const editor = useEditor();
  const canvas = useCanvas(paint, followed);
  const thumb = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const place = () => {
      const element = thumb.current;
      if (element === null) {
        return;
      }
      const sight = editor.sight.now();
      const whole = lastOfInterest(shownOf(editor.document.store.getState())) + 1;
      const from = Math.max(0, sight.left / whole);
      const to = Math.min(1, (sight.left + sight.width / sight.scale) / whole);
      element.style.left = `${String(from * 100)}%`;
      element.style.width = `${String(Math.max(0.5, (to - from) * 100))}%`;
      element.setAttribute('aria-valuenow', String(Math.round(from * 100)));
    };
    const stops = [editor.sight.subscribe(place), editor.document.store.subscribe(place)];
    place();
    return () => {
      for (const stop of stops) {
        stop();
      }
    };
  }, [editor]);
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    const track = event.currentTarget;
    const box = track.getBoundingClientRect();
    const whole = lastOfInterest(shownOf(editor.document.store.getState())) + 1;
    const sight = editor.sight.now();
    const visible = sight.width / sight.scale;
    const at = ((event.clientX - box.left) / box.width) * whole;
    const inside = at >= sight.left && at <= sight.left + visible;
    const grip = inside ? at - sight.left : visible / 2;
    editor.sight.scrollTo(at - grip);
    track.setPointerCapture(event.pointerId);
    const move = (moved: globalThis.PointerEvent) => {
      editor.sight.scrollTo(((moved.clientX - box.left) / box.width) * whole - grip);
    };
    const end = () => {
      track.removeEventListener('pointermove', move);
      track.removeEventListener('lostpointercapture', end);
    };
    track.addEventListener('pointermove', move);
    track.addEventListener('lostpointercapture', end);
  };
  return (
    <div className="relative h-4 border-t border-line bg-backdrop" onPointerDown={drag}>
      <canvas ref={canvas} aria-hidden className="absolute inset-0 size-full" />
      <div
        ref={thumb}
        role="scrollbar"
        tabIndex={-1}
        aria-label={texts.timeline.overview}
        aria-controls="timeline-lanes"
        aria-orientation="horizontal"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={0}
        className="absolute inset-y-0.5 rounded-sm border border-edge bg-text/8 hover:bg-text/12"
      />
    </div>
  );
}
