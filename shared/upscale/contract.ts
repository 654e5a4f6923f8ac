import { oc } from '@orpc/contract';
import { z } from 'zod';
import { faultSchema } from '../jobs/job.ts';
import { duplicatesSchema, upscaledFilmSchema, upscaleLookSchema, upscaleModelInfoSchema } from './schema.ts';

/** A video of a project, and how it is to be enlarged. */
const asked = z.object({
  project: z.string(),
  asset: z.string(),
  /** An id of `models`. */
  model: z.string(),
  scale: z.int(),
  duplicates: duplicatesSchema,
});

export const upscaleContract = {
  /** The network that comes with the program, and those in the person's own folder of models. */
  models: oc.output(z.array(upscaleModelInfoSchema)),
  /** Computes a tiny picture: why nothing can be upscaled here, or null. */
  ready: oc.output(z.object({ fault: faultSchema.nullable() })),
  /** Reads the video once: which frames are repeats, how many would be computed, how long it would take. */
  look: oc.input(asked).output(upscaleLookSchema),
  /** `name`: the video's for people, which the film's is made of. A job of the kind "upscale": two phases, "Upscaling" and "Checking", in frames; its result is a media id. */
  start: oc.input(asked.extend({ name: z.string().min(1) })).output(z.object({ job: z.string() })),
  /** What a finished job made of which video, so that both can be looked at side by side. */
  compared: oc.input(z.object({ job: z.string() })).output(upscaledFilmSchema),
};
