import { z } from 'zod';

export const faultSchema = z.object({ code: z.string(), message: z.string(), remedy: z.string() });

/** Where a long action is: a phase with counts, never one percentage. `left` is seconds, null until it is known. */
export const progressSchema = z.object({
  phase: z.string(),
  done: z.int(),
  total: z.int(),
  unit: z.enum(['frames', 'batches', 'bytes', 'steps']),
  /** How many different pictures the units so far show, where repeats cost nothing. */
  distinct: z.int().optional(),
  /** "batch 2 of 4"; null where there is only one. */
  part: z.object({ index: z.int(), of: z.int() }).nullable(),
  left: z.number().nullable(),
});

export const jobSchema = z.object({
  id: z.string(),
  kind: z.enum(['render', 'export', 'upscale', 'analyse', 'describe']),
  project: z.string().nullable(),
  title: z.string(),
  state: z.enum(['queued', 'running', 'done', 'failed', 'cancelled']),
  progress: progressSchema.nullable(),
  /** What happened on the way, in words: a retry, a split, a placeholder. */
  notes: z.array(z.string()),
  fault: faultSchema.nullable(),
  /** What it made, as a media id and a name for people; null until done, or where nothing is a file. */
  result: z.object({ media: z.string(), name: z.string(), bytes: z.number() }).nullable(),
  started: z.number(),
  ended: z.number().nullable(),
});

/** The screen's mirror of the jobs: a snapshot, then numbered patches; on a gap it asks again. */
export const jobsEventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('snapshot'), seq: z.int(), jobs: z.array(jobSchema) }),
  z.object({ kind: z.literal('job'), seq: z.int(), job: jobSchema }),
  z.object({ kind: z.literal('gone'), seq: z.int(), id: z.string() }),
]);

export type Progress = z.infer<typeof progressSchema>;
export type Job = z.infer<typeof jobSchema>;
export type JobsEvent = z.infer<typeof jobsEventSchema>;
