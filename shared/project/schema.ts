import { z } from 'zod';
import { captionTrackSchema, type CaptionTrack } from '../captions/schema.ts';

/** A position in the film, from 0. */
export const frameSchema = z.int().nonnegative();

/** Frames a second as a rational, so that 30000/1001 stays exact. */
export const fpsSchema = z.strictObject({ num: z.int().positive(), den: z.int().positive() });

export const sizeSchema = z.strictObject({
  width: z.int().min(16).max(8192),
  height: z.int().min(16).max(8192),
});

export const loraSchema = z.strictObject({ name: z.string().min(1), weight: z.number() });

/** A part of a picture, in fractions of its width and height. */
export const cropSchema = z.strictObject({
  x: z.number().min(0).max(1),
  y: z.number().min(0).max(1),
  width: z.number().positive().max(1),
  height: z.number().positive().max(1),
});

/** A file of the project, named by the hash of its bytes; `file` is its name in the assets folder. */
export const assetSchema = z.strictObject({
  name: z.string(),
  kind: z.enum(['image', 'video', 'audio']),
  file: z.string().regex(/^[\w-][\w.-]*$/),
  width: z.int().nonnegative(),
  height: z.int().nonnegative(),
  bytes: z.int().nonnegative(),
  /** How long a video or sound lasts; null for an image and where the file does not say. */
  seconds: z.number().positive().nullable(),
});

/**
 * An image pinned to one frame. `fit`: `crop` covers the frame (the part `crop`, or the middle), `fit` shows the
 * whole picture on black; nothing is ever stretched. `hold`: how many frames it is shown for, its own included.
 */
export const keyframeSchema = z.strictObject({
  id: z.string().min(1),
  frame: frameSchema,
  asset: z.string(),
  fit: z.enum(['crop', 'fit']),
  crop: cropSchema.nullable(),
  hold: z.int().min(1),
});

export const easingSchema = z.enum(['linear', 'ease', 'easeIn', 'easeOut', 'holdThenMove']);

/** What one segment says for itself; null (or an empty text) means the project's default. */
export const segmentSchema = z.strictObject({
  prompt: z.string().nullable(),
  enhanced: z.string().nullable(),
  negative: z.string().nullable(),
  loras: z.array(loraSchema).nullable(),
  seed: z.int().nonnegative().nullable(),
  strength: z.number().min(0).max(2).nullable(),
  easing: easingSchema,
  /** The take the creator keeps whatever is rendered later, by its result key. */
  take: z.string().nullable(),
});

export const defaultsSchema = z.strictObject({
  prompt: z.string(),
  negative: z.string(),
  loras: z.array(loraSchema),
  seed: z.int().nonnegative(),
  strength: z.number().min(0).max(2),
  steps: z.int().positive().nullable(),
  cfg: z.number().nonnegative().nullable(),
  model: z.string().nullable(),
});

export const planningSchema = z.strictObject({
  strategy: z.enum(['fastest', 'fill', 'separate']),
  /** Fewer frames a batch than the engine could; null leaves it to the engine. */
  largest: z.int().positive().nullable(),
  /** The most film frames one batch may span: what one failure can lose. */
  maxSpan: z.int().positive().nullable(),
  context: z.union([z.literal(1), z.literal(5), z.literal(9), z.literal(13), z.literal(17)]),
  joinPrompts: z.boolean(),
  /** Keyframe ids at which a batch must end. */
  pins: z.array(z.string()),
  /** Keyframe ids at which a batch should not end, as far as the limits allow. */
  refused: z.array(z.string()),
});

/** The captions with words and times; see shared/captions. Times are seconds from the timeline's frame 0. */
const captionsSchema: z.ZodType<CaptionTrack, CaptionTrack> = captionTrackSchema;

/** Sound under the film. `offset`: the second of the timeline it begins at; below 0 so much of its beginning is left out. */
export const soundSchema = z.strictObject({
  asset: z.string(),
  offset: z.number().min(-360_000).max(360_000),
});

/** What a film without keyframes shows under its captions. `fit`: as a keyframe's. */
export const backgroundSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('asset'), asset: z.string(), fit: z.enum(['crop', 'fit']) }),
  z.strictObject({ kind: z.literal('colour'), colour: z.string().regex(/^#[0-9a-fA-F]{6}$/) }),
]);

/**
 * Frames over which the film comes out of black and goes into it, and how one slide of the captions follows another:
 * `fade` lets each come and go over so many frames, `crossfade` lets those that touch go over into one another.
 */
export const fadesSchema = z.strictObject({
  in: z.int().nonnegative(),
  out: z.int().nonnegative(),
  slides: z.strictObject({ how: z.enum(['none', 'fade', 'crossfade']), frames: z.int().min(1).max(600) }),
});

export const projectSchema = z.strictObject({
  format: z.literal('entracte'),
  version: z.literal(2),
  id: z.string().min(1),
  name: z.string().min(1),
  size: sizeSchema,
  fps: fpsSchema,
  /** The film's last frame when it goes on after the last keyframe. */
  end: frameSchema.nullable(),
  engine: z.string().min(1),
  defaults: defaultsSchema,
  planning: planningSchema,
  assets: z.record(z.string(), assetSchema),
  /** Sorted by frame, never two on one frame. */
  keyframes: z.array(keyframeSchema),
  /** By `segmentKey`: the pair of keyframes a segment lies between. */
  segments: z.record(z.string(), segmentSchema),
  sound: soundSchema.nullable(),
  background: backgroundSchema.nullable(),
  fades: fadesSchema,
  captions: captionsSchema.nullable(),
});

export type Fps = z.infer<typeof fpsSchema>;
export type Size = z.infer<typeof sizeSchema>;
export type Lora = z.infer<typeof loraSchema>;
export type Crop = z.infer<typeof cropSchema>;
export type Easing = z.infer<typeof easingSchema>;
export type Asset = z.infer<typeof assetSchema>;
export type Keyframe = z.infer<typeof keyframeSchema>;
export type SegmentSettings = z.infer<typeof segmentSchema>;
export type Defaults = z.infer<typeof defaultsSchema>;
export type Planning = z.infer<typeof planningSchema>;
export type Background = z.infer<typeof backgroundSchema>;
export type Fades = z.infer<typeof fadesSchema>;
export type Project = z.infer<typeof projectSchema>;

export const currentVersion = 2;

export const plainSegment: SegmentSettings = {
  prompt: null,
  enhanced: null,
  negative: null,
  loras: null,
  seed: null,
  strength: null,
  easing: 'linear',
  take: null,
};

export const plainDefaults: Defaults = {
  prompt: '',
  negative: '',
  loras: [],
  seed: 0,
  strength: 1,
  steps: null,
  cfg: null,
  model: null,
};

export const plainPlanning: Planning = {
  strategy: 'fastest',
  largest: null,
  maxSpan: null,
  context: 1,
  joinPrompts: false,
  pins: [],
  refused: [],
};

export const noFades: Fades = { in: 0, out: 0, slides: { how: 'none', frames: 8 } };

export function emptyProject(
  id: string,
  name: string,
  size: Size = { width: 832, height: 480 },
  fps: Fps = { num: 16, den: 1 },
): Project {
  return {
    format: 'entracte',
    version: currentVersion,
    id,
    name,
    size,
    fps,
    end: null,
    engine: 'draft',
    defaults: plainDefaults,
    planning: plainPlanning,
    assets: {},
    keyframes: [],
    segments: {},
    sound: null,
    background: null,
    fades: noFades,
    captions: null,
  };
}
