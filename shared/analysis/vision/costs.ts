import { z } from 'zod';

/** What a run cost, while it goes on and at its end. Every number counts from the beginning of the run. */
export const visionCostsSchema = z.object({
  frames: z.object({
    total: z.int(),
    /** Described, by the model or by the cache. */
    done: z.int(),
    cached: z.int(),
    /** Given up, each with its reason. */
    failed: z.int(),
    /** Never asked about, because the run ended before; 0 while it goes on. */
    left: z.int(),
  }),
  calls: z.object({
    /** Requests sent, those that failed and the probe included. */
    made: z.int(),
    /** Requests of which something could be used. */
    useful: z.int(),
    /** What the frames that were asked about and settled so far would have taken one by one, without a single failure. */
    withoutBatching: z.int(),
  }),
  /** As the endpoint counts them; `estimated` where it does not say. */
  tokens: z.object({ input: z.int(), output: z.int(), estimated: z.boolean() }),
  /** By the creator's price table; null where it has no price for the model. */
  money: z.object({ amount: z.number(), currency: z.string() }).nullable(),
  /** Seconds from sending a batch to its answer; null before the first answer. */
  latency: z.object({ p50: z.number(), p95: z.number() }).nullable(),
  /** How many calls carried how many pictures, smallest first. */
  sizes: z.array(z.object({ pictures: z.int(), calls: z.int() })),
  /** Of the calls made, 0..1; null before the first. */
  success: z.number().nullable(),
  /** Batches that were halved. */
  splits: z.int(),
  /** Frames that were asked for again because their entry was missing or wrong. */
  askedAgain: z.int(),
  /** Times the endpoint asked to wait. */
  waits: z.int(),
  /** What the budget still has; null for no limit. */
  left: z.object({ calls: z.int().nullable(), tokens: z.int().nullable() }),
  /** Since the run began. */
  seconds: z.number(),
});

export type VisionCosts = z.infer<typeof visionCostsSchema>;
