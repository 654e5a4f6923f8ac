import { useEffect, useRef } from 'react';
import { useEditor } from '../app/editor.ts';
import { xOf } from './geometry.ts';

/** The line at the frame shown. It moves itself; React draws it once. */
export function Playhead() {
  const editor = useEditor();
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const { sight, transport, preferences } = editor;
    const place = () => {
      const element = line.current;
      if (element === null) {
        return;
      }
      const now = sight.now();
      const x = xOf(now, transport.frame());
      element.style.transform = `translateX(${String(Math.round(x))}px)`;
      element.style.visibility = x < -8 || x > now.width + 8 ? 'hidden' : 'visible';
    };
    const follow = () => {
      if (transport.speed() !== 0 && preferences.getState().follow) {
        const now = sight.now();
        const x = xOf(now, transport.frame());
        if (x > now.width - 24 || x < 0) {
          sight.scrollTo(transport.frame() - 24 / now.scale);
        }
      }
      place();
    };
    const stops = [sight.subscribe(place), transport.subscribe(follow)];
    place();
    return () => {
      for (const stop of stops) {
        stop();
      }
    };
  }, [editor]);
  return (
    <div ref={line} aria-hidden className="pointer-events-none absolute inset-y-0 left-0 z-20 w-0">
      <svg viewBox="0 0 13 16" className="absolute -left-[0.40625rem] top-0 h-4 w-[0.8125rem] text-accent">
        <path d="M1 0h11a1 1 0 0 1 1 1v8l-6.500 7L0 9V1a1 1 0 0 1 1-1Z" fill="currentColor" />
      </svg>
      <div className="absolute inset-y-0 -left-px w-px translate-x-[0.5px] bg-accent" />
    </div>
  );
}
