import { access, mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { Fault, faultData, type FaultData } from '../../shared/fault.ts';
import {
  duplicatesSchema,
  type Duplicates,
  type UpscaledFilm,
  type UpscaleLook,
  type UpscaleReport,
} from '../../shared/upscale/schema.ts';
import type { InferenceHost } from '../inference/host.ts';
import type { Jobs, Work } from '../jobs/jobs.ts';
import type { Ffmpeg } from '../media/ffmpeg.ts';
import type { Frame } from '../media/frame.ts';
import { h264 } from '../media/presets.ts';
import { batchesFor } from '../upscale/batches.ts';
import { safeStem } from '../project/fileNames.ts';
import { decodeSource } from '../upscale/decode.ts';
import { enlargeWith, memoryBudget, warmUp } from '../upscale/enlarge.ts';
import { openFindings } from '../upscale/findings.ts';
import { openFrameStore } from '../upscale/frameStore.ts';
import { mapDuplicates } from '../upscale/look.ts';
import { openUpscaleMemory } from '../upscale/memory.ts';
import { embeddedModel, passesFor, readUpscaleModel, type LoadedModel } from '../upscale/model.ts';
import { readSource, ticksPerSecond } from '../upscale/source.ts';
import { upscaleFrames, type Counts, type Upscaled } from '../upscale/upscaleFrames.ts';
import { upscaleVideo, type VideoParts } from '../upscale/upscaleVideo.ts';
import type { FilmSettings } from '../upscale/writer.ts';

export interface UpscaleRequest {
  readonly file: string;
  readonly scale: number;
  /** An id of `models`, or the path of a manifest. */
  readonly model: string;
  readonly duplicates: Duplicates;
}

export interface FilmRequest extends UpscaleRequest {
  readonly output: string;
  /** Keep results on disk, for a second run and for one that was interrupted. */
  readonly keep: boolean;
  readonly video: FilmSettings;
}

export interface UpscalingParts {
  readonly ffmpeg: () => Promise<Ffmpeg>;
  readonly host: Pick<InferenceHost, 'run'>;
  /** Where the networks of the program are (dist/models), and the person's own: manifests beside ONNX files. */
  readonly models: string;
  readonly ownModels: string;
  /** Where results are kept, and what was learned. */
  readonly folder: string;
  readonly memory: string;
  /** Where films go. */
  readonly films: string;
}

/** 10 GB of pictures, those used longest ago go first. */
const storeLimit = 10e9;

/** Bytes of results held in memory: for repeats that come later and for what waits for its turn. */
const held = 256e6;

/** Of the picture that shows whether and how fast a network runs here. */
const trialSize = { width: 256, height: 192 } as const;

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

/** Upscaling of videos: what there is to choose, what it would take, the film, and the job that makes it. */
export async function openUpscaling(parts: UpscalingParts) {
  const { ffmpeg, host } = parts;
  await mkdir(parts.folder, { recursive: true });
  const store = openFrameStore(parts.folder);
  const findings = openFindings(path.join(parts.folder, 'findings'));
  const memory = await openUpscaleMemory(parts.memory);

  const manifestOf = (model: string) =>
    model === embeddedModel
      ? path.join(parts.models, `${model}.json`)
      : path.isAbsolute(model)
        ? model
        : path.join(parts.ownModels, `${path.basename(model)}.json`);
  const prepare = async ({ file, model: name, scale }: UpscaleRequest) => {
    const model = await readUpscaleModel(manifestOf(name));
    return { model, passes: passesFor(model, scale), found: await ffmpeg(), file: path.resolve(file) };
  };
  const sourceOf = (found: Ffmpeg, file: string, signal: AbortSignal) =>
    findings.about(file, 'source', () => readSource(found, file, signal));

  const look = async (asked: UpscaleRequest, signal: AbortSignal): Promise<UpscaleLook> => {
    const { model, passes, found, file } = await prepare(asked);
    const source = await sourceOf(found, file, signal);
    const { frames, runs, hashes } = await findings.about(file, `repeats ${asked.duplicates}`, () =>
      mapDuplicates(decodeSource(found, source, signal), asked.duplicates),
    );
    const there = await Promise.all(hashes.map((hash) => store.has([model.sha256, passes], hash)));
    const known = there.filter(Boolean).length;
    const { width, height } = source.video;
    // A machine without the native part can still be told what repeats there are.
    const pace = await paceOf(model, asked.scale, signal).catch(() => null);
    return {
      frames,
      distinct: hashes.length,
      known,
      runs: [...runs],
      width: width * asked.scale,
      height: height * asked.scale,
      seconds: pace === null ? null : (pace * (hashes.length - known) * width * height) / 1e6,
    };
  };

  const film = async (
    asked: FilmRequest,
    signal: AbortSignal,
    onProgress: VideoParts['onProgress'],
  ): Promise<UpscaleReport> => {
    const { model, passes, found, file } = await prepare(asked);
    const { output, duplicates, video } = asked;
    const enlarge = enlargeWith(host, model, passes);
    const warm = warmUp(enlarge, signal);
    try {
      const source = await sourceOf(found, file, signal);
      const report = await upscaleVideo(
        { source, output, model, passes, duplicates, video },
        {
          ...{ ffmpeg: found, enlarge, signal, onProgress },
          known: asked.keep ? store.resultsOf([model.sha256, passes]) : null,
          ...{ loads: memory.loads, budget: memoryBudget(), held },
        },
      );
      const megapixels = (report.inferred * source.video.width * source.video.height) / 1e6;
      if (megapixels > 0) {
        memory.paces.set(`${model.sha256} ${String(asked.scale)}`, report.seconds / megapixels);
      }
      return report;
    } finally {
      await warm;
      // Both only save work later: a film that was made is not lost with them.
      await memory.save().catch(() => undefined);
      await store.trim(storeLimit).catch(() => undefined);
    }
  };

  const models = async () => {
    const own = await readdir(parts.ownModels).catch(() => []);
    const ids = [
      embeddedModel,
      ...own.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -5)),
    ];
    const read = await Promise.all(
      ids.map(async (id) => {
        const found = await readUpscaleModel(manifestOf(id)).catch(() => null);
        return found === null ? [] : [{ id, label: found.name, scales: [found.scale, found.scale ** 2] }];
      }),
    );
    return read.flat();
  };

  /** A name in the folder of films that nothing has yet; `file` is the source's name for people. */
  const freeName = async (file: string, scale: number) => {
    await mkdir(parts.films, { recursive: true });
    const stem = `${safeStem(path.parse(file).name)} ${String(scale)}x`;
    for (let count = 1; ; count++) {
      const name = path.join(parts.films, `${stem}${count === 1 ? '' : ` ${String(count)}`}.mp4`);
      const isFree = await access(name).then(
        () => false,
        () => true,
      );
      if (isFree) {
        return name;
      }
    }
  };

  const order = async (asked: UpscaleRequest, { project, asset, name }: OfProject) => {
    const output = await freeName(name, asked.scale);
    const title = `Upscale ${path.basename(output)}`;
    return { kind: 'upscale' as const, title, project, input: { ...asked, project, asset, output } };
  };

  /** What finished jobs made, for as long as their files have an id to be served by. */
  const made = new Map<string, z.infer<typeof jobInput>>();

  const compared = async (job: string, signal: AbortSignal): Promise<UpscaledFilm> => {
    const found = made.get(job);
    if (found === undefined) {
      throw new Fault(
        'job-unknown',
        'What this job made was forgotten when the program ended.',
        'Upscale the video again: its results are kept.',
      );
    }
    const { project, asset, scale, file } = found;
    const { video, times } = await sourceOf(await ffmpeg(), path.resolve(file), signal);
    return {
      ...{ project, asset, scale, width: video.width * scale, height: video.height * scale },
      times: times.map((ticks) => ticks / ticksPerSecond),
    };
  };

  /** `add` gives a finished file the id it is served by. */
  const work =
    (add: (file: string) => string): Work =>
    async (input, job) => {
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
    };

  /** A film's own frames, enlarged on their way to the captions or the encoder: order and number are theirs. */
  const frames = async (
    small: AsyncIterable<Frame>,
    asked: Omit<UpscaleRequest, 'file'> & { readonly width: number; readonly height: number },
    signal: AbortSignal,
    counts: Counts = { read: 0, distinct: 0, inferred: 0, known: 0, failed: 0 },
  ): Promise<AsyncIterable<Upscaled>> => {
    const { scale, duplicates, width, height } = asked;
    const model = await readUpscaleModel(manifestOf(asked.model));
    const passes = passesFor(model, scale);
    const upscaled = upscaleFrames(
      small,
      {
        ...{ enlarge: enlargeWith(host, model, passes), scale, duplicates, held, signal, sideBySide: 2 },
        batches: batchesFor(memory.loads, model, passes, { width, height }, memoryBudget()),
        known: store.resultsOf([model.sha256, passes]),
      },
      counts,
    );
    const before = counts.inferred;
    const began = performance.now();
    return (async function* () {
      try {
        yield* upscaled;
        // The network is what everything waits for.
        const megapixels = ((counts.inferred - before) * width * height) / 1e6;
        if (megapixels > 0) {
          memory.paces.set(
            `${model.sha256} ${String(scale)}`,
            (performance.now() - began) / 1000 / megapixels,
          );
        }
      } finally {
        await memory.save().catch(() => undefined);
        await store.trim(storeLimit).catch(() => undefined);
      }
    })();
  };

  /** Seconds for a million pixels of input: as it was measured, or as a tiny picture takes now. */
  const paceOf = async (model: LoadedModel, scale: number, signal: AbortSignal): Promise<number> => {
    const name = `${model.sha256} ${String(scale)}`;
    const known = memory.paces.get(name);
    if (known !== undefined) {
      return known;
    }
    const passes = passesFor(model, scale);
    const { width, height } = trialSize;
    const grey = { width, height, data: new Uint8Array(width * height * 4).fill(128) };
    const enlarge = enlargeWith(host, model, passes);
    const { load } = batchesFor(new Map(), model, passes, trialSize, memoryBudget());
    // The first also starts the child and loads the model.
    await enlarge([grey], load, () => undefined, signal);
    const began = performance.now();
    await enlarge([grey], load, () => undefined, signal);
    const pace = (performance.now() - began) / 1000 / ((width * height) / 1e6);
    memory.paces.set(name, pace);
    return pace;
  };

  /** How long so many different frames of a size would take. Faults: those of the model and of its child. */
  const seconds = async (
    asked: Pick<UpscaleRequest, 'model' | 'scale'>,
    { width, height }: { readonly width: number; readonly height: number },
    distinct: number,
    signal: AbortSignal,
  ): Promise<number> => {
    const model = await readUpscaleModel(manifestOf(asked.model));
    return ((await paceOf(model, asked.scale, signal)) * distinct * width * height) / 1e6;
  };

  /** Why nothing can be upscaled here, or null; found out by upscaling. */
  const ready = async (): Promise<{ fault: FaultData | null }> => {
    try {
      const model = await readUpscaleModel(manifestOf(embeddedModel));
      await paceOf(model, model.scale, AbortSignal.timeout(60_000));
      return { fault: null };
    } catch (error) {
      return { fault: faultData(error) };
    }
  };

  return { models, ready, look, film, frames, seconds, order, work, compared };
}

export type Upscaling = Awaited<ReturnType<typeof openUpscaling>>;
type Asked = Omit<UpscaleRequest, 'file'> & { readonly project: string; readonly asset: string };

/** A video of a project, and its name for people. */
export interface OfProject {
  readonly project: string;
  readonly asset: string;
  readonly name: string;
}

/** What the screen asks about a video of a project. */
export function upscaleCalls(
  upscaling: Upscaling,
  jobs: Pick<Jobs, 'start'>,
  assetFile: (project: string, asset: string) => Promise<string | null>,
) {
  const found = async ({ project, asset, ...asked }: Asked): Promise<UpscaleRequest> => {
    const file = await assetFile(project, asset);
    if (file === null) {
      throw new Fault('missing-file', 'The file of this video is not there.', 'Find it again in the bin.');
    }
    return { ...asked, file };
  };
  return {
    models: upscaling.models,
    look: async (asked: Asked, signal: AbortSignal) => upscaling.look(await found(asked), signal),
    ready: upscaling.ready,
    compared: upscaling.compared,
    start: async ({ name, ...asked }: Asked & { readonly name: string }) => {
      const order = await upscaling.order(await found(asked), { ...asked, name });
      return { job: (await jobs.start(order)).id };
    },
  };
}
