import path from 'node:path';
import type { EncodersAnswer, Estimate, Place } from '../../shared/export/contract.ts';
import { nameElsewhere, nameFault } from '../../shared/export/fileName.ts';
import type { ExportSettings, UpscaleChoice } from '../../shared/export/settings.ts';
import { Fault } from '../../shared/fault.ts';
import type { EncodingRoom } from '../export/encodeFilm.ts';
import { estimateExport, type FilmSample } from '../export/estimate/estimate.ts';
import { fileNameOf, presetOf } from '../export/presets.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Size } from '../../shared/project/schema.ts';
import type { Ffmpeg } from '../media/ffmpeg.ts';
import { enlargeInLines } from '../upscale/enlargeInLines.ts';
import type { Desk } from './desk.ts';
import {
  distinctFrames,
  isForStills,
  layerOver,
  stillPicture,
  timesAsLarge,
  workingSize,
  type CaptionPainters,
} from './filmLayers.ts';
import { createPlaces } from './places.ts';
import type { Results } from './results.ts';
import type { exportInput } from './works.ts';
import type { z } from 'zod';

/** Asks where a film goes; null when the person closed the question. */
export type AskWhere = (suggested: string, extension: string) => Promise<string | null>;

interface Asked {
  readonly prepared: string;
  readonly settings: ExportSettings;
}

/** What the export dialog asks and starts. */
export interface Exporter {
  encoders(asked: Asked, signal?: AbortSignal): Promise<EncodersAnswer>;
  estimate(asked: Asked, signal?: AbortSignal): Promise<Estimate>;
  place(settings: ExportSettings): Promise<Place>;
  choosePlace(settings: ExportSettings): Promise<{ name: string } | null>;
  /** Faults: `bad-name`, and those of the folder. */
  start(asked: Asked & { readonly replace: boolean }): Promise<{ job: string }>;
  reveal(job: string): void;
}

export interface ExporterParts {
  readonly desk: Desk;
  readonly jobs: Jobs;
  readonly results: Results;
  readonly encoding: EncodingRoom;
  /** How long it takes to upscale so many different frames of a size. */
  readonly upscaleSeconds: (
    choice: UpscaleChoice,
    size: Size,
    distinct: number,
    signal: AbortSignal,
  ) => Promise<number>;
  readonly ffmpeg: () => Promise<Ffmpeg>;
  readonly painters: CaptionPainters;
  /** Where trials write; exists. */
  readonly trials: string;
  /** Where films go until another place is chosen. */
  readonly films: string;
  /** A folder as people know it. */
  readonly shorten: (folder: string) => string;
  readonly ask: AskWhere | null;
  readonly show: ((file: string) => void) | null;
  readonly platform: string;
}

/** Estimates of the newest choices, so that going back to one asks nothing. */
const keptEstimates = 40;

