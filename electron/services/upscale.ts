import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Duplicates, UpscaleLook, UpscaleReport } from '../../shared/upscale/schema.ts';
import { repeatPictures } from '../export/skip/repeatPictures.ts';
import type { Ffmpeg } from '../media/ffmpeg.ts';
import type { Frame } from '../media/frame.ts';
import { batchesFor, memoryBudget } from '../upscale/batches.ts';
import { decodeSource } from '../upscale/decode.ts';
import { enlargeWith, sideBySideFor, warmUp, type ComputingChild } from '../upscale/enlarge.ts';
import { openFindings } from '../upscale/findings.ts';
import { openFrameStore } from '../upscale/frameStore.ts';
import { mapDuplicates, type DuplicateMap } from '../upscale/look.ts';
import { openUpscaleMemory } from '../upscale/memory.ts';
import { passesFor } from '../upscale/model.ts';
import { openSource, readSource, type Source } from '../upscale/source.ts';
import { upscaleFrames, type Counts, type Upscaled } from '../upscale/upscaleFrames.ts';
import { upscaleVideo, type VideoParts } from '../upscale/upscaleVideo.ts';
import type { FilmSettings } from '../upscale/writer.ts';
import { createUpscaleModels } from './upscaleModels.ts';
import { createUpscalePace, filmLeft } from './upscalePace.ts';

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
  /** Share the processor; the first alone where a device computes. */
  readonly children: readonly ComputingChild[];
  /** Where the networks of the program are (dist/models), and the person's own: manifests beside ONNX files. */
  readonly models: string;
  readonly ownModels: string;
  /** Where results are kept, and what was learned. */
  readonly folder: string;
  readonly memory: string;
}

/** As `VideoParts.onProgress`; `left`: seconds left of upscaling, null while it is not known and when proving. */
type OnFilmProgress = (...told: [...Parameters<VideoParts['onProgress']>, left: number | null]) => void;

/** 10 GB of pictures, those used longest ago go first. */
const storeLimit = 10e9;

/** Bytes of results held in memory: for repeats that come later and for what waits for its turn. */
const held = 256e6;

