import { access, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { Fault } from '../../shared/fault.ts';
import { duplicatesSchema, type UpscaledFilm } from '../../shared/upscale/schema.ts';
import type { Order, Work } from '../jobs/jobs.ts';
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
  order(asked: UpscaleRequest, of: OfProject): Promise<Order & { readonly kind: 'upscale' }>;
  /** `add` gives a finished file the id it is served by. */
  work(add: (file: string) => string): Work;
  /** What a finished job made of what. Fault 'job-unknown' after the program was started anew. */
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

export function createUpscaleJobs(
  { film, sourceOf }: Pick<Upscaling, 'film' | 'sourceOf'>,
  films: string,
): UpscaleJobs {
  /** What finished jobs made, for as long as their files have an id to be served by. */
  const made = new Map<string, z.infer<typeof jobInput>>();
  return {
    order: async (asked, { project, asset, name }) => {
      const output = await freeName(films, name, asked.scale);
      const title = `Upscale ${path.basename(output)}`;
      return { kind: 'upscale', title, project, input: { ...asked, project, asset, output } };
    },

    work: (add) => async (input, job) => {
      const asked = jobInput.parse(input);
      const report = await film(
        { ...asked, keep: true, video: h264(18, 'veryfast') },
        job.signal,
        (phase, done, total, { distinct }) => {
          job.progress({ phase: phases[phase], done, total, unit: 'frames', distinct });
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
          'What this job made was forgotten when the program ended.',
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

/** A name in a folder that nothing has yet; `file` is the source's name for people. */
async function freeName(folder: string, file: string, scale: number): Promise<string> {
  await mkdir(folder, { recursive: true });
  const stem = `${safeStem(path.parse(file).name)} ${String(scale)}x`;
  for (let count = 1; ; count++) {
    const name = path.join(folder, `${stem}${count === 1 ? '' : ` ${String(count)}`}.mp4`);
    const isFree = await access(name).then(
      () => false,
      () => true,
    );
    if (isFree) {
      return name;
    }
  }
}
