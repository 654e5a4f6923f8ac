import { createCanvas } from '@napi-rs/canvas';
import type { CaptionTrack, Slide } from '../../shared/captions/schema.ts';
import { styleOf } from '../../shared/captions/slide.ts';
import { frameOf, HELD, partAt } from '../../shared/captions/states.ts';
import type { Fps, Size } from '../../shared/project/schema.ts';
import type { Frame } from '../media/frame.ts';
import { draw } from './draw.ts';
import type { Fonts } from './fonts.ts';
import { Painter } from './painter.ts';

/**
 * One frame of the film with its captions on nothing, painted from the times alone: no states, no part of the picture, nothing
 * kept. What the quick way is measured against. Returns the whole frame, rgba with straight alpha.
 */
export function paintFrame(track: CaptionTrack, size: Size, fps: Fps, frame: number, fonts: Fonts): Frame {
  const canvas = createCanvas(size.width, size.height);
  const context = canvas.getContext('2d');
  const painter = new Painter(track, size, fonts);
  track.slides.forEach((slide, index) => {
    const layout = painter.layout(index);
    if (layout !== null && frameOf(slide.start, fps) <= frame && frame < frameOf(slide.end, fps)) {
      const { spoken, current } = wordsAt(slide, fps, frame);
      draw(context, layout, partAt(slide, index, styleOf(track, slide), spoken, current));
    }
  });
  const { data } = context.getImageData(0, 0, size.width, size.height);
  return { ...size, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}

function wordsAt(
  slide: Slide,
  fps: Fps,
  frame: number,
): { readonly spoken: number; readonly current: number } {
  let [spoken, current] = [-1, -1];
  let [latest, until, next] = [-Infinity, 0, Infinity];
  slide.words.forEach(({ start, end }, i) => {
    if (frameOf(start, fps) <= frame) {
      spoken = i;
      until = Math.max(until, end);
      if (start >= latest) {
        [latest, current] = [start, i];
      }
    } else {
      next = Math.min(next, start);
    }
  });
  const isSilent = next - until >= HELD && frame >= frameOf(until, fps);
  return { spoken, current: isSilent ? -1 : current };
}
