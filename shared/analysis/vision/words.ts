import { z } from 'zod';
import { visionCostsSchema } from './costs.ts';

/** What happens from the keyframe before to this one. */
export const betweenSchema = z.object({
  text: z.string(),
  /** Whether the model saw both pictures together, or the second and its own words about the first. */
  seen: z.enum(['both', 'one']),
});

/** What became of one frame: each frame of a run ends in exactly one of these. */
export const frameWordsSchema = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('described'),
    id: z.string(),
    frame: z.int(),
    seconds: z.number(),
    text: z.string(),
    /** null where none was asked for or none came. */
    between: betweenSchema.nullable(),
    model: z.string(),
    /** When the model said it, in milliseconds since 1970. */
    at: z.number(),
    cached: z.boolean(),
  }),
  /** Quarantined: it was tried alone and failed, or could not be read. */
  z.object({
    state: z.literal('failed'),
    id: z.string(),
    frame: z.int(),
    seconds: z.number(),
    reason: z.string(),
  }),
  /** Never asked, because the run ended before: cancelled, budget used up, endpoint silent. The next run goes on here. */
  z.object({
    state: z.literal('left'),
    id: z.string(),
    frame: z.int(),
    seconds: z.number(),
    reason: z.string(),
  }),
]);

/** What happens while frames are described. `costs` follows every call; the newest counts. */
export const visionEventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('frame'), words: frameWordsSchema }),
  z.object({ kind: z.literal('costs'), costs: visionCostsSchema }),
  /** A wait, a split, a smaller batch: in words for the creator. */
  z.object({ kind: z.literal('note'), text: z.string() }),
]);

/** The end of a run; `stopped` says why it did not go through all frames, or null. */
export const visionReportSchema = z.object({
  words: z.array(frameWordsSchema),
  costs: visionCostsSchema,
  stopped: z.string().nullable(),
});

export type Between = z.infer<typeof betweenSchema>;
export type FrameWords = z.infer<typeof frameWordsSchema>;
export type VisionEvent = z.infer<typeof visionEventSchema>;
export type VisionReport = z.infer<typeof visionReportSchema>;
