import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { nanoid } from 'nanoid';
import type { Size } from '../../shared/project/schema.ts';
import { templates } from '../../shared/project/templates.ts';
import { openEye, type Eye } from '../analysis/look.ts';
import { openEncoding } from '../export/encodeFilm.ts';
import { presets } from '../export/presets.ts';
import { CaptionPool } from '../captions/pool.ts';
import { createDesk } from '../film/desk.ts';
import { createExporter } from '../film/exporter.ts';
import { createResults } from '../film/results.ts';
import { filmWorks } from '../film/works.ts';
import { createMediaHandler } from '../http/mediaHandler.ts';
import type { SpawnChild } from '../inference/childPort.ts';
import { openRates } from '../jobs/eta.ts';
import { openJournal } from '../jobs/journal.ts';
import { createJobs } from '../jobs/jobs.ts';
import { thisProcess } from '../jobs/owner.ts';
import { readSoundShape } from '../media/soundShape.ts';
import { shortFolder } from '../project/fileNames.ts';
import { createCaptionPictures } from './captionPictures.ts';
import { createAnalysis } from './analysis.ts';
import type { Cipher } from './comfy.ts';
import type { Dialogs } from './dialogs.ts';
import { diagnose } from './doctor.ts';
import { engineInfo, openEngines } from './engines.ts';
import type { Folders } from './folders.ts';
import { provideFfmpeg } from './ffmpeg.ts';
import { createFilmEnlarger } from './filmEnlarger.ts';
import { openGeneration } from './generation.ts';
import type { Log } from './log.ts';
import { createKept } from './kept.ts';
import { createMediaSources } from './mediaSources.ts';
import { openProjects } from './projects.ts';
import { renderCalls } from './renderCalls.ts';
import { createRough } from './rough.ts';
import { openUpscaling } from './upscale.ts';
import { upscaleCalls } from './upscaleCalls.ts';
import { createUpscaleJobs } from './upscaleJobs.ts';
import { createVideoFrames } from './videoFrame.ts';
import { openVisionDesk } from './vision.ts';

export interface ServicesParts {
  readonly folders: Folders;
  /** `dist/`: the screen, the child's script, the kernels. */
  readonly built: string;
  readonly resources: string;
  readonly version: string;
  /** An ffmpeg named by the person (FFMPEG_PATH); null looks for one. */
  readonly ffmpeg: string | null;
  /** The PATH to look for programs in. */
  readonly searchPath: string;
  /** The person's home folder, shown as "~". */
  readonly home: string | null;
  readonly spawnChild: SpawnChild;
  /** null where there are no system dialogs: a browser, a terminal. */
  readonly dialogs: Dialogs | null;
  readonly log: Log;
  /** null where the system keeps no secrets: tokens then live as long as the program. */
  readonly cipher: Cipher | null;
  /** A ComfyUI token given for this run; null for none. */
  readonly token: string | null;
}

export type Services = Awaited<ReturnType<typeof createServices>>;

