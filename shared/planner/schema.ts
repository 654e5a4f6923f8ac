import { z } from 'zod';
import { frameSchema, fpsSchema, loraSchema } from '../project/schema.ts';

/** What an engine can do. Lengths are frames; `step` means lengths of step*n + 1. */
export const profileSchema = z.object({
  engine: z.string(),
  version: z.string(),
  step: z.int().positive(),
  largest: z.int().positive(),
  /** Width and height are multiples of this. */
  multiple: z.int().positive(),
  softMasks: z.boolean(),
  loras: z.boolean(),
  prompts: z.boolean(),
  /** Independent batches it works on at the same time. */
  parallel: z.int().positive(),
});

/** Seconds for a batch of L frames: fixed + perFrame*L + perFrameSquared*L^2. */
export const costSchema = z.object({
  fixed: z.number().nonnegative(),
  perFrame: z.number().nonnegative(),
  perFrameSquared: z.number().nonnegative(),
});

/** What a segment is generated with after defaults; segments share a batch only when these are identical. */
export const parametersSchema = z.object({
  prompt: z.string(),
  negative: z.string(),
  loras: z.array(loraSchema),
  seed: z.int(),
  strength: z.number(),
  steps: z.int().nullable(),
  cfg: z.number().nullable(),
  model: z.string().nullable(),
});

/** `film` is a film frame, `at` a batch frame; `hold` frames from `at` on show the keyframe. */
export const anchorSchema = z.object({
  keyframe: z.string(),
  film: frameSchema,
  at: frameSchema,
  hold: z.int().min(1),
  /** Whether a video model reads the mask at one of the anchor's frames. */
  seen: z.boolean(),
});

export const cutSchema = z.object({
  reason: z.enum(['parameters', 'largest', 'maxSpan', 'pinned', 'gap', 'separate']),
  detail: z.string(),
});

export const batchSchema = z.object({
  index: z.int(),
  /** Film frames of its first and last frame, context left out. */
  from: frameSchema,
  to: frameSchema,
  /** C: the frames ending at `from` that are handed over as known; 1 is the keyframe itself. */
  context: z.int().min(1),
  wanted: z.int().positive(),
  generated: z.int().positive(),
  trimmed: z.int().nonnegative(),
  /** The batch whose frames are its context, when C > 1. */
  dependsOn: z.int().nullable(),
  anchors: z.array(anchorSchema),
  /** Batch frames, both included, that enter the film. */
  kept: z.object({ from: frameSchema, to: frameSchema }),
  /** Keys of the segments it covers, wholly or in part. */
  segments: z.array(z.string()),
  parameters: parametersSchema,
  seconds: z.number(),
  /** Why the batch ends where it does; null for the last. */
  cut: cutSchema.nullable(),
});

export const planSchema = z.object({
  film: z.object({ first: frameSchema, last: frameSchema, frames: z.int().nonnegative(), fps: fpsSchema }),
  profile: profileSchema,
  strategy: z.enum(['fastest', 'fill', 'separate']),
  segments: z.array(
    z.object({
      key: z.string(),
      index: z.int(),
      from: frameSchema,
      to: frameSchema,
      /** Every batch that makes frames of it: one, or several windows. */
      batches: z.array(z.int()),
    }),
  ),
  batches: z.array(batchSchema),
  savings: z.object({ separate: z.int(), batched: z.int(), factor: z.number() }),
  estimate: z.object({ seconds: z.number(), separateSeconds: z.number() }),
});

export type Profile = z.infer<typeof profileSchema>;
export type Cost = z.infer<typeof costSchema>;
export type Parameters = z.infer<typeof parametersSchema>;
export type Anchor = z.infer<typeof anchorSchema>;
export type Cut = z.infer<typeof cutSchema>;
export type Batch = z.infer<typeof batchSchema>;
export type Plan = z.infer<typeof planSchema>;

/** One frame of a guide: a keyframe's picture, a frame of the film made before, or mid-grey. */
export type GuideFrame =
  | { readonly kind: 'keyframe'; readonly keyframe: string }
  | { readonly kind: 'context'; readonly film: number }
  | { readonly kind: 'grey' };
