import { z } from 'zod';
import type { ExecutionError } from './failures.ts';
import { errorInText, executionErrorOf } from './messages.ts';

/** What a server answers, as far as it is read here. */

/** A picture the server keeps. */
export interface Stored {
  readonly filename: string;
  readonly subfolder: string;
  readonly type: string;
}

export type Finished =
  | { readonly state: 'success'; readonly images: (node: string) => readonly Stored[] }
  | { readonly state: 'error'; readonly error: ExecutionError }
  | { readonly state: 'interrupted' };

export const statsSchema = z.looseObject({
  system: z.looseObject({ comfyui_version: z.string().nullish() }),
  devices: z.array(
    z.looseObject({ name: z.string(), vram_total: z.number().nullish(), vram_free: z.number().nullish() }),
  ),
});

export const uploadSchema = z.looseObject({ name: z.string(), subfolder: z.string().catch('') });
export const submittedSchema = z.looseObject({ prompt_id: z.string(), node_errors: z.unknown().optional() });
const itemSchema = z.tuple([z.unknown(), z.string()]).rest(z.unknown());
export const queueSchema = z.looseObject({
  queue_running: z.array(itemSchema),
  queue_pending: z.array(itemSchema),
});
const storedSchema = z.looseObject({
  filename: z.string(),
  subfolder: z.string().catch(''),
  type: z.string().catch('output'),
});
const entrySchema = z.looseObject({
  outputs: z.record(z.string(), z.looseObject({ images: z.array(storedSchema).optional() })).catch({}),
  status: z
    .looseObject({
      status_str: z.string().optional(),
      messages: z.array(z.tuple([z.string(), z.unknown()])).catch([]),
    })
    .nullish(),
});

/** "cuda:0 NVIDIA GeForce RTX 4090 : cudaMallocAsync" -> what people call it. */
export function gpuName(name: string): string {
  return name.replace(/^\w+:\d+ /, '').replace(/ : \w+$/, '');
}

/** What became of a prompt, by `/history/ID`; null while there is nothing. */
export function finishedOf(id: string, answer: unknown): Finished | null {
  const entry = entrySchema.safeParse((answer as Record<string, unknown> | null)?.[id]).data;
  if (entry === undefined) {
    return null;
  }
  const messages = entry.status?.messages ?? [];
  const said = (type: string) => messages.find(([name]) => name === type);
  if (said('execution_interrupted') !== undefined) {
    return { state: 'interrupted' };
  }
  const error = said('execution_error');
  if (error !== undefined || entry.status?.status_str === 'error') {
    return { state: 'error', error: executionErrorOf(error?.[1]) };
  }
  return { state: 'success', images: (node) => entry.outputs[node]?.images ?? [] };
}

/** An answer that is too long is one with an error's `current_inputs`: nothing else in it grows like that. */
export function cutOff(text: string): Finished {
  return {
    state: 'error',
    error: errorInText(text) ?? { type: '', message: 'an answer that is too long', nodeClass: '' },
  };
}
