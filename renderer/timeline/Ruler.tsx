import { filmOf, timecode } from '../../shared/project/timeline.ts';
import { shownOf } from '../document/openDocument.ts';
import type { Editor } from '../app/editor.ts';
import { frameAt, rulerSteps, xOf } from './geometry.ts';
import { useCanvas, type Follows, type Surface } from './useCanvas.ts';

const followed: Follows = ({ sight, document, stage }) => [sight, document.store, stage];

function paint({ context, width, height, colors, unit }: Surface, editor: Editor): void {
  const project = shownOf(editor.document.store.getState());
  const sight = editor.sight.now();
  const { fps } = project;
  const film = filmOf(project);
  const { range } = editor.stage.getState();
  if (range !== null) {
    const [from, to] = [xOf(sight, range.first), xOf(sight, range.last)];
    context.fillStyle = colors['accent-soft'];
    context.fillRect(from, 0, to - from, height);
    context.fillStyle = colors.accent;
    context.fillRect(from - 1, 0, 2, height);
    context.fillRect(to - 1, 0, 2, height);
  }
  const { label, tick } = rulerSteps(sight.scale, fps.num / fps.den, 84 * unit);
  const first = Math.floor(frameAt(sight, 0) / tick) * tick;
  const last = frameAt(sight, width) + tick;
  context.font = `${String(11 * unit)}px Inter, sans-serif`;
  context.fontVariantCaps = 'normal';
  context.textBaseline = 'alphabetic';
  const rate = Math.round(fps.num / fps.den);
  for (let frame = first; frame <= last; frame += tick) {
    const x = Math.round(xOf(sight, frame)) + 0.5;
    const isLabel = frame % label === 0;
    context.fillStyle = isLabel ? colors.edge : colors.line;
    context.fillRect(
      x - 0.5,
      isLabel ? height - 9 * unit : height - 5 * unit,
      1,
      isLabel ? 9 * unit : 5 * unit,
    );
    const isFree = film === null || Math.abs(x - xOf(sight, film.last)) > 24 * unit;
    if (isLabel && isFree) {
      const inFilm = film === null || (frame >= film.first && frame <= film.last);
      context.fillStyle = inFilm ? colors.dim : colors.faint;
      const time = timecode(frame, fps);
      const words = label % rate === 0 ? time.slice(0, time.lastIndexOf(':')) : String(frame);
      // Beside the tick, clear of the playhead's head (13 px wide) when it stands there.
      const left = x + 8 * unit;
      context.fillText(words, left, height - 10 * unit);
      if (label % rate === 0) {
        const offset = context.measureText(words).width;
        context.fillStyle = colors.faint;
        context.fillText(String(frame), left + offset + 6 * unit, height - 10 * unit);
      }
    }
  }
}

/** Time and frame numbers, and the range to loop. */
export function Ruler() {
  const ref = useCanvas(paint, followed);
  return <canvas ref={ref} data-row="ruler" data-testid="ruler" className="block size-full" />;
}
