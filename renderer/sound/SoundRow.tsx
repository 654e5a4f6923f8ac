import type { Editor } from '../app/editor.ts';
import { useProject } from '../app/hooks.ts';
import { shownOf } from '../document/openDocument.ts';
import { placeAt, xOf } from '../timeline/geometry.ts';
import { useCanvas, type Follows, type Surface } from '../timeline/useCanvas.ts';
import { texts } from '../texts.ts';

const t = texts.sound;

const followed: Follows = ({ sight, document, sounds }) => [sight, document.store, sounds];

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
  const secondsAt = (x: number) => placeAt(sight, x) / fps - sound.offset;
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
  const canvas = useCanvas(paintSound, followed);
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
