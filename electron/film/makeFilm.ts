import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import { lackingNote } from '../../shared/captions/lacking.ts';
import type { ExportSettings } from '../../shared/export/settings.ts';
import { Fault } from '../../shared/fault.ts';
import { encodeFilm, type EncodedFilm, type EncodingRoom } from '../export/encodeFilm.ts';
import { exportLayered, exportPiece, type LayeredFilm } from '../export/exportLayered.ts';
import { exportInPieces, pieceVideo } from '../export/pieces.ts';
import { presetOf } from '../export/presets.ts';
import { videoFor, type FilmShape } from '../export/videoFor.ts';
import { contentKey } from '../generation/contentKey.ts';
import type { RenderReport } from '../generation/report.ts';
import type { FilmOrder } from '../generation/openFilm.ts';
import type { Runner } from '../generation/runner.ts';
import type { JobContext } from '../jobs/jobs.ts';
import { writeAtomically } from '../media/atomicWrite.ts';
import type { FilmWritten } from '../media/encoder.ts';
import type { Ffmpeg } from '../media/ffmpeg.ts';
import { fileFault } from '../media/fileFault.ts';
import type { VideoSettings } from '../media/presets.ts';
import { enlargedUnder, type OpenEnlarger } from './enlargedUnder.ts';
import {
  isForStills,
  layerApart,
  layerOver,
  soundOf,
  underFilm,
  workingSize,
  type CaptionPainters,
} from './filmLayers.ts';
import { openTimeline } from './openTimeline.ts';
import { sidecarOf } from './sidecar.ts';

export interface MakeFilmParts {
  readonly runner: Runner;
  /** Looked for when it is needed: a machine without ffmpeg can still edit and render. */
  readonly ffmpeg: () => Promise<Ffmpeg>;
  readonly encoding: EncodingRoom;
  readonly painters: CaptionPainters;
  readonly openEnlarger: OpenEnlarger;
}

export interface MadeFilm {
  readonly file: string;
  readonly frames: number;
  readonly bytes: number;
}

export interface FilmAsked {
  readonly settings: ExportSettings;
  readonly output: string;
}

type Job = Pick<JobContext, 'signal' | 'progress' | 'note'>;

/**
 * What was rendered becomes one file with captions, sound and fades, and a sidecar that says how. Segments that could not
 * be made show their placeholder; a film of nothing but those is none (Fault `nothing-made`, with what the first failed
 * of); segments that were never asked for are an error that names the missing frames.
 */
