import { setSoundOffset } from '../../shared/project/edits.ts';
import type { Editor } from '../app/editor.ts';
import { useProject } from '../app/hooks.ts';
import { projectOf, shownOf } from '../document/openDocument.ts';
import { xOf } from '../timeline/geometry.ts';
import { pull, threshold, type Gesture, type Marks } from '../timeline/gestures.ts';
import { useCanvas, type Surface } from '../timeline/useCanvas.ts';
import { texts } from '../texts.ts';

const t = texts.sound;

const listen = (editor: Editor, ask: () => void) => [
  editor.sight.subscribe(ask),
  editor.document.store.subscribe(ask),
  editor.sounds.subscribe(ask),
];

/** The sound's peaks at its place, one bar a pixel, and a dot at each beat. O(pixels + peaks in view). */
function paintSound({ context, width, height, colors, unit }: Surface, editor: Editor): void {
  const project = shownOf(editor.document.store.getState());
  const { sound } = project;
  const shape = sound === null ? null : editor.sounds.shape(project.id, sound.asset);
  if (sound === null) {
    return;
  }
  const fps = project.fps.num / project.fps.den;
  const sight = editor.sight.now();
  // A second begins with its frame's cell, half a frame before the frame's middle.
  const xAt = (seconds: number) => xOf(sight, (seconds + sound.offset) * fps - 0.5);
  const secondsAt = (x: number) => (sight.left + x / sight.scale) / fps - sound.offset;
  const long = shape === null ? 0 : shape.peaks.length / shape.perSecond;
  const from = Math.max(0, Math.floor(xAt(0)));
  const to = Math.min(width, Math.ceil(xAt(long)));
  if (shape === null) {
    context.fillStyle = colors.faint;
    context.font = `${String(12 * unit)}px Inter, sans-serif`;
    context.fillText(t.reading, Math.max(8, xAt(0) + 8), height / 2 + 4);
    return;
  }
  context.fillStyle = colors.raised;
  context.fillRect(from, 1, Math.max(0, to - from), height - 2);
  context.fillStyle = colors.done;
  const middle = height / 2;
  for (let x = from; x < to; x += 1) {
    const first = Math.max(0, Math.floor(secondsAt(x) * shape.perSecond));
    const last = Math.max(first + 1, Math.ceil(secondsAt(x + 1) * shape.perSecond));
    let peak = 0;
    for (let i = first; i < last; i += 1) {
      peak = Math.max(peak, shape.peaks[i] ?? 0);
    }
    const tall = Math.max(1, (peak / 255) * (height - 6));
    context.fillRect(x, middle - tall / 2, 1, tall);
  }
  if (sight.scale * fps > 24) {
    context.fillStyle = colors.text;
    for (const beat of shape.beats) {
      const x = xAt(beat);
      if (x >= 0 && x <= width) {
        context.fillRect(Math.round(x), 1, 1, 3 * unit);
      }
    }
  }
}

export function SoundRow() {
  const { sound, assets } = useProject();
  const canvas = useCanvas(paintSound, listen);
  return (
    <canvas
      ref={canvas}
      data-row="sound"
      data-testid="sound-row"
      role="img"
      aria-label={t.label(assets[sound?.asset ?? '']?.name ?? '')}
      className="block size-full cursor-grab"
    />
  );
}

/** Drags the sound along the film, by whole frames. */
export function dragSound(editor: Editor, startX: number, marks: Marks): Gesture | null {
  const { document } = editor;
  const { sound, fps } = projectOf(document.store.getState());
  if (sound === null) {
    return null;
  }
  const startFrame = editor.sight.now().left + startX / editor.sight.now().scale;
  let dragging = false;
  return {
    move: (x) => {
      if (!dragging && Math.abs(x - startX) < threshold) {
        return;
      }
      dragging = true;
      pull(editor, x);
      const sight = editor.sight.now();
      const frames = Math.round(sight.left + x / sight.scale - startFrame);
      const offset = sound.offset + (frames * fps.den) / fps.num;
      document.draft(setSoundOffset(offset));
      marks.line(xOf(sight, (offset * fps.num) / fps.den - 0.5), `${offset.toFixed(2)} s`);
    },
    end: () => {
      marks.line(null);
      document.commit();
      const now = projectOf(document.store.getState()).sound;
      if (dragging && now !== null) {
        editor.say(t.movedTo(now.offset));
      }
    },
    cancel: () => {
      marks.line(null);
      document.discard();
    },
  };
}