export function createExporter(parts: ExporterParts): Exporter {
  const { desk, jobs, results, encoding, ask, show, platform } = parts;
  const places = createPlaces(parts.films, (job) => {
    const found = jobs.list().find(({ id }) => id === job);
    return found?.state === 'queued' || found?.state === 'running';
  });
  const estimates = new Map<string, Estimate>();

  const sampleOf = (prepared: string, settings: ExportSettings): FilmSample => {
    const { project, plan } = desk.order(prepared);
    const { first, frames } = plan.film;
    const scale = settings.upscale?.scale ?? 1;
    return {
      size: timesAsLarge(project.size, scale),
      fps: project.fps,
      frames,
      frameAt: async (frame) => {
        const found = await desk.filmFrame(prepared, first + frame);
        // For an encoder it is much like what a network makes of it.
        return found === null || scale === 1 ? found : enlargeInLines(found, scale);
      },
      still: null,
      soundBytes: settings.sound && presetOf(settings.preset).hasSound && project.sound !== null ? 24_000 : 0,
    };
  };
  const withStill = async (
    sample: FilmSample,
    { prepared, settings }: Asked,
    signal: AbortSignal,
  ): Promise<FilmSample> => {
    if (!isForStills(settings) || settings.upscale !== null) {
      return sample;
    }
    const order = desk.order(prepared);
    const size = workingSize(order.project, settings);
    const frameAt = (frame: number) => desk.filmFrame(prepared, frame);
    // What is wrong with a background is told by the export.
    const picture = await stillPicture(await parts.ffmpeg(), order, frameAt, size, signal).catch(() => null);
    signal.throwIfAborted();
    return picture === null
      ? sample
      : {
          ...sample,
          size,
          still: { picture, layer: layerOver(order, size, settings.captions, parts.painters) },
        };
  };
  const upscalingOf = async (prepared: string, { upscale }: ExportSettings, signal: AbortSignal) => {
    const { project, plan } = desk.order(prepared);
    return upscale === null
      ? 0
      : parts.upscaleSeconds(upscale, project.size, distinctFrames(project, plan.film), signal);
  };
  const never = () => new AbortController().signal;

  return {
    encoders: ({ prepared, settings }, signal = never()) =>
      encoding.encoders.report(settings, sampleOf(prepared, settings), signal),
    estimate: async ({ prepared, settings }, signal = never()) => {
      const key = JSON.stringify([prepared, { ...settings, name: '' }]);
      const known = estimates.get(key);
      if (known !== undefined) {
        return known;
      }
      const room = { ffmpeg: parts.ffmpeg, room: encoding, folder: parts.trials };
      const sample = await withStill(sampleOf(prepared, settings), { prepared, settings }, signal);
      const plain = await estimateExport(room, settings, sample, signal);
      const upscaling = await upscalingOf(prepared, settings, signal);
      const found = plain.seconds === null ? plain : { ...plain, seconds: plain.seconds + upscaling };
      estimates.set(key, found);
      for (const oldest of [...estimates.keys()].slice(0, -keptEstimates)) {
        estimates.delete(oldest);
      }
      return found;
    },
    place: async (settings) => {
      const { isFolder, extension } = presetOf(settings.preset);
      const ending = isFolder ? '' : extension;
      const file = fileNameOf(settings);
      const wrong = nameFault(settings.name, ending, platform);
      const free = wrong === null ? await places.free(file) : file;
      return {
        folder: parts.shorten(places.folder()),
        file,
        instead: free === file ? null : free,
        fault: wrong ?? (await places.fault()),
        note: nameElsewhere(settings.name, ending, platform),
      };
    },
    choosePlace: async (settings) => {
      const { extension } = presetOf(settings.preset);
      const file = ask === null ? null : await ask(places.at(fileNameOf(settings)), extension);
      if (file === null) {
        return null;
      }
      places.move(path.dirname(file));
      return { name: path.basename(file, `.${extension}`) };
    },
    start: async ({ prepared, settings, replace }) => {
      const { isFolder, extension } = presetOf(settings.preset);
      const wrong = nameFault(settings.name, isFolder ? '' : extension, platform);
      if (wrong !== null) {
        throw new Fault('bad-name', wrong, 'Write another name.');
      }
      const { project, plan } = desk.order(prepared);
      const file = await places.claim(fileNameOf(settings), replace);
      const input: z.infer<typeof exportInput> = { prepared, project, plan, settings, file };
      const title = `Export ${path.basename(file)}`;
      const job = await jobs.start({ kind: 'export', title, project: project.id, input });
      places.claimedBy(file, job.id);
      estimates.clear();
      return { job: job.id };
    },
    reveal: (id) => {
      const media = jobs.list().find((job) => job.id === id)?.result?.media;
      const found = media === undefined ? null : results.find(media);
      if (found === null || show === null) {
        throw new Fault('no-file', 'There is no folder to show here.', 'Download the film instead.');
      }
      show(found.file);
    },
  };
}
