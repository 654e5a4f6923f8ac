import path from 'node:path';
import { Fault } from '../../shared/fault.ts';
import { exportFilm } from '../export/exportFilm.ts';
import type { Preset } from '../export/presets.ts';
import type { RenderReport } from '../generation/report.ts';
import type { FilmOrder, Runner } from '../generation/runner.ts';
import type { JobContext } from '../jobs/jobs.ts';
import { writeAtomically } from '../media/atomicWrite.ts';
import type { Ffmpeg } from '../media/ffmpeg.ts';

export interface MakeFilmParts {
  readonly runner: Runner;
  /** Looked for when it is needed: a machine without ffmpeg can still edit and render. */
  readonly ffmpeg: () => Promise<Ffmpeg>;
}

export interface MadeFilm {
  readonly file: string;
  readonly frames: number;
  readonly bytes: number;
}

/**
 * What was rendered becomes one file, with a sidecar that says how. Segments that could not be made show their
 * placeholder; segments that were never asked for are an error that names the missing frames.
 */
export async function makeFilm(
  parts: MakeFilmParts,
  order: FilmOrder,
  report: RenderReport,
  preset: Preset,
  output: string,
  job: Pick<JobContext, 'signal' | 'progress'>,
): Promise<MadeFilm> {
  const { project, plan } = order;
  if (plan.film.frames === 0) {
    throw new Fault(
      'no-film',
      'There is no film yet: the timeline is empty.',
      'Drop an image on the timeline.',
    );
  }
  const ffmpeg = await parts.ffmpeg();
  const film = await parts.runner.open(order);
  // Nothing that is being written may be trimmed from the cache meanwhile.
  const unpin = await film.pin();
  const total = plan.film.frames;
  const made = await exportFilm(ffmpeg, {
    frames: film.frames(report.results, 'missing'),
    size: project.size,
    fps: project.fps,
    video: preset.video,
    output,
    signal: job.signal,
    onFrame: (done) => {
      job.progress({ phase: 'Encoding', done, total, unit: 'frames' });
    },
  }).finally(unpin);
  await writeAtomically(`${output}.json`, sidecarOf(order, report, preset, output));
  return { file: output, ...made };
}

/** How a film was made, beside it: settings and seeds, so that it can be made again. */
function sidecarOf(
  { project, plan, engine }: FilmOrder,
  report: RenderReport,
  preset: Preset,
  output: string,
): string {
  const about = {
    film: path.basename(output),
    project: project.name,
    engine: { id: engine.id, version: plan.profile.version },
    preset: preset.id,
    encoder: { name: preset.video.encoder, options: preset.video.options },
    size: project.size,
    fps: project.fps,
    frames: plan.film.frames,
    batches: plan.batches.map(({ from, to, generated, parameters }) => ({
      from,
      to,
      generated,
      ...parameters,
    })),
    segments: report.results,
    keyframes: project.keyframes.map(({ frame, asset }) => ({
      frame,
      picture: project.assets[asset]?.name ?? asset,
      asset,
    })),
  };
  return `${JSON.stringify(about, null, 2)}\n`;
}