export async function makeFilm(
  parts: MakeFilmParts,
  order: FilmOrder,
  report: RenderReport,
  { settings, output }: FilmAsked,
  job: Job,
): Promise<MadeFilm> {
  const { project, plan } = order;
  if (plan.film.frames === 0) {
    throw new Fault(
      'no-film',
      'There is no film yet: the timeline is empty.',
      'Drop an image on the timeline.',
    );
  }
  const [lost] = report.failed;
  if (lost !== undefined && report.results.every(({ kind }) => kind === 'placeholder')) {
    const reason = `Nothing of the film could be made, and so none was written: ${lost.reason}`;
    throw new Fault('nothing-made', reason, lost.remedy);
  }
  const { signal } = job;
  await checkFolder(output);
  const ffmpeg = await parts.ffmpeg();
  const film = await parts.runner.open(order);
  // Nothing that is being written may be trimmed from the cache meanwhile.
  const unpin = await film.pin();
  const size = workingSize(project, settings);
  const shape: FilmShape = { size, fps: project.fps, frames: plan.film.frames };
  try {
    const { upscale } = settings;
    const given = upscale === null ? size : project.size;
    const plain = await underFilm(ffmpeg, order, film, report.results, given, signal);
    const enlarger = upscale === null ? null : await parts.openEnlarger(upscale, given, job);
    const under =
      enlarger === null
        ? plain
        : await enlargedUnder(ffmpeg, plain, enlarger, { ...shape, size: given, signal });
    if (settings.captions && project.captions !== null) {
      const lacking = await parts.painters.lacking({ track: project.captions, size }, signal);
      const note = lackingNote(lacking);
      if (note !== null) {
        job.note(note);
      }
    }
    const layer = layerOver(order, size, settings.captions, parts.painters);
    const apart = under.kind === 'video' ? layerApart(order, size, settings.captions, parts.painters) : null;
    const make = async (video: VideoSettings) => {
      const audio = settings.sound ? await soundOf(ffmpeg, order, video.container, signal) : null;
      const onFrame = (done: number) => {
        const step = { done, total: shape.frames, unit: 'frames' } as const;
        job.progress(
          enlarger === null
            ? { phase: 'Encoding', ...step }
            : { phase: 'Upscaling', ...step, distinct: enlarger.distinct() },
        );
      };
      const layered = { under, layer, apart, ...shape, video, audio, output, signal, onFrame };
      return settings.chunked
        ? makeInPieces(ffmpeg, layered, keyOf(order, report, settings, video), job)
        : exportLayered(ffmpeg, layered);
    };
    const { made, video } = await (under.kind === 'still' && isForStills(settings)
      ? asStills(settings, shape, make)
      : encodeFilm(parts.encoding, settings, shape, job, make));
    if (settings.timeline) {
      const { isFolder, hasSound } = presetOf(settings.preset);
      const media = { output, isFolder, hasSound: hasSound && settings.sound };
      await writeAtomically(`${output}.otio`, openTimeline(project, plan.film, media));
    }
    if (settings.sidecar) {
      const versions = await parts.encoding.versions();
      const sidecar = sidecarOf(order, report, settings, video, output, versions);
      await writeAtomically(`${output}.json`, sidecar);
    }
    return { file: output, frames: made.frames, bytes: made.bytes };
  } finally {
    await unpin();
  }
}

async function asStills<T>(
  settings: ExportSettings,
  shape: FilmShape,
  make: (video: VideoSettings) => Promise<T>,
): Promise<EncodedFilm<T>> {
  const video = videoFor(settings, shape, 'libx264');
  return { made: await make(video), video };
}

function makeInPieces(
  ffmpeg: Ffmpeg,
  film: LayeredFilm & FilmShape,
  key: string,
  job: Job,
): Promise<FilmWritten> {
  const total = film.frames;
  return exportInPieces(ffmpeg, {
    ...film,
    key,
    encode: (from, to, file) =>
      exportPiece(
        ffmpeg,
        {
          ...film,
          video: pieceVideo(film.video),
          output: file,
          onFrame: (done) => {
            film.onFrame(from + done);
          },
        },
        from,
        to,
      ),
    onResume: (there, of) => {
      job.note(`${String(there)} of ${String(of)} pieces were there from before and are kept.`);
    },
    onJoin: (done) => {
      job.progress({ phase: 'Joining', done: Math.min(done, total), total, unit: 'frames' });
    },
  });
}

/** Everything that is seen in the file; the sound is not, since it is laid under when the pieces are joined. */
function keyOf(
  { project, plan }: FilmOrder,
  report: RenderReport,
  { captions, upscale, size, fit }: ExportSettings,
  video: VideoSettings,
): string {
  const { keyframes, background, fades } = project;
  const seen = { keyframes, background, fades, captions: captions ? project.captions : null };
  return contentKey({
    version: 1,
    film: plan.film,
    size: project.size,
    seen,
    results: report.results,
    file: { upscale, size, fit, video },
  });
}

/** Says before anything is made that nothing can be written there. */
export async function checkFolder(output: string): Promise<void> {
  const folder = path.dirname(output);
  try {
    await access(folder, constants.W_OK);
  } catch (error) {
    throw fileFault(`“${path.basename(output)}” could not be written`, folder, error);
  }
}
