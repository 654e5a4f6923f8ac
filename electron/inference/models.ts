import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { Fault } from '../../shared/fault.ts';

/** One input or output; a word among the dims is a length that the caller chooses. */
const valueSchema = z.object({
  name: z.string().min(1),
  type: z.enum(['float32', 'uint8', 'int64']),
  dims: z.array(z.union([z.int().positive(), z.string().min(1)])),
});

const modelSchema = z.object({
  name: z.string().min(1),
  file: z.string().regex(/^[\w.-]+\.onnx$/),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  licence: z.string().min(1),
  /** Execution providers that are worth trying, best first; null for all of the platform's. */
  providers: z.array(z.string()).nullable(),
  inputs: z.array(valueSchema).min(1),
  outputs: z.array(valueSchema).min(1),
});

const manifestSchema = z.object({ version: z.literal(1), models: z.array(modelSchema) });

export type ModelValue = z.infer<typeof valueSchema>;

/** A model as its manifest describes it; `path` is where its file should be. */
export type ModelSpec = z.infer<typeof modelSchema> & { readonly path: string };

/** What is needed of a model to read its file. */
export type ModelFile = Pick<ModelSpec, 'name' | 'path' | 'sha256'>;

const again = 'Install the program again, or fetch the model again.';

/** The models of a folder with a manifest.json. Throws Fault 'model-manifest'. */
export async function readModels(folder: string): Promise<readonly ModelSpec[]> {
  try {
    const manifest = manifestSchema.parse(
      JSON.parse(await readFile(path.join(folder, 'manifest.json'), 'utf8')),
    );
    return manifest.models.map((model) => ({ ...model, path: path.join(folder, model.file) }));
  } catch (error) {
    throw new Fault('model-manifest', 'The list of models is missing or broken.', again, error);
  }
}

/** Throws Fault 'model-unknown'. */
export async function findModel(folder: string, name: string): Promise<ModelSpec> {
  const found = (await readModels(folder)).find((model) => model.name === name);
  if (found === undefined) {
    throw new Fault('model-unknown', `There is no model "${name}" in the list of models.`, again);
  }
  return found;
}

/** The model's bytes, exactly those its manifest names. Throws Fault 'model-missing', 'model-empty', 'model-changed'. */
export async function readModel({ name, path: file, sha256 }: ModelFile): Promise<Uint8Array> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw new Fault('model-missing', `The file of the model "${name}" cannot be read.`, again, error);
  }
  if (bytes.length === 0) {
    throw new Fault('model-empty', `The file of the model "${name}" is empty.`, again);
  }
  if (createHash('sha256').update(bytes).digest('hex') !== sha256) {
    throw new Fault(
      'model-changed',
      `The file of the model "${name}" is not the one this program was made with.`,
      again,
    );
  }
  return bytes;
}

/** What a model file itself says of an input or output: null for what is no tensor. */
export interface FoundValue {
  readonly name: string;
  readonly type: string | null;
  readonly rank: number;
}

/** Throws Fault 'model-inputs' unless the file has exactly the values its manifest lists, in name, type and rank. */
export function checkValues(
  model: string,
  what: 'inputs' | 'outputs',
  listed: readonly ModelValue[],
  found: readonly FoundValue[],
): void {
  const say = (values: readonly FoundValue[]) =>
    values
      .map(({ name, type, rank }) => `${name} (${type ?? 'no tensor'}, ${String(rank)}-D)`)
      .sort()
      .join(', ');
  const wanted = say(listed.map(({ name, type, dims }) => ({ name, type, rank: dims.length })));
  const given = say(found);
  if (wanted !== given) {
    throw new Fault(
      'model-inputs',
      `The model "${model}" has the ${what} ${given} where ${wanted} are needed.`,
      'Choose a model of the kind that is asked for.',
    );
  }
}