/** Builds every room once and hands each what it needs: nothing else in the program constructs a room. */
export async function createServices(parts: ServicesParts) {
  const { folders, built, resources, log } = parts;
  await Promise.all([folders.data, folders.cache].map((folder) => mkdir(folder, { recursive: true })));
  const owner = await thisProcess();
  const now = () => Date.now();
  const newId = () => nanoid(12);

  const { children, ffmpeg } = provideFfmpeg({ setting: parts.ffmpeg, resources, path: parts.searchPath });
  const models = path.join(resources, 'models');
  const fonts = [path.join(resources, 'fonts')];
  const films = path.join(folders.documents, 'Entracte');
  const { host, aside, beside, kernels, comfy, ownModels, engines } = await openEngines(parts, models);

  const { cache, costs, previews, runner } = await openGeneration({ folders, owner, now, log });

  const { projects, browse, saveAs } = openProjects({ ...parts, ffmpeg, newId, now });

  const trials = path.join(folders.cache, 'trials');
  await mkdir(trials, { recursive: true });
  const encoding = await openEncoding({
    ffmpeg,
    file: path.join(folders.data, 'encoders.json'),
    folder: trials,
    version: parts.version,
  });

  const upscaling = await openUpscaling({
    ffmpeg,
    children: [host, beside],
    models: path.join(built, 'models'),
    ownModels: path.join(folders.data, 'models'),
    folder: path.join(folders.cache, 'upscale'),
    memory: path.join(folders.data, 'upscale.json'),
  });
  const upscaledFilms = createUpscaleJobs(upscaling, films, (job) =>
    jobs.list().some(({ id, ended }) => id === job && ended === null),
  );

  let opened: Promise<Eye> | null = null;
  const eye = () => (opened ??= openEye(path.join(built, 'kernels', 'analysis.wasm')));
  const analysis = createAnalysis({ ffmpeg, eye, projects, folder: path.join(folders.cache, 'analysis') });
  const vision = await openVisionDesk({
    data: folders.data,
    cache: folders.cache,
    fonts,
    cipher: parts.cipher,
    assetFile: projects.assetPath,
    request: fetch,
  });
  const desk = createDesk({ runner, engines, costs, assetFile: projects.assetPath });
  const results = createResults();
  // Its threads start with the first captions that are exported.
  const painters = new CaptionPool({
    script: path.join(built, 'node/captionWorker.js'),
    fonts,
  });
  const openEnlarger = createFilmEnlarger(upscaling);
  const making = { runner, ffmpeg, encoding, painters, openEnlarger };
  const works = filmWorks({ ...making, engines, costs, desk, results, assetFile: projects.assetPath });
  const jobs = createJobs({
    journal: await openJournal(path.join(folders.data, 'jobs'), owner),
    owner,
    rates: await openRates(path.join(folders.data, 'rates.json')),
    work: {
      ...works,
      upscale: upscaledFilms.work(results.add),
      analyse: analysis.work,
      describe: vision.work,
    },
    sideBySide: 1,
    newId,
    now,
    recall: upscaledFilms.recall(results.add),
  });
  const exporter = createExporter({
    desk,
    jobs,
    results,
    encoding,
    upscaleSeconds: upscaling.seconds,
    ffmpeg,
    painters,
    trials,
    films,
    shorten: (folder) => shortFolder(folder, parts.home),
    ask: parts.dialogs?.saveFilm ?? null,
    show: parts.dialogs?.reveal ?? null,
    platform: process.platform,
  });

  const captions = createCaptionPictures(fonts);

  return {
    folders,
    log,
    projects,
    engines,
    engineInfo: (size: Size) => engineInfo(engines, costs, size),
    comfy,
    ownModels,
    analysis,
    vision,
    ...renderCalls(desk, jobs, comfy),
    captions,
    desk,
    runner,
    making,
    kept: createKept(cache, {
      'upscaled frames': path.join(folders.cache, 'upscale'),
      'words of vision models': path.join(folders.cache, 'words'),
    }),
    costs,
    jobs,
    exporter,
    upscaling,
    upscale: upscaleCalls(upscaling, upscaledFilms, jobs, projects.assetPath),
    encoding,
    ffmpeg,
    eye,
    children,
    browse,
    saveAs,
    media: createMediaHandler(
      createMediaSources({
        screen: path.join(built, 'renderer'),
        desk,
        projects,
        previews,
        results,
        captions,
        ownModels,
        rough: createRough({
          host: aside,
          kernels,
          assetFile: projects.assetPath,
          ownModel: ownModels.find,
        }),
        soundShape: async (file) => readSoundShape(await ffmpeg(), file),
        videoFrame: createVideoFrames(ffmpeg),
      }),
    ),
    info: () => ({
      version: parts.version,
      platform: process.platform as string,
      dialogs: parts.dialogs !== null,
      templates: [...templates],
      presets: [...presets],
    }),
    doctor: () => diagnose({ ...parts, ffmpeg, host, models }),
    /** Ends all work: what is finished stays, and no process of ours is left. */
    close: async () => {
      await jobs.close();
      await painters.close();
      await encoding.notebook.close();
      await engines.close();
      await Promise.all([host.close(), aside.close(), beside.close()]);
      await children.endAll();
    },
  };
}
