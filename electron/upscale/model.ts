import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Fault } from '../../shared/fault.ts';
import { upscaleModelSchema, type UpscaleManifest } from '../../shared/upscale/schema.ts';
import type { UpscaleModel } from '../inference/calls.ts';
import { fileFault } from '../media/fileFault.ts';

/** The network that comes with the program. */
export const embeddedModel = 'esrgan-slim-2x';

/** A network ready to be handed to the child; `bytesPerPixel`: memory for a pixel of its input. */
export interface LoadedModel extends UpscaleModel {
  readonly bytesPerPixel: number;
}

/**
 * The network a manifest describes. The file itself is checked against it by the child before its first picture.
 * Faults: missing-file, not-permitted, model-manifest, model-changed.
 */
export async function readUpscaleModel(manifest: string): Promise<LoadedModel> {
  const name = path.basename(manifest);
  const described = parsed(await read(manifest, `“${name}” could not be read`), name);
  const file = path.resolve(path.dirname(manifest), described.file);
  const bytes = await read(file, `The model “${described.name}” could not be read`);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (described.sha256 !== null && described.sha256 !== sha256) {
    throw new Fault(
      'model-changed',
      `The file of the model “${described.name}” is not the one its manifest was written for.`,
      'Put that file back, or take sha256 out of the manifest.',
    );
  }
  if (described.tile !== null && described.tile <= 2 * described.margin) {
    throw manifestFault(name, `a tile of ${String(described.tile)} leaves nothing between two margins`);
  }
  return { ...described, path: file, sha256 };
}

/** How often a network is applied for a scale; throws Fault 'bad-option' for one it cannot make. */
export function passesFor(model: UpscaleModel, scale: number): number {
  const passes = Math.round(Math.log(scale) / Math.log(model.scale));
  if (passes < 1 || model.scale ** passes !== scale) {
    throw new Fault(
      'bad-option',
      `The model “${model.name}” makes pictures ${String(model.scale)} times as large, not ${String(scale)} times.`,
      `Ask for ${String(model.scale)} or ${String(model.scale ** 2)}, or choose another model.`,
    );
  }
  return passes;
}

async function read(file: string, step: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw fileFault(step, file, error);
  }
}

function parsed(bytes: Buffer, name: string): UpscaleManifest {
  let content: unknown;
  try {
    content = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw manifestFault(name, 'it is not JSON');
  }
  const result = upscaleModelSchema.safeParse(content);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw manifestFault(name, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
  }
  return result.data;
}

const manifestFault = (name: string, why: string) =>
  new Fault(
    'model-manifest',
    `“${name}” does not describe a model: ${why}.`,
    'Write it as docs/upscaling.md shows: version, name, file, scale, layout, range.',
  );
