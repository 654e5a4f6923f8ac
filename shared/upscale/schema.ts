import { z } from 'zod';

/** What counts as the same frame: equal pixels, or also what a codec made of equal pixels. */
export const duplicatesSchema = z.enum(['exact', 'near', 'off']);

/**
 * A super-resolution network for a person's own ONNX file; lies beside it as JSON.
 * `layout` rgba: bytes with alpha in and out (batch, height, width, 4); nchw and nhwc: floats of three colours.
 */
export const upscaleModelSchema = z.object({
  version: z.literal(1),
  name: z.string().min(1),
  file: z.string().min(1),
  /** Of the file; null when nobody wrote it down. */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable()
    .default(null),
  licence: z.string().default(''),
  scale: z.int().min(2).max(8),
  layout: z.enum(['rgba', 'nchw', 'nhwc']),
  /** White, in numbers of the network. */
  range: z.union([z.literal(1), z.literal(255)]),
  /** Both sides must be multiples of it. */
  multiple: z.int().min(1).max(256).default(1),
  /** The one side it takes (a square), or null when it takes any. */
  tile: z.int().min(16).max(4096).nullable().default(null),
  /** How many pixels it looks around one: tiles overlap by this. */
  margin: z.int().min(0).max(256).default(16),
  /** Memory it takes for a pixel of its input. */
  bytesPerPixel: z.number().positive().default(4000),
});

/** A frame that is not what it should be; counted from 0. */
export const brokenFrameSchema = z.object({
  frame: z.int(),
  what: z.enum(['missing', 'doubled', 'broken', 'failed']),
  why: z.string(),
});

export const upscaleReportSchema = z.object({
  frames: z.int(),
  /** Frames that differ from all before them, as duplicates were asked for. */
  distinct: z.int(),
  /** Frames computed in this run. */
  inferred: z.int(),
  /** Distinct frames found among the results of earlier runs. */
  known: z.int(),
  seconds: z.number(),
  width: z.int(),
  height: z.int(),
  bytes: z.number(),
  /** How many frames are not what they should be, and the first ten of them. */
  wrong: z.int(),
  first: z.array(brokenFrameSchema),
});

/** A stretch of frames that show one picture, `distinct` counted from 0: the strip of duplicates. */
export const runSchema = z.object({ from: z.int(), frames: z.int(), distinct: z.int() });

/** What is known of a video before it is upscaled. */
export const upscaleLookSchema = z.object({
  frames: z.int(),
  distinct: z.int(),
  /** Distinct frames whose results are there already. */
  known: z.int(),
  runs: z.array(runSchema),
  /** Of the film that would be made. */
  width: z.int(),
  height: z.int(),
  /** How long it would take; null while nothing was ever measured here. */
  seconds: z.number().nullable(),
});

/** A film that was made of a video of a project. */
export const upscaledFilmSchema = z.object({
  project: z.string(),
  asset: z.string(),
  scale: z.int(),
  width: z.int(),
  height: z.int(),
  /** When each frame is shown, in seconds from the start; the same in both. */
  times: z.array(z.number()),
});

export const upscaleModelInfoSchema = z.object({
  id: z.string(),
  label: z.string(),
  scales: z.array(z.int()),
});

export type Duplicates = z.infer<typeof duplicatesSchema>;
export type UpscaleManifest = z.infer<typeof upscaleModelSchema>;
export type BrokenFrame = z.infer<typeof brokenFrameSchema>;
export type UpscaleReport = z.infer<typeof upscaleReportSchema>;
export type Run = z.infer<typeof runSchema>;
export type UpscaleLook = z.infer<typeof upscaleLookSchema>;
export type UpscaledFilm = z.infer<typeof upscaledFilmSchema>;
export type UpscaleModelInfo = z.infer<typeof upscaleModelInfoSchema>;
