import { eventIterator, oc, type ContractRouterClient } from '@orpc/contract';
import { z } from 'zod';
import { analysisContract } from './analysis/contract.ts';
import { visionContract } from './analysis/vision/contract.ts';
import {
  comfyConnectionSchema,
  comfyGraphSchema,
  comfySettingsSchema,
  comfyTestSchema,
} from './engines/comfyui.ts';
import { ownModelsContract } from './engines/ownModelContract.ts';
import { exportPresetSchema, exportsContract } from './export/contract.ts';
import { renderEventSchema } from './generation/events.ts';
import { jobsEventSchema, faultSchema } from './jobs/job.ts';
import { costSchema, planSchema, profileSchema } from './planner/schema.ts';
import { projectSchema, sizeSchema, fpsSchema } from './project/schema.ts';
import { upscaleContract } from './upscale/contract.ts';

/**
 * Every call and event between the screen and the main process. A failed call rejects with an ORPCError whose
 * `data` is a FaultData. Media (pictures, films, dropped files) never travel here: see shared/media/routes.ts.
 */

/** A project file the program knows; `id` stands for its place, which the screen never sees. */
export const projectEntrySchema = z.object({
  id: z.string(),
  name: z.string(),
  /** The folder for people to read, shortened: "~/Entracte". */
  folder: z.string(),
  saved: z.number(),
  missing: z.boolean(),
  draft: z.boolean(),
});

export const openedSchema = z.object({
  entry: projectEntrySchema,
  project: projectSchema,
  /** Why it may not be saved over, or null: "made by a newer Entracte". */
  readOnly: z.string().nullable(),
  /** Assets whose file is not there. */
  missing: z.array(z.string()),
  /** A newer state that was never saved, kept by autosave before the program ended. */
  recovery: z.object({ project: projectSchema, at: z.number() }).nullable(),
});

export const templateSchema = z.object({
  id: z.string(),
  label: z.string(),
  size: sizeSchema,
  fps: fpsSchema,
});

export const checkSchema = z.object({
  name: z.string(),
  state: z.enum(['ok', 'warning', 'missing']),
  found: z.string(),
  remedy: z.string().nullable(),
});

export const engineInfoSchema = z.object({
  id: z.string(),
  label: z.string(),
  /** null while it cannot be reached; `fault` says why. */
  profile: profileSchema.nullable(),
  cost: costSchema.nullable(),
  fault: faultSchema.nullable(),
});

export const segmentStateSchema = z.enum([
  'empty',
  'planned',
  'queued',
  'running',
  'done',
  'stale',
  'failed',
]);

export const takeSchema = z.object({
  key: z.string(),
  segment: z.string(),
  made: z.number(),
  engine: z.string(),
  label: z.string(),
  /** The take the film shows. */
  current: z.boolean(),
});

/** A project as main sees it: its plan and what of it is already made. Registered under `id` for media routes. */
export const preparedSchema = z.object({
  id: z.string(),
  plan: planSchema,
  /** By batch: its result is there ("kept") or Render would make it ("run"). */
  batches: z.array(z.enum(['kept', 'run'])),
  segments: z.array(
    z.object({
      key: z.string(),
      state: segmentStateSchema,
      note: z.string().nullable(),
      takes: z.array(takeSchema),
    }),
  ),
});

/** What happens to a prepared film while it is rendered. Previews are fetched as media; the newest of a frame wins. */
export const filmEventSchema = z.object({ prepared: z.string(), happened: renderEventSchema });

const project = z.object({ project: projectSchema });
const nothing = z.void();

