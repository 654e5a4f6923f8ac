import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import type { Families } from './fonts.ts';

/** Widths are measured at this size and scaled: advances are linear, as hinting is off. */
const REFERENCE = 100;

/** So many widths are kept: a long film has about 3,000 different words. */
const KEPT = 20_000;

/** Whether a text asks for pictures: U+FE0F after a letter says so. */
export const isPicture = (text: string): boolean => text.includes('\ufe0f');

export const familyOf = (families: Families, text: string): string =>
  isPicture(text) ? families.pictures : families.letters;

export const fontOf = (family: string, size: number, bold: boolean): string =>
  `${bold ? '700' : '400'} ${String(size)}px ${family}`;

/** Widths of texts, kept. */
export class Measure {
  readonly #context: SKRSContext2D = createCanvas(1, 1).getContext('2d');
  readonly #widths = new Map<string, number>();
  #font = '';

  /** Width of a text in one line, in pixels for letters 1 pixel high. */
  width(text: string, families: Families, bold: boolean): number {
    const family = familyOf(families, text);
    const key = `${bold ? 'b' : 'r'}${family}\n${text}`;
    const kept = this.#widths.get(key);
    if (kept !== undefined) {
      return kept;
    }
    if (this.#widths.size >= KEPT) {
      this.#widths.clear();
    }
    this.#use(family, bold);
    const width = this.#context.measureText(text).width / REFERENCE;
    this.#widths.set(key, width);
    return width;
  }

  /** Above and below the baseline, in pixels for letters 1 pixel high. */
  heights(families: Families): { readonly ascent: number; readonly descent: number } {
    this.#use(families.letters, false);
    const { fontBoundingBoxAscent, fontBoundingBoxDescent } = this.#context.measureText('x');
    return { ascent: fontBoundingBoxAscent / REFERENCE, descent: fontBoundingBoxDescent / REFERENCE };
  }

  #use(family: string, bold: boolean): void {
    const font = fontOf(family, REFERENCE, bold);
    if (font !== this.#font) {
      this.#context.font = font;
      this.#font = font;
    }
  }
}
