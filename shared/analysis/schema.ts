import { z } from 'zod';
import { fpsSchema } from '../project/schema.ts';

/**
 * What is measured in a video by arithmetic alone ("frame statistics"; nothing here is described by a model).
 * Frames count from 0 in the order they are shown; seconds are those of the file, from its first frame.
 */

export const motionSchema = z.object({
  kind: z.enum(['static', 'pan', 'tilt', 'zoom', 'unknown']),
  /** How far the picture's content moved since the frame before, in picture widths and heights; right and down. */
  x: z.number(),
  y: z.number(),
  /** How much it grew since the frame before: 0.01 is one per cent larger. */
  zoom: z.number(),
});

export const frameStatisticsSchema = z.object({
  frame: z.int().nonnegative(),
  seconds: z.number(),
  /** Mean brightness, 0 black to 1 white. */
  luma: z.number(),
  /** Standard deviation of brightness, 0 to 0.5. */
  contrast: z.number(),
  /** Mean distance from grey, 0 to 1. */
  saturation: z.number(),
  /** Variance of the Laplacian of brightness (0..255) on the small picture: larger is sharper, within one video. */
  sharpness: z.number(),
  /** At most three colours that cover most of it, largest first: "#1a2b3c". */
  colours: z.array(z.string()),
  /** A perceptual hash of 64 bits (dHash) as 16 hex digits: few differing bits mean a similar picture. */
  hash: z.string(),
  /** Difference to the frame before, 0 the same to 1. */
  change: z.number(),
  motion: motionSchema,
});

export const shotSchema = z.object({
  /** Frames: `to` is the first that no longer belongs to it. */
  from: z.int().nonnegative(),
  to: z.int().positive(),
  start: z.number(),
  end: z.number(),
  /** How it follows the shot before; the first shot's is `cut`. The boundary lies in a dissolve's or fade's middle. */
  join: z.enum(['cut', 'dissolve', 'fade']),
});

/** A frame worth being a keyframe. */
export const proposalSchema = z.object({
  frame: z.int().nonnegative(),
  seconds: z.number(),
  /** Index of its shot. */
  shot: z.int().nonnegative(),
  /** `calm`: the sharpest calm frame of its shot; `motion`: the picture has moved on since the one before. */
  reason: z.enum(['calm', 'motion']),
});

export const analysisSchema = z.object({
  video: z.object({
    name: z.string(),
    /** Counted by decoding. */
    frames: z.int().positive(),
    /** As it is seen, rotation applied. */
    width: z.int().positive(),
    height: z.int().positive(),
    /** The average rate; frames need not be evenly spaced. */
    fps: fpsSchema,
    seconds: z.number(),
  }),
  shots: z.array(shotSchema),
  proposals: z.array(proposalSchema),
  /** Of every n-th frame (n = `every`) and of every proposal, by frame. */
  statistics: z.array(frameStatisticsSchema),
  every: z.int().positive(),
  /** What a person should know: "The file breaks off after 3.2 s." */
  notes: z.array(z.string()),
});

/** What is odd about a project's keyframes, before anything is generated from them. */
export const warningSchema = z.object({
  kind: z.enum(['same', 'unrelated', 'blurred', 'brightness']),
  /** Ids of one keyframe or of two neighbours. */
  keyframes: z.array(z.string()),
  /** The segment between two neighbours, by its key; null for a single keyframe. */
  segment: z.string().nullable(),
  /** "Keyframes 2 and 3 are nearly the same: hold, nothing to generate." */
  sentence: z.string(),
});

export type Motion = z.infer<typeof motionSchema>;
export type FrameStatistics = z.infer<typeof frameStatisticsSchema>;
export type Shot = z.infer<typeof shotSchema>;
export type Proposal = z.infer<typeof proposalSchema>;
export type Analysis = z.infer<typeof analysisSchema>;
export type Warning = z.infer<typeof warningSchema>;
