import { z } from 'zod';
import type { ExecutionError } from './failures.ts';

/** What a server says over the socket, as far as it matters here. `prompt` is null where the server does not say. */
export type LiveEvent =
  | { readonly kind: 'status' }
  | { readonly kind: 'node'; readonly prompt: string | null; readonly node: string | null }
  | {
      readonly kind: 'progress';
      readonly prompt: string | null;
      readonly node: string | null;
      readonly done: number;
      readonly total: number;
    }
  | { readonly kind: 'ended'; readonly prompt: string }
  | { readonly kind: 'error'; readonly prompt: string; readonly error: ExecutionError }
  | { readonly kind: 'interrupted'; readonly prompt: string }
  | {
      readonly kind: 'preview';
      readonly prompt: string | null;
      readonly picture: { readonly type: string; readonly bytes: Uint8Array };
    };

/** Longer texts are not parsed: an error's `current_inputs` can hold whole pictures as numbers. Characters. */
export const longestText = 1_000_000;

const messageSchema = z.object({
  type: z.string(),
  data: z.looseObject({
    prompt_id: z.string().optional(),
    node: z.string().nullish(),
    value: z.number().optional(),
    max: z.number().optional(),
    nodes: z
      .record(z.string(), z.looseObject({ state: z.string().optional(), value: z.number(), max: z.number() }))
      .optional(),
  }),
});

/** Reads a text message; null for what does not matter or is not understood. */
export function textEvent(text: string): LiveEvent | null {
  if (text.length > longestText) {
    return hugeEvent(text);
  }
  const message = messageSchema.safeParse(parsed(text)).data;
  if (message === undefined) {
    return null;
  }
  const { type, data } = message;
  const prompt = data.prompt_id ?? null;
  switch (type) {
    case 'status':
      return { kind: 'status' };
    case 'executing':
      // Older servers end a prompt with node null and no word of success.
      return (data.node ?? null) === null && prompt !== null
        ? { kind: 'ended', prompt }
        : { kind: 'node', prompt, node: data.node ?? null };
    case 'progress':
      return {
        kind: 'progress',
        prompt,
        node: data.node ?? null,
        done: data.value ?? 0,
        total: data.max ?? 0,
      };
    case 'progress_state':
      return runningOf(prompt, data.nodes ?? {});
    case 'execution_success':
      return prompt === null ? null : { kind: 'ended', prompt };
    case 'execution_interrupted':
      return prompt === null ? null : { kind: 'interrupted', prompt };
    case 'execution_error':
      return prompt === null ? null : { kind: 'error', prompt, error: executionErrorOf(data) };
    default:
      return null;
  }
}

interface NodeProgress {
  readonly state?: string | undefined;
  readonly value: number;
  readonly max: number;
}

function runningOf(prompt: string | null, nodes: Readonly<Record<string, NodeProgress>>): LiveEvent | null {
  const running = Object.entries(nodes).find(([, { state }]) => state === 'running');
  if (running === undefined) {
    return null;
  }
  const [node, { value, max }] = running;
  return { kind: 'progress', prompt, node, done: value, total: max };
}

const errorSchema = z.looseObject({
  exception_type: z.string().catch(''),
  exception_message: z.string().catch(''),
  node_type: z.string().catch(''),
});

/** The data of an `execution_error`, live or from the history. */
export function executionErrorOf(data: unknown): ExecutionError {
  const told = errorSchema.safeParse(data).data;
  return {
    type: told?.exception_type ?? '',
    message: told?.exception_message ?? '',
    nodeClass: told?.node_type ?? '',
  };
}

/**
 * The error inside a JSON text that is too large to parse or was cut off: its fields are looked up one by one, for
 * they stand before the large ones. null when there is none.
 */
export function errorInText(text: string): ExecutionError | null {
  const field = (name: string) => {
    const string = new RegExp(`"${name}"\\s*:\\s*("(?:[^"\\\\]|\\\\.){0,20000}")`).exec(text)?.[1];
    return String(parsed(string ?? '""') ?? '');
  };
  const error = {
    type: field('exception_type'),
    message: field('exception_message'),
    nodeClass: field('node_type'),
  };
  return error.type === '' && error.message === '' ? null : error;
}

function hugeEvent(text: string): LiveEvent | null {
  const head = text.slice(0, longestText);
  const prompt = /"prompt_id"\s*:\s*"([^"]+)"/.exec(head)?.[1];
  const error = errorInText(head);
  return prompt === undefined || error === null ? null : { kind: 'error', prompt, error };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const metadataSchema = z.looseObject({
  prompt_id: z.string().optional(),
  image_type: z.string().optional(),
});

/** Reads a binary message: previews of type 1 and 4; texts (3) and types of the future are null. */
export function binaryEvent(message: Uint8Array): LiveEvent | null {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  if (view.byteLength < 8) {
    return null;
  }
  const kind = view.getUint32(0);
  if (kind === 1) {
    const format = view.getUint32(4);
    const type = format === 1 ? 'image/jpeg' : format === 2 ? 'image/png' : null;
    return type === null
      ? null
      : { kind: 'preview', prompt: null, picture: { type, bytes: message.slice(8) } };
  }
  if (kind === 4) {
    const length = view.getUint32(4);
    if (8 + length > view.byteLength) {
      return null;
    }
    const json = new TextDecoder().decode(message.subarray(8, 8 + length));
    const told = metadataSchema.safeParse(parsed(json)).data;
    const bytes = message.slice(8 + length);
    return {
      kind: 'preview',
      prompt: told?.prompt_id ?? null,
      picture: { type: told?.image_type ?? 'image/jpeg', bytes },
    };
  }
  return null;
}
