import { oc } from '@orpc/contract';
import { z } from 'zod';
import { importedAssetSchema } from '../media/imported.ts';
import { projectSchema } from '../project/schema.ts';
import { analysisSchema, warningSchema } from './schema.ts';

/** A video that was imported into a project: both by their ids. */
const video = z.object({ project: z.string(), asset: z.string() });

/**
 * Frame statistics of videos and keyframes. To put a video's keyframes on the timeline: import the video (mediaRoutes.import),
 * `start`, wait for the job to be done, `result`, `take` the seconds of the proposals the person wants, then one edit in
 * the screen: addAsset for each, addKeyframes at filmFrameAt (shared/analysis/proposals.ts) of their seconds.
 */
export const analysisContract = {
  /**
   * Decodes the video once, as a job of kind `analyse`; done at once where it was analysed before, and the same job where
   * one is under way or done. `name` is the video's for people, for the job's title.
   */
  start: oc.input(video.extend({ name: z.string() })).output(z.object({ job: z.string() })),
  /** What a job that is done has found. Fault `no-analysis` while it is not. */
  result: oc.input(z.object({ job: z.string() })).output(analysisSchema),
  /**
   * The frames at these seconds (those of the proposals) in full size, without loss, as pictures of the same project, in
   * the order asked. Each takes about half a second of a long video.
   */
  take: oc
    .input(video.extend({ seconds: z.array(z.number().nonnegative()).min(1).max(1000) }))
    .output(z.array(importedAssetSchema)),
  /** What is odd about the project's keyframes: measured from their pictures, each once. */
  warnings: oc.input(z.object({ project: projectSchema })).output(z.array(warningSchema)),
};
