import { z } from 'zod';

export const batchStateSchema = z.enum(['kept', 'queued', 'running', 'done', 'failed', 'cancelled']);

/**
 * What happens while a plan is rendered, in order, as `entracte render --events` prints it and the screen shows it.
 * `film` and `from`/`to` are film frames, `at` a batch frame; `batch` and `index` are indexes into the plan's batches.
 */
export const renderEventSchema = z.discriminatedUnion('event', [
  /** First of all: how many batches there are, how many are kept and how many will run. */
  z.object({ event: z.literal('plan'), batches: z.int(), kept: z.int(), run: z.int(), frames: z.int() }),
  z.object({ event: z.literal('batch'), index: z.int(), state: batchStateSchema }),
  /** A frame was made; `film` is null where it is context or surplus. `preview` is fetched as media. */
  z.object({
    event: z.literal('frame'),
    batch: z.int(),
    at: z.int(),
    film: z.int().nullable(),
    preview: z.string(),
  }),
  /** A rough picture of a running batch, before its frames are there; `at` null means the batch as a whole. */
  z.object({ event: z.literal('preview'), batch: z.int(), at: z.int().nullable(), preview: z.string() }),
  z.object({
    event: z.literal('phase'),
    batch: z.int(),
    name: z.string(),
    done: z.number(),
    total: z.number(),
  }),
  z.object({ event: z.literal('note'), segment: z.string(), text: z.string() }),
  z.object({
    event: z.literal('retry'),
    batch: z.int(),
    attempt: z.int(),
    /** Seconds waited before it. */
    wait: z.number(),
    reason: z.string(),
  }),
  /** A batch goes on in parts: at a keyframe (`at`), or in shorter windows (`at` null). */
  z.object({ event: z.literal('split'), batch: z.int(), at: z.int().nullable(), reason: z.string() }),
  /** A segment is lost for now: `frames` of the film show a placeholder. */
  z.object({
    event: z.literal('failed'),
    batch: z.int(),
    segment: z.string(),
    from: z.int(),
    to: z.int(),
    frames: z.int(),
    reason: z.string(),
    remedy: z.string(),
  }),
  z.object({
    event: z.literal('done'),
    state: z.enum(['done', 'failed', 'cancelled']),
    batches: z.int(),
    kept: z.int(),
    ran: z.int(),
    /** Film frames that show a placeholder. */
    lost: z.int(),
    seconds: z.number(),
  }),
]);

export type BatchState = z.infer<typeof batchStateSchema>;
export type RenderEvent = z.infer<typeof renderEventSchema>;
