import { z } from 'zod';

/**
 * How an interpolation network of the person's own is fed. Pictures are planes of red, green, blue (NCHW); time is
 * 0..1, 0 being the first picture.
 */
export const ownModelFormSchema = z.object({
  pictures: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('two'), a: z.string(), b: z.string() }),
    /**
     * One input. 6: A, B · 7: A, B, time · 11: A, B, time, x and y of each pixel as -1..1, and how far -1..1 goes in
     * a pixel across and down: 2/(width-1), 2/(height-1).
     */
    z.object({
      kind: z.literal('packed'),
      input: z.string(),
      channels: z.union([z.literal(6), z.literal(7), z.literal(11)]),
    }),
  ]),
  /** An input of its own for time: one number of these dims, or a plane of it. */
  time: z
    .object({ input: z.string(), dims: z.union([z.literal('plane'), z.array(z.literal(1)).max(4)]) })
    .nullable(),
  output: z.string(),
  /** It takes the later picture first. */
  swapped: z.boolean(),
  /** Both sides are padded to multiples of it, by the pixels of the right and lower edge. */
  multiple: z.union([z.literal(32), z.literal(64), z.literal(128)]),
  range: z.enum(['0..1', '0..255', '-1..1']),
});

/** What was found when it was added. */
export const ownModelProbeSchema = z.object({
  form: ownModelFormSchema,
  type: z.enum(['float32', 'float16']),
  /** ONNX Runtime's execution provider it ran on. */
  provider: z.string(),
  /** For a frame of 640x360. */
  seconds: z.number(),
  /** false: it crossfades. */
  moves: z.boolean(),
});

/** Kept beside the file. */
export const ownModelSchema = z.object({
  version: z.literal(1),
  /** `model:NAME` is the engine. */
  name: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,39}$/),
  file: z.string().regex(/^[\w.-]+\.onnx$/),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.int().positive(),
  probe: ownModelProbeSchema,
});

export type OwnModelForm = z.infer<typeof ownModelFormSchema>;
export type OwnModelProbe = z.infer<typeof ownModelProbeSchema>;
export type OwnModel = z.infer<typeof ownModelSchema>;

/** It makes only the picture half-way between two: others are made by halving again. */
export const isMidpointOnly = ({ pictures, time }: Pick<OwnModelForm, 'pictures' | 'time'>): boolean =>
  time === null && (pictures.kind === 'two' || pictures.channels === 6);

const prefix = 'model:';

export const ownEngineId = (name: string): string => `${prefix}${name}`;

/** The model an engine is, or null where it is none of the person's own. */
export const ownModelOf = (engine: string): string | null =>
  engine.startsWith(prefix) ? engine.slice(prefix.length) : null;

const devices: Readonly<Record<string, string>> = {
  cpu: 'CPU',
  cuda: 'CUDA',
  dml: 'DirectML',
  coreml: 'CoreML',
  webgpu: 'WebGPU',
};

/** What a person calls an execution provider of ONNX Runtime. */
export const deviceOf = (provider: string): string => devices[provider] ?? provider;

/** How it is fed, in a few words. */
export function layoutOf({ form, type }: OwnModelProbe): string {
  const { pictures, time, range, multiple } = form;
  const fed =
    pictures.kind === 'packed'
      ? `one input of ${String(pictures.channels)} channels`
      : time === null
        ? 'two pictures'
        : `two pictures and time as ${time.dims === 'plane' ? 'a plane' : 'a number'}`;
  const half = isMidpointOnly(form) ? ', halves only' : '';
  return `${fed}${half}, ${range}, ${type}, padded to ${String(multiple)}`;
}

/** What a person should know of it beside its figures; null for nothing. */
export const warningOf = ({ moves }: OwnModelProbe): string | null =>
  moves ? null : 'This model crossfades, it does not move things.';
