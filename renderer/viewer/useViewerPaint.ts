import { useEffect, type RefObject } from 'react';
import type { Editor } from '../app/editor.ts';
import { shownOf } from '../document/openDocument.ts';
import { texts } from '../texts.ts';
import { createOverlay } from './overlay.ts';
import { paintScene, paintVeil, paintWeight } from './paint.ts';
import type { Split } from './split.ts';
import { arrangedScene, batchAt, guideScene, outputScene, weightAt, type Scene } from './scene.ts';

export interface ViewerParts {
  readonly canvas: RefObject<HTMLCanvasElement | null>;
  /** Where the source is told in words. */
  readonly source: RefObject<HTMLElement | null>;
  readonly split: Split;
}

/** Frames fetched ahead while playing, so that a picture is there when its turn comes. */
const ahead = 12;

/** Draws the viewer whenever something it shows changes, once a screen frame, without React. */
function startPainting(editor: Editor, parts: ViewerParts): () => void {
  const { document, planning, footage, transport, pictures, preferences, stage } = editor;
  let asked = 0;
  let lastFrame = -1;
  const overlay = createOverlay(editor);
  const paint = () => {
    asked = 0;
    const canvas = parts.canvas.current;
    const context = canvas?.getContext('2d', { alpha: false }) ?? null;
    if (canvas === null || context === null) {
      return;
    }
    const project = shownOf(document.store.getState());
    const { plan, prepared } = planning.store.getState();
    const { mode, rival } = stage.getState();
    const { arranged } = preferences.getState();
    const frame = transport.frame();
    const { size } = project;
    if (canvas.width !== size.width || canvas.height !== size.height) {
      canvas.width = size.width;
      canvas.height = size.height;
    }
    const { roughs } = footage.store.getState();
    const roughAt = (at: number) => roughs.get(batchAt(plan, at)?.batch.index ?? -1) ?? null;
    const speed = transport.speed();
    const isPlayed = speed !== 0;
    const film = (at: number) =>
      outputScene(
        project,
        prepared,
        footage.preview(at),
        roughs.size === 0 ? null : roughAt(at),
        at,
        arranged,
        isPlayed,
      );
    const keep = frame !== lastFrame && isPlayed;
    lastFrame = frame;
    let scene: Scene = film(frame);
    let words = scene.source;
    if (mode === 'guide') {
      scene = guideScene(project, plan, prepared, frame);
      words = scene.source;
      paintScene(context, size, scene, pictures, keep);
    } else if (mode === 'mask') {
      const weight = weightAt(plan, frame);
      paintWeight(context, size, weight);
      words = weight === null ? texts.viewer.source.none : texts.viewer.source.mask(weight);
    } else {
      paintScene(context, size, scene, pictures, keep);
      if (mode === 'overlay') {
        const weight = weightAt(plan, frame);
        paintVeil(context, size, weight);
        words = weight === null ? words : texts.viewer.source.mask(weight);
      } else if (mode === 'compare') {
        context.save();
        context.beginPath();
        context.rect(0, 0, size.width * parts.split.share(), size.height);
        context.clip();
        const left =
          rival === null
            ? arrangedScene(project, frame, 'crossfade', isPlayed)
            : outputScene(project, rival.prepared, null, null, frame, arranged, isPlayed);
        paintScene(context, size, left, pictures, keep);
        words = rival === null ? words : texts.viewer.comparing(rival.name, rival.against);
        context.restore();
      }
    }
    if (mode === 'output' || mode === 'compare') {
      overlay(context, frame);
    }
    // The nearest is asked for last: what was asked for last is made first.
    for (let i = ahead; isPlayed && i > 0; i -= 1) {
      for (const layer of film(frame + Math.sign(speed) * i).choices[0] ?? []) {
        pictures.get(layer.picture);
      }
    }
    pictures.endRound();
    const label = parts.source.current;
    if (label !== null && label.textContent !== words) {
      label.textContent = words;
    }
    if (speed === 0) {
      canvas.setAttribute('aria-label', texts.viewer.picture(frame, texts.viewer.modes[mode], words));
    }
    canvas.dataset['frame'] = String(frame);
    canvas.dataset['source'] = words;
  };
  const ask = () => {
    asked ||= requestAnimationFrame(paint);
  };
  const stops = [
    document.store.subscribe(ask),
    planning.store.subscribe(ask),
    footage.store.subscribe(ask),
    transport.subscribe(ask),
    pictures.subscribe(ask),
    preferences.subscribe(ask),
    stage.subscribe(ask),
    parts.split.subscribe(ask),
  ];
  ask();
  return () => {
    cancelAnimationFrame(asked);
    for (const stop of stops) {
      stop();
    }
  };
}

export function useViewerPaint(editor: Editor, { canvas, source, split }: ViewerParts): void {
  useEffect(() => startPainting(editor, { canvas, source, split }), [editor, canvas, source, split]);
}
