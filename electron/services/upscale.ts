import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Duplicates, UpscaleReport } from '../../shared/upscale/schema.ts';
import type { InferenceHost } from '../inference/host.ts';
import type { Ffmpeg } from '../media/ffmpeg.ts';
import type { LoadMemory } from '../upscale/batches.ts';
import { enlargeWith, memoryBudget } from '../upscale/enlarge.ts';
import { openFrameStore } from '../upscale/frameStore.ts';
import { embeddedModel, passesFor, readUpscaleModel } from '../upscale/model.ts';
import { readSource } from '../upscale/source.ts';
import { upscaleVideo, type VideoParts } from '../upscale/upscaleVideo.ts';
import type { FilmSettings } from '../upscale/writer.ts';

export interface UpscaleRequest {
  readonly file: string;
  readonly output: string;
  readonly scale: number;
  /** The manifest of a person's own network; null for the one that comes with the program. */
  readonly model: string | null;
  readonly duplicates: Duplicates;
  /** Keep results on disk, for a second run and for one that was interrupted. */
  readonly keep: boolean;
  readonly video: FilmSettings;
}

export interface UpscalingParts {
  readonly ffmpeg: () => Promise<Ffmpeg>;
  readonly host: Pick<InferenceHost, 'run'>;
  /** Where the networks of the program are: dist/models. */
  readonly models: string;
  /** Where results are kept. */
  readonly folder: string;
}

/** 10 GB of pictures, those used longest ago go first. */
const storeLimit = 10e9;

/** Results held in memory: for repeats that come later and for what waits for its turn. */
const held = 256e6;

/** Upscaling of videos, with what it learned of this machine's memory. */
export async function openUpscaling({ ffmpeg, host, models, folder }: UpscalingParts) {
  await mkdir(folder, { recursive: true });
  const store = openFrameStore(folder);
  const loads: LoadMemory = new Map();
  return {
    video: async (
      asked: UpscaleRequest,
      signal: AbortSignal,
      onProgress: VideoParts['onProgress'],
    ): Promise<UpscaleReport> => {
      const model = await readUpscaleModel(asked.model ?? path.join(models, `${embeddedModel}.json`));
      const passes = passesFor(model, asked.scale);
      const found = await ffmpeg();
      const source = await readSource(found, asked.file, signal);
      const { output, duplicates, video } = asked;
      const report = await upscaleVideo(
        { source, output, model, passes, duplicates, video },
        {
          ffmpeg: found,
          enlarge: enlargeWith(host, model, passes),
          known: asked.keep ? store.resultsOf([model.sha256, passes]) : null,
          loads,
          budget: memoryBudget(),
          held,
          signal,
          onProgress,
        },
      );
      await store.trim(storeLimit);
      return report;
    },
  };
}
