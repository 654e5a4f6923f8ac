import { useEffect, useRef, type RefObject } from 'react';
import { useEditor, type Editor } from '../app/editor.ts';
import { readColors, readUnit, type Colors } from './colors.ts';

export interface Surface {
  readonly context: CanvasRenderingContext2D;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly colors: Colors;
  readonly unit: number;
}

export type Painter = (surface: Surface, editor: Editor) => void;

/** What a picture on a canvas follows, beside the theme. */
export type Follows = (
  editor: Editor,
) => readonly { readonly subscribe: (heard: () => void) => () => void }[];

/** A canvas that paints itself once a screen frame, when anything it shows has changed; React is not involved. */
export function useCanvas(paint: Painter, follows: Follows): RefObject<HTMLCanvasElement | null> {
  const editor = useEditor();
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const canvas = ref.current;
    const context = canvas?.getContext('2d') ?? null;
    if (canvas === null || context === null) {
      return;
    }
    let asked = 0;
    let colors = readColors();
    let unit = readUnit();
    let box = { width: 0, height: 0 };
    const draw = () => {
      asked = 0;
      const ratio = window.devicePixelRatio;
      const [width, height] = [Math.round(box.width * ratio), Math.round(box.height * ratio)];
      if (width === 0 || height === 0) {
        return;
      }
      if (canvas.width !== width || canvas.height !== height) {
        canvas.width = width;
        canvas.height = height;
      }
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, box.width, box.height);
      paint({ context, ...box, colors, unit }, editor);
    };
    const ask = () => {
      asked ||= requestAnimationFrame(draw);
    };
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) {
        box = { width: entry.contentRect.width, height: entry.contentRect.height };
        unit = readUnit();
        ask();
      }
    });
    observer.observe(canvas);
    const stops = [
      editor.preferences.subscribe((now, before) => {
        if (now.theme !== before.theme) {
          colors = readColors();
          ask();
        }
      }),
      ...follows(editor).map((each) => each.subscribe(ask)),
    ];
    return () => {
      cancelAnimationFrame(asked);
      observer.disconnect();
      for (const stop of stops) {
        stop();
      }
    };
  }, [editor, paint, follows]);
  return ref;
}
