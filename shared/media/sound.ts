import { z } from 'zod';

/** What the timeline draws of a sound and snaps to: its loudest sample of every 1/`perSecond` s, 0..255, and its beats in seconds. */
export const soundShapeSchema = z.object({
  perSecond: z.int().positive(),
  peaks: z.array(z.int().min(0).max(255)),
  beats: z.array(z.number().nonnegative()),
});

export type SoundShape = z.infer<typeof soundShapeSchema>;
