import { z } from 'zod';

/**
 * What a creator sets for the ComfyUI engine, and what its dialog is told. A token is never part of the settings: it
 * is kept by itself and handed over as `secrets`.
 */

/** `url` has no credentials and no query; addresses that are not this machine need `allowRemote`. */
export const comfyServerSchema = z.strictObject({ url: z.string().min(1), allowRemote: z.boolean() });

/** A LoRA that needs few steps (CausVid, lightx2v); `lowLora` is the one of Wan 2.2's second model. */
export const accelerationSchema = z.strictObject({
  lora: z.string().min(1),
  lowLora: z.string().min(1).nullable(),
  weight: z.number(),
  steps: z.int().min(1),
  cfg: z.number().nonnegative(),
});

/** One node of a workflow in ComfyUI's API format ("Export (API)"). */
export const comfyNodeSchema = z.looseObject({
  class_type: z.string(),
  inputs: z.record(z.string(), z.unknown()),
  _meta: z.looseObject({ title: z.string().optional() }).optional(),
});

/** Names of files as the server lists them; null takes the one that fits best. */
export const comfyWorkflowSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('wan21'), model: z.string().nullable() }),
  z.strictObject({
    kind: z.literal('wan22'),
    high: z.string().nullable(),
    low: z.string().nullable(),
    /** The part of the steps that the high-noise model takes. */
    switchAt: z.number().gt(0).lt(1),
  }),
  /** The creator's own, with inputs marked by the titles of nodes: "Entracte: guide". */
  z.strictObject({ kind: z.literal('own'), graph: z.record(z.string(), comfyNodeSchema) }),
]);

export const comfySettingsSchema = z.strictObject({
  servers: z.array(comfyServerSchema),
  workflow: comfyWorkflowSchema,
  textEncoder: z.string().nullable(),
  vae: z.string().nullable(),
  steps: z.int().min(1).max(200),
  cfg: z.number().min(0).max(100),
  shift: z.number().min(0).max(100),
  sampler: z.string().min(1),
  scheduler: z.string().min(1),
  acceleration: accelerationSchema.nullable(),
  /** `auto` decodes in tiles only after memory ran out. */
  tiled: z.enum(['auto', 'always']),
  /** Frames a batch; what the model was made for. */
  largest: z.int().min(5).max(1025),
});

export const plainComfySettings: z.infer<typeof comfySettingsSchema> = {
  servers: [{ url: 'http://127.0.0.1:8188', allowRemote: false }],
  workflow: { kind: 'wan21', model: null },
  textEncoder: null,
  vae: null,
  steps: 20,
  cfg: 6,
  shift: 8,
  sampler: 'uni_pc',
  scheduler: 'simple',
  acceleration: null,
  tiled: 'auto',
  largest: 81,
};

/** What a server has, by its own word. */
export const comfyChoicesSchema = z.object({
  models: z.array(z.string()),
  textEncoders: z.array(z.string()),
  vaes: z.array(z.string()),
  loras: z.array(z.string()),
  samplers: z.array(z.string()),
  schedulers: z.array(z.string()),
  /** LoRAs of the server that are known to need few steps, with the values they are used with. */
  accelerations: z.array(accelerationSchema),
});

/** One thing the server lacks; `install` says where it goes. */
export const comfyMissingSchema = z.object({
  kind: z.enum(['node', 'file', 'value', 'mark']),
  name: z.string(),
  install: z.string(),
});

/** The answer of "Test connection". Memory is in bytes; null where the server does not say. */
export const comfyConnectionSchema = z.object({
  url: z.string(),
  version: z.string(),
  gpu: z.string(),
  memory: z.object({ free: z.number(), total: z.number() }).nullable(),
  /** Jobs of everybody that are under way or wait. */
  queued: z.int(),
  missing: z.array(comfyMissingSchema),
  choices: comfyChoicesSchema,
});

/** The call a settings dialog makes; `token` is the one typed just now, null uses the one kept for this address. */
export const comfyTestSchema = z.object({
  server: comfyServerSchema,
  settings: comfySettingsSchema,
  token: z.string().nullable(),
});

/** "Show me the graph": API-format JSON that ComfyUI opens, and the pictures it names, with their batch frames. */
export const comfyGraphSchema = z.object({
  graph: z.record(z.string(), comfyNodeSchema),
  images: z.array(z.object({ name: z.string(), use: z.enum(['guide', 'mask']), frames: z.array(z.int()) })),
});

export type ComfyServer = z.infer<typeof comfyServerSchema>;
export type Acceleration = z.infer<typeof accelerationSchema>;
export type ComfyNode = z.infer<typeof comfyNodeSchema>;
export type ComfySettings = z.infer<typeof comfySettingsSchema>;
export type ComfyChoices = z.infer<typeof comfyChoicesSchema>;
export type ComfyMissing = z.infer<typeof comfyMissingSchema>;
export type ComfyConnection = z.infer<typeof comfyConnectionSchema>;
export type ComfyTest = z.infer<typeof comfyTestSchema>;
export type ComfyGraph = z.infer<typeof comfyGraphSchema>;
