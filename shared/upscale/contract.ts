import { oc } from '@orpc/contract';
import { z } from 'zod';
import { duplicatesSchema, upscaleLookSchema, upscaleModelInfoSchema } from './schema.ts';

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
  /** Reads the video once: which frames are repeats, how many would be computed, how long it would take. */
  look: oc.input(asked).output(upscaleLookSchema),
  /** A job of the kind "upscale": two phases, "Upscaling" and "Checking", in frames; its result is a media id. */
  start: oc.input(asked).output(z.object({ job: z.string() })),
};
