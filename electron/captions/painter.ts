import { createCanvas, type Canvas } from '@napi-rs/canvas';
import type { CaptionTrack } from '../../shared/captions/schema.ts';
import { styleOf } from '../../shared/captions/slide.ts';
import { slidesBeneath, type CaptionState, type Part } from '../../shared/captions/states.ts';
import type { Size } from '../../shared/project/schema.ts';
import { draw, inkOf, union } from './draw.ts';
import type { Fonts } from './fonts.ts';
import { lackingIn } from './lacking.ts';
import { layOut, type Rectangle, type SlideLayout } from './layout.ts';
import { Measure } from './measure.ts';

/** The part of the film's picture that captions touch: straight alpha, `data` is rgba, width*height*4; all else is transparent. */
export interface Patch extends Rectangle {
  readonly data: Uint8Array;
}

/** Paints the states of one track at one size. Layouts and letter widths are kept from state to state. */
export class Painter {
  readonly #track: CaptionTrack;
  readonly #size: Size;
  readonly #fonts: Fonts;
  readonly #measure = new Measure();
  readonly #layouts = new Map<number, SlideLayout>();
  #beneath: readonly (readonly number[])[] | null = null;
  #canvas: Canvas = createCanvas(1, 1);

  constructor(track: CaptionTrack, size: Size, fonts: Fonts) {
    this.#track = track;
    this.#size = size;
    this.#fonts = fonts;
  }

  /** The state's picture, no larger than what is painted; null when nothing is. */
  paint({ parts }: CaptionState): Patch | null {
    const shown = parts.flatMap((part) => {
      const layout = this.layout(part.slide);
      return layout === null ? [] : [{ part, layout }];
    });
    const inks = shown.flatMap(({ layout, part }) => inkOf(layout, part) ?? []);
    const ink = inside(union(inks), this.#size);
    if (ink === null) {
      return null;
    }
    const { width, height } = this.#canvas;
    if (width < ink.width || height < ink.height) {
      this.#canvas = createCanvas(Math.max(width, ink.width), Math.max(height, ink.height));
    }
    const context = this.#canvas.getContext('2d');
    context.reset();
    context.translate(-ink.x, -ink.y);
    for (const { layout, part } of shown) {
      draw(context, layout, part);
    }
    const { data } = context.getImageData(0, 0, ink.width, ink.height);
    return { ...ink, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
  }

  /** Where every picture of the track lies, whatever its state; null for nothing at all. O(words). */
  bounds(): Rectangle | null {
    const inks = this.#track.slides.flatMap((slide, index) => {
      const layout = this.layout(index);
      const all: Part = { slide: index, from: 0, to: slide.words.length, marked: [0, 0] };
      return layout === null ? [] : (inkOf(layout, all) ?? []);
    });
    return inside(union(inks), this.#size);
  }

  /** The letters of the track that no font has here, each once. */
  lacking(): readonly string[] {
    return lackingIn(this.#fonts, this.#track);
  }

  /** Where a slide lies; null for one without words. */
  layout(index: number): SlideLayout | null {
    const kept = this.#layouts.get(index);
    if (kept !== undefined) {
      return kept;
    }
    const slide = this.#track.slides[index];
    if (slide === undefined || slide.words.length === 0) {
      return null;
    }
    this.#beneath ??= slidesBeneath(this.#track);
    const avoid = (this.#beneath[index] ?? []).flatMap((lower) => this.layout(lower)?.block ?? []);
    const setting = { size: this.#size, fonts: this.#fonts, measure: this.#measure };
    const layout = layOut(slide, styleOf(this.#track, slide), setting, avoid);
    this.#layouts.set(index, layout);
    return layout;
  }
}

/** What of a rectangle lies in the film; null for nothing. */
function inside(box: Rectangle | null, film: Size): Rectangle | null {
  if (box === null) {
    return null;
  }
  const [x, y] = [Math.max(0, box.x), Math.max(0, box.y)];
  const width = Math.min(film.width, box.x + box.width) - x;
  const height = Math.min(film.height, box.y + box.height) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : null;
}
