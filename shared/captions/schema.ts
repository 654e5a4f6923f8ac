import { z } from 'zod';

/** `#rrggbb` or `#rrggbbaa`. */
export const colourSchema = z.string().regex(/^#([0-9a-fA-F]{6}|[0-9a-fA-F]{8})$/);

/** A length in pixels of a film whose shorter side is 1080: the same look in every size and shape. */
const length = z.number().nonnegative().max(1080);

export const captionStyleSchema = z.strictObject({
  font: z.string().min(1).max(200),
  /** Height of the letters, and how far it may shrink for a slide that does not fit, before words are broken. */
  size: z.number().min(4).max(1080),
  smallest: z.number().min(4).max(1080),
  bold: z.boolean(),
  colour: colourSchema,
  /** The word being spoken; `currentBox` is a box behind it alone. */
  currentBold: z.boolean(),
  currentColour: colourSchema,
  currentBox: colourSchema.nullable(),
  /** What is marked: no word, the current one, or every word up to it (karaoke). */
  mark: z.enum(['none', 'current', 'spoken']),
  /** What is seen of a slide: all of it, the words up to the current one, or the current one alone. */
  show: z.enum(['slide', 'spoken', 'current']),
  outline: z.strictObject({ width: length, colour: colourSchema }).nullable(),
  shadow: z
    .strictObject({
      x: z.number().min(-200).max(200),
      y: z.number().min(-200).max(200),
      blur: z.number().nonnegative().max(200),
      colour: colourSchema,
    })
    .nullable(),
  /** Behind every line, or one behind the whole slide. */
  box: z
    .strictObject({
      colour: colourSchema,
      padding: length,
      radius: length,
      around: z.enum(['line', 'slide']),
    })
    .nullable(),
  align: z.enum(['left', 'center', 'right']),
  /** Where the slide's middle (x) and its top, middle or bottom (y) lie, in fractions of the film. */
  position: z.strictObject({ x: z.number().min(0).max(1), y: z.number().min(0).max(1) }),
  anchor: z.enum(['top', 'middle', 'bottom']),
  /** The widest a line may be, in fractions of the film's width. */
  width: z.number().min(0.05).max(1),
  lineHeight: z.number().min(0.5).max(4),
  /** More lines than this make the letters smaller; null for as many as the film is high. */
  lines: z.int().min(1).max(100).nullable(),
  direction: z.enum(['auto', 'ltr', 'rtl']),
  upperCase: z.boolean(),
});

/** What a slide says for itself. JSON has no undefined, so that a key is there with its value or not at all. */
export const overridesSchema = captionStyleSchema.partial() as unknown as z.ZodType<
  Partial<CaptionStyle>,
  Partial<CaptionStyle>
>;

/** Longest time a caption may name: 100 hours. */
const seconds = z.number().nonnegative().max(360_000);

/** `gap` is what stands between a word and the one before: a space, nothing, or the end of a line. */
export const captionWordSchema = z.strictObject({
  text: z.string().min(1).max(2000),
  start: seconds,
  end: seconds,
  gap: z.enum([' ', '', '\n']),
});

/** `timing`: whether the words have times of their own; with `slide` no word is ever the current one. */
export const slideSchema = z.strictObject({
  id: z.string().min(1),
  start: seconds,
  end: seconds,
  timing: z.enum(['words', 'slide']),
  words: z.array(captionWordSchema),
  style: overridesSchema,
});

/** Slides sorted by start, words in reading order; all times in seconds of the film. */
export const captionTrackSchema = z.strictObject({
  style: captionStyleSchema,
  slides: z.array(slideSchema),
});

export type CaptionStyle = Readonly<z.infer<typeof captionStyleSchema>>;
export type CaptionWord = Readonly<z.infer<typeof captionWordSchema>>;
export type Slide = Readonly<Omit<z.infer<typeof slideSchema>, 'words'>> & {
  readonly words: readonly CaptionWord[];
};
export interface CaptionTrack {
  readonly style: CaptionStyle;
  readonly slides: readonly Slide[];
}

export const plainStyle: CaptionStyle = {
  font: 'Inter',
  size: 64,
  smallest: 36,
  bold: false,
  colour: '#ffffff',
  currentBold: true,
  currentColour: '#ffd54a',
  currentBox: null,
  mark: 'current',
  show: 'slide',
  outline: { width: 4, colour: '#000000' },
  shadow: null,
  box: null,
  align: 'center',
  position: { x: 0.5, y: 0.92 },
  anchor: 'bottom',
  width: 0.86,
  lineHeight: 1.25,
  lines: 3,
  direction: 'auto',
  upperCase: false,
};
