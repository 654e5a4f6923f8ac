import { z } from 'zod';

/**
 * What lies beside the frames of a finished batch. Nothing in it says where in a film it was used: the same inputs
 * anywhere are the same result.
 */
export const resultSchema = z.object({
  version: z.literal(1),
  key: z.string(),
  engine: z.string(),
  label: z.string(),
  width: z.int(),
  height: z.int(),
  /** By batch frame, from 0: the surplus at the end is not kept. `pixels` is the frame's pixelHash. */
  frames: z.array(z.object({ file: z.string(), pixels: z.string() })),
  /** Seconds the engine took; milliseconds since 1970. */
  seconds: z.number(),
  made: z.number(),
  bytes: z.int(),
});

export type ResultInfo = z.infer<typeof resultSchema>;

/** The file of a result that makes it one. */
export const manifest = 'result.json';
