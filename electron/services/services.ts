import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { nanoid } from 'nanoid';
import type { Opened } from '../../shared/contract.ts';
import { Fault } from '../../shared/fault.ts';
import type { Project, Size } from '../../shared/project/schema.ts';
import { templates } from '../../shared/project/templates.ts';
import { openEncoding } from '../export/encodeFilm.ts';
import { presets } from '../export/presets.ts';
import { CaptionPool } from '../captions/pool.ts';
import { createDesk } from '../film/desk.ts';
import { createExporter } from '../film/exporter.ts';
import { createResults } from '../film/results.ts';
import { filmWorks, type renderInput } from '../film/works.ts';
import { createMediaHandler } from '../http/mediaHandler.ts';
import type { SpawnChild } from '../inference/childPort.ts';
import { openRates } from '../jobs/eta.ts';
import { openJournal } from '../jobs/journal.ts';
import { createJobs } from '../jobs/jobs.ts';
import { thisProcess } from '../jobs/owner.ts';
import { Children } from '../media/children.ts';
import { Ffmpeg } from '../media/ffmpeg.ts';
import { ffmpegPlaces } from '../media/ffmpegPlaces.ts';
import { findFfmpeg } from '../media/findFfmpeg.ts';
import { probe } from '../media/probe.ts';
import { readSoundShape } from '../media/soundShape.ts';
import { safeStem, shortFolder } from '../project/fileNames.ts';
import { createInspect } from '../project/inspect.ts';
import { createProjectStore } from '../project/store.ts';
import { createCaptionPictures } from './captionPictures.ts';
import { createAnalysis, isStatistics } from './analysis.ts';
import type { Cipher } from './comfy.ts';
import type { Dialogs } from './dialogs.ts';
import { diagnose } from './doctor.ts';
import { engineInfo, openEngines } from './engines.ts';
import type { Folders } from './folders.ts';
import { createFilmEnlarger } from './filmEnlarger.ts';
import { openGeneration } from './generation.ts';
import type { Log } from './log.ts';
import { createKept } from './kept.ts';
import { createMediaSources } from './mediaSources.ts';
import { createRough } from './rough.ts';
import { openUpscaling } from './upscale.ts';
import { upscaleCalls } from './upscaleCalls.ts';
import { createUpscaleJobs } from './upscaleJobs.ts';
import { createVideoFrames } from './videoFrame.ts';
import { openVisionDesk } from './vision.ts';
import type { z } from 'zod';

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

  const children = new Children();
  // However the program ends: ffmpeg leads a process group of its own, which Ctrl-C does not reach.
  process.once('exit', () => {
    children.killAll();
  });
  let found: Promise<Ffmpeg> | null = null;
  const ffmpeg = () => {
    const places = ffmpegPlaces({ setting: parts.ffmpeg, resources, path: parts.searchPath });
    found ??= findFfmpeg(places).then((answer) => new Ffmpeg(answer, children));
    // A machine where one was installed meanwhile should not have to restart the program.
    found.catch(() => (found = null));
    return found;
  };
  const models = path.join(resources, 'models');
  const fonts = [path.join(resources, 'fonts')];
  const films = path.join(folders.documents, 'Entracte');
  const { host, aside, beside, kernels, comfy, ownModels, engines } = await openEngines(parts, models);

  const { cache, costs, previews, runner } = await openGeneration({ folders, owner, now, log });

  const projects = createProjectStore({
    folders: {
      data: folders.data,
      documents: folders.documents,
      sample: path.join(resources, 'sample'),
      home: parts.home,
    },
    templates,
    inspect: createInspect(async (file) => probe(await ffmpeg(), file)),
    newId: () => nanoid(12),
    now,
    repaired: (file, sentences) => {
      log.info(`${file}: ${sentences.join(' ')}`);
    },
  });

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
  const upscaledFilms = createUpscaleJobs(upscaling, films);

  const analysis = createAnalysis({ ffmpeg, projects, folder: path.join(folders.cache, 'analysis') });
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
      analyse: (input, job) => (isStatistics(input) ? analysis : vision).work(input, job),
    },
    sideBySide: 1,
    newId: () => nanoid(12),
    now,
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

  const render = async (asked: { prepared: string; only: string[] | null; take: 'kept' | 'new' }) => {
    const { project, plan } = desk.order(asked.prepared);
    const input: z.infer<typeof renderInput> = { ...asked, project, plan };
    const job = await jobs.start({
      kind: 'render',
      title: `Render ${project.name}`,
      project: project.id,
      input,
    });
    return { job: job.id };
  };

  const browse = async (): Promise<Opened | null> => {
    const file = (await parts.dialogs?.openProject()) ?? null;
    return file === null ? null : projects.openFile(file);
  };
  const saveAs = async (project: Project, name: string): Promise<Opened | null> => {
    if (parts.dialogs === null) {
      return projects.saveAs(project, name);
    }
    const file = await parts.dialogs.saveProject(path.join(folders.documents, `${safeStem(name)}.entracte`));
    return file === null ? null : projects.saveAs(project, name, file);
  };

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
    showGraph: async (prepared: string, batch: number) => {
      const request = await desk.request(prepared, batch);
      if (request === null) {
        throw new Fault(
          'no-request',
          'This batch goes on from one that is not made yet.',
          'Render the one before.',
        );
      }
      return comfy.showGraph(request);
    },
    captions,
    desk,
    render,
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
