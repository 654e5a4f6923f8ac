import { access } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { Fault } from '../../shared/fault.ts';
import { duplicatesSchema, type UpscaledFilm } from '../../shared/upscale/schema.ts';
import type { Job } from '../../shared/jobs/job.ts';
import { createPlaces } from '../film/places.ts';
import type { Jobs, Work } from '../jobs/jobs.ts';
import type { JobRecord } from '../jobs/journal.ts';
import { h264 } from '../media/presets.ts';
import { safeStem } from '../project/fileNames.ts';
import { ticksPerSecond } from '../upscale/source.ts';
import type { Upscaling, UpscaleRequest } from './upscale.ts';

/** A video of a project, and its name for people. */
export interface OfProject {
  readonly project: string;
  readonly asset: string;
  readonly name: string;
}

/** Upscaling as a job that makes a film in the person's folder of films. */
export interface UpscaleJobs {
  /** Starts a job whose film has a name that no other one has or is to have. */
  start(jobs: Pick<Jobs, 'start'>, asked: UpscaleRequest, of: OfProject): Promise<Job>;
  /** `add` gives a finished file the id it is served by. */
  work(add: (file: string) => string): Work;
  /** A job that ended before the program was started anew, while its film is where it was; else null. `add`: as for `work`. */
  recall(add: (file: string) => string): (record: JobRecord) => Promise<Job | null>;
  /** What a finished job made of what. Fault 'job-unknown'. */
  compared(job: string, signal: AbortSignal): Promise<UpscaledFilm>;
}

const phases = { upscale: 'Upscaling', prove: 'Checking' } as const;

/** What an upscale job is started with. */
const jobInput = z.object({
  project: z.string(),
  asset: z.string(),
  file: z.string(),
  output: z.string(),
  model: z.string(),
  scale: z.int(),
  duplicates: duplicatesSchema,
});

/** `isLive`: whether a job is still waiting or running. */
export function createUpscaleJobs(
  { film, sourceOf }: Pick<Upscaling, 'film' | 'sourceOf'>,
  films: string,
  isLive: (job: string) => boolean,
): UpscaleJobs {
  const places = createPlaces(films, isLive);
  /** What finished jobs made, for as long as their files have an id to be served by. */
  const made = new Map<string, z.infer<typeof jobInput>>();
  return {
    start: async (jobs, asked, { project, asset, name }) => {
      const stem = safeStem(path.parse(name).name);
      const output = await places.claim(`${stem} ${String(asked.scale)}x.mp4`, false);
      const title = `Upscale ${path.basename(output)}`;
      const input: z.infer<typeof jobInput> = { ...asked, project, asset, output };
      const job = await jobs.start({ kind: 'upscale', title, project, input });
      places.claimedBy(output, job.id);
      return job;
    },

    recall:
      (add) =>
      async ({ job, input }) => {
        const asked = jobInput.safeParse(input);
        if (job.kind !== 'upscale' || job.result === null || !asked.success) {
          return null;
        }
        const output = path.join(path.dirname(asked.data.output), job.result.name);
        if (!(await isThere(output))) {
          return null;
        }
        made.set(job.id, { ...asked.data, output });
        return { ...job, result: { ...job.result, media: add(output) } };
      },

    work: (add) => async (input, job) => {
      const given = jobInput.parse(input);
      // One that is done once more, or goes on after the program ended, may find its name taken meanwhile.
      const output = (await isThere(given.output))
        ? await places.claim(path.basename(given.output), false)
        : given.output;
      places.claimedBy(output, job.id);
      const asked = { ...given, output };
      const report = await film(
        { ...asked, keep: true, video: h264(18, 'veryfast') },
        job.signal,
        (phase, done, total, { distinct }, left) => {
          job.progress({ phase: phases[phase], done, total, unit: 'frames', distinct, left });
        },
      );
      made.set(job.id, asked);
      const { frames, distinct, known, wrong, first } = report;
      const before = known === 0 ? '' : `, ${String(known)} of them kept from before`;
      job.note(`${String(frames)} frames, ${String(distinct)} distinct${before}.`);
      first.forEach(({ frame, what, why }) => {
        job.note(`Frame ${String(frame)} is ${what}: ${why}`);
      });
      if (wrong >= frames) {
        throw new Fault(
          'upscale-broken',
          'No frame of the film is what it should be.',
          'Choose another model.',
        );
      }
      return { media: add(asked.output), name: path.basename(asked.output), bytes: report.bytes };
    },

    compared: async (job, signal) => {
      const found = made.get(job);
      if (found === undefined) {
        throw new Fault(
          'job-unknown',
          'What this job made is not there any more.',
          'Upscale the video again: its results are kept.',
        );
      }
      const { project, asset, scale, file } = found;
      const { video, times } = await sourceOf(file, signal);
      return {
        ...{ project, asset, scale, width: video.width * scale, height: video.height * scale },
        times: times.map((ticks) => ticks / ticksPerSecond),
      };
    },
  };
}

const isThere = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  );