export const contract = {
  app: {
    info: oc.output(
      z.object({
        version: z.string(),
        platform: z.string(),
        /** Whether the system's own dialogs ask for files; else the screen asks. */
        dialogs: z.boolean(),
        templates: z.array(templateSchema),
        presets: z.array(exportPresetSchema),
      }),
    ),
    doctor: oc.output(z.array(checkSchema)),
  },
  projects: {
    list: oc.output(z.array(projectEntrySchema)),
    sample: oc.output(openedSchema),
    create: oc.input(z.object({ name: z.string(), template: z.string() })).output(openedSchema),
    open: oc.input(z.object({ id: z.string() })).output(openedSchema),
    /** A project file that was dropped, by its text: opened as a draft; its pictures are dropped after it. */
    adopt: oc.input(z.object({ name: z.string(), text: z.string() })).output(openedSchema),
    /** Asks for a file with the system's dialog; null when the person closed it. */
    browse: oc.output(openedSchema.nullable()),
    save: oc.input(project).output(z.object({ saved: z.number() })),
    /** Under another name (and, with the system's dialog, in another place); null when closed. */
    saveAs: oc.input(project.extend({ name: z.string() })).output(openedSchema.nullable()),
    /** Keeps an unsaved state aside, so that a crash loses nothing. */
    keep: oc.input(project).output(nothing),
    /** Forgets the state kept aside. */
    forget: oc.input(z.object({ id: z.string() })).output(nothing),
    /** Takes a film off the list; its file stays. `id` is its entry's. */
    unlist: oc.input(z.object({ id: z.string() })).output(nothing),
  },
  captions: {
    /** Names of the fonts captions can be painted with, those of the program first. */
    fonts: oc.output(z.array(z.string())),
    /** The letters of a text that no font has here when `font` is chosen, each once: they are painted as boxes. */
    lacking: oc.input(z.object({ font: z.string(), text: z.string() })).output(z.array(z.string())),
  },
  /** What engines can do, and what a batch of this size costs on each. */
  engines: { list: oc.input(z.object({ size: sizeSchema })).output(z.array(engineInfoSchema)) },
  comfyui: {
    settings: oc.output(comfySettingsSchema),
    save: oc.input(comfySettingsSchema).output(nothing),
    /** Write-only: no call gives a token back. `url` as comfyui.test names the server; null forgets it. */
    setToken: oc.input(z.object({ url: z.string(), token: z.string().nullable() })).output(nothing),
    /** Addresses, as comfyui.test names them, for which a token is kept. */
    tokens: oc.output(z.array(z.string())),
    test: oc.input(comfyTestSchema).output(comfyConnectionSchema),
    graph: oc.input(z.object({ prepared: z.string(), batch: z.int() })).output(comfyGraphSchema),
  },
  ownModels: ownModelsContract,
  film: {
    prepare: oc.input(project).output(preparedSchema),
    watch: oc.output(eventIterator(filmEventSchema)),
  },
  render: {
    start: oc
      .input(
        z.object({
          prepared: z.string(),
          /** Segment keys to make; null for all that is not there yet. */
          only: z.array(z.string()).nullable(),
          /** `new` makes another take even where one is there. */
          take: z.enum(['kept', 'new']),
        }),
      )
      .output(z.object({ job: z.string() })),
  },
  exports: exportsContract,
  analysis: analysisContract,
  upscale: upscaleContract,
  vision: visionContract,
  jobs: {
    watch: oc.output(eventIterator(jobsEventSchema)),
    cancel: oc.input(z.object({ id: z.string() })).output(nothing),
    retry: oc.input(z.object({ id: z.string() })).output(z.object({ job: z.string() })),
    dismiss: oc.input(z.object({ id: z.string() })).output(nothing),
  },
};

export type Contract = typeof contract;
export type Client = ContractRouterClient<Contract>;
export type ProjectEntry = z.infer<typeof projectEntrySchema>;
export type Opened = z.infer<typeof openedSchema>;
export type Template = z.infer<typeof templateSchema>;
export type Check = z.infer<typeof checkSchema>;
export type EngineInfo = z.infer<typeof engineInfoSchema>;
export type SegmentState = z.infer<typeof segmentStateSchema>;
export type Prepared = z.infer<typeof preparedSchema>;
export type FilmEvent = z.infer<typeof filmEventSchema>;