/** Upscaling of videos: what there is to choose, what it would take, and the film. */
export async function openUpscaling(parts: UpscalingParts) {
  const { ffmpeg, children } = parts;
  await mkdir(parts.folder, { recursive: true });
  const store = openFrameStore(parts.folder);
  const findings = openFindings(path.join(parts.folder, 'findings'));
  const memory = await openUpscaleMemory(parts.memory);
  const models = createUpscaleModels(parts.models, parts.ownModels);
  const pace = createUpscalePace(memory, models, children);
  const sideBySide = sideBySideFor(children);
  const budget = () => memoryBudget() / children.length;

  const prepare = async ({ model: name, scale }: Omit<UpscaleRequest, 'file'>) => {
    const model = await models.read(name);
    const passes = passesFor(model, scale);
    return { model, passes, results: store.resultsOf([model.sha256, passes]) };
  };
  /** For how many pictures there is a result. */
  const knownOf = async (settings: unknown, hashes: readonly string[]): Promise<number> => {
    const there = await Promise.all(hashes.map((hash) => store.has(settings, hash)));
    return there.filter(Boolean).length;
  };
  const sourceOf = async (file: string, signal: AbortSignal) => {
    const [found, at] = [await ffmpeg(), path.resolve(file)];
    return findings.about(at, 'source', async () =>
      readSource(found, await openSource(found, at, signal), signal),
    );
  };
  /** A video that can be decoded at once; whether it is whole is told when it is known. */
  const beginSource = async (file: string, duplicates: Duplicates, signal: AbortSignal) => {
    const [found, at] = [await ffmpeg(), path.resolve(file)];
    const known = await findings.known<Source>(at, 'source');
    const opened = known ?? (await openSource(found, at, signal));
    const source =
      known === null
        ? findings.about(at, 'source', () => readSource(found, opened, signal))
        : Promise.resolve(known);
    const map = await findings.known<DuplicateMap>(at, `repeats ${duplicates}`);
    const repeats = duplicates === 'off' ? 0 : map === null ? null : 1 - map.runs.length / map.frames;
    return { opened, source, repeats, map };
  };
  /** How many of a film's pictures must be computed, from what was found out about it before; else from the repeats in its source. */
  const countToCompute = async (
    { source, repeats, map }: Pick<Awaited<ReturnType<typeof beginSource>>, 'source' | 'repeats' | 'map'>,
    settings: unknown,
    keep: boolean,
  ): Promise<number> => {
    if (map === null) {
      const { times, repeats: inSource } = await source;
      return Math.max(1, Math.round(times.length * (1 - (repeats ?? inSource))));
    }
    const there = keep ? await knownOf(settings, map.hashes) : 0;
    return map.hashes.length - there;
  };
  /** Both only save work later: what was made is not lost with them. */
  const tidy = async () => {
    await memory.save().catch(() => undefined);
    await store.trim(storeLimit).catch(() => undefined);
  };

  const look = async (asked: UpscaleRequest, signal: AbortSignal): Promise<UpscaleLook> => {
    const { model, passes } = await prepare(asked);
    const source = await sourceOf(asked.file, signal);
    const found = await ffmpeg();
    const { frames, runs, hashes } = await findings.about(source.file, `repeats ${asked.duplicates}`, () =>
      mapDuplicates(decodeSource(found, source, signal), asked.duplicates),
    );
    const known = await knownOf([model.sha256, passes], hashes);
    const { width, height } = source.video;
    // A machine without the native part can still be told what repeats there are.
    const seconds = await pace.of(model, asked.scale, signal).catch(() => null);
    return {
      frames,
      distinct: hashes.length,
      known,
      runs: [...runs],
      width: width * asked.scale,
      height: height * asked.scale,
      seconds: seconds === null ? null : (seconds * (hashes.length - known) * width * height) / 1e6,
    };
  };

  const film = async (
    asked: FilmRequest,
    signal: AbortSignal,
    onFilmProgress: OnFilmProgress,
  ): Promise<UpscaleReport> => {
    const { model, passes, results } = await prepare(asked);
    const { output, duplicates, video, scale } = asked;
    const enlarge = enlargeWith(children, model, passes);
    const warm = warmUp(enlarge, signal);
    const over = new AbortController();
    try {
      const { map, ...begun } = await beginSource(
        asked.file,
        duplicates,
        AbortSignal.any([signal, over.signal]),
      );
      const size = begun.opened.video;
      const each = pace.known(model, scale, size);
      let toCompute: number | null = null;
      countToCompute({ ...begun, map }, [model.sha256, passes], asked.keep).then(
        (count) => {
          toCompute = count;
        },
        // What is wrong with the source is told by the film.
        () => undefined,
      );
      const began = performance.now();
      const onProgress: VideoParts['onProgress'] = (phase, done, total, counts) => {
        const elapsed = (performance.now() - began) / 1000;
        const left =
          phase === 'upscale' && toCompute !== null
            ? filmLeft({ done, total }, counts, toCompute, each, elapsed)
            : null;
        onFilmProgress(phase, done, total, counts, left);
      };
      const report = await upscaleVideo(
        { ...begun, output, model, passes, duplicates, video },
        {
          ...{ ffmpeg: await ffmpeg(), enlarge, signal, onProgress, sideBySide, repeat: repeatPictures },
          ...{ known: asked.keep ? results : null, loads: memory.loads, budget: budget(), held },
        },
      );
      pace.learn(model, scale, report.inferred, size, report.seconds);
      return report;
    } finally {
      over.abort();
      await warm.catch(() => undefined);
      await tidy();
    }
  };

  /** A film's own frames, enlarged on their way to the captions or the encoder: order and number are theirs. */
  const frames = async (
    small: AsyncIterable<Frame>,
    asked: Omit<UpscaleRequest, 'file'> & { readonly width: number; readonly height: number },
    signal: AbortSignal,
    counts: Counts = { read: 0, distinct: 0, inferred: 0, known: 0, failed: 0 },
  ): Promise<AsyncIterable<Upscaled>> => {
    const { scale, duplicates } = asked;
    const { model, passes, results } = await prepare(asked);
    const upscaled = upscaleFrames(
      small,
      {
        ...{ enlarge: enlargeWith(children, model, passes), scale, duplicates, held, signal, sideBySide },
        ...{ batches: batchesFor(memory.loads, model, passes, asked, budget()), known: results },
      },
      counts,
    );
    const before = counts.inferred;
    const began = performance.now();
    return (async function* () {
      try {
        yield* upscaled;
        // The network is what everything waits for.
        pace.learn(model, scale, counts.inferred - before, asked, (performance.now() - began) / 1000);
      } finally {
        await tidy();
      }
    })();
  };

  return {
    ...{ look, film, frames, sourceOf },
    ...{ models: models.list, ready: pace.ready, seconds: pace.seconds },
  };
}

export type Upscaling = Awaited<ReturnType<typeof openUpscaling>>;
