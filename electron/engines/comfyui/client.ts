import { z } from 'zod';
import type { Address } from './address.ts';
import { ServerTrouble, shortened, type ExecutionError } from './failures.ts';
import type { Graph } from './graph.ts';
import { errorInText, executionErrorOf } from './messages.ts';
import { catalogueOf, type Catalogue } from './objectInfo.ts';

export interface SystemStats {
  readonly version: string;
  readonly gpu: string;
  /** Bytes; null where there is no device that says so. */
  readonly memory: { readonly free: number; readonly total: number } | null;
}

/** A picture the server keeps. */
export interface Stored {
  readonly filename: string;
  readonly subfolder: string;
  readonly type: string;
}

export interface QueueState {
  readonly running: readonly string[];
  /** In the order they will run. */
  readonly pending: readonly string[];
}

export type Finished =
  | { readonly state: 'success'; readonly images: (node: string) => readonly Stored[] }
  | { readonly state: 'error'; readonly error: ExecutionError }
  | { readonly state: 'interrupted' };

export interface Submitted {
  readonly id: string;
  /** The server takes the graph only in part: as good as refused. */
  readonly nodeErrors: unknown;
}

/** Every route of a server that is used here. All reject with ServerTrouble. */
export interface ComfyClient {
  readonly address: Address;
  systemStats(): Promise<SystemStats>;
  /** The named classes; those the server does not have are missing from the answer. */
  objectInfo(classes: readonly string[]): Promise<Catalogue>;
  /** The name of the picture for LoadImage when the server has exactly these bytes under it, else null. */
  findInput(name: string, bytes: number): Promise<string | null>;
  /** Sends a file; resolves to the name LoadImage takes, which can be another than was asked for. */
  upload(name: string, bytes: Uint8Array): Promise<string>;
  submit(graph: Graph, id: string, clientId: string): Promise<Submitted>;
  queue(): Promise<QueueState>;
  /** null until it has ended, and after the server was restarted. */
  history(id: string): Promise<Finished | null>;
  view(stored: Stored): Promise<Uint8Array>;
  /** Takes a prompt that waits out of the queue. */
  remove(id: string): Promise<void>;
  /** Stops a running prompt; older servers stop whatever runs, so ask the queue first. */
  interrupt(id: string): Promise<void>;
  /** Lets go of the models and what is cached. */
  free(): Promise<void>;
}

const folder = 'entracte';
const quick = 15_000;
const slow = 120_000;
/** Bytes of a JSON answer that are read; what is longer is searched for an error only. */
const longestAnswer = 16 * 1024 * 1024;

/** `request` is `fetch`: without an Origin header, which servers refuse, and following no redirect to elsewhere. */
export function createClient(address: Address, request: typeof fetch): ComfyClient {
  const call = async (path: string, init: RequestInit = {}, patience = quick): Promise<Response> => {
    const what = `${init.method ?? 'GET'} ${address.label}${path.split('?')[0] ?? ''}`;
    let response: Response;
    try {
      response = await request(address.http(path), {
        ...init,
        headers: { ...address.headers, ...(init.headers as Record<string, string> | undefined) },
        redirect: 'error',
        signal: AbortSignal.timeout(patience),
      });
    } catch (error) {
      throw new ServerTrouble(null, `No answer from the ComfyUI server (${what}).`, null, error);
    }
    if (!response.ok) {
      const { text } = await textOf(response, what);
      const answer = json(text);
      throw new ServerTrouble(
        response.status,
        `The ComfyUI server answered ${String(response.status)} (${what}).`,
        answer,
      );
    }
    return response;
  };

  const read = async <T>(path: string, schema: z.ZodType<T>, init?: RequestInit): Promise<T> => {
    const { text } = await textOf(await call(path, init), path);
    const answer = schema.safeParse(json(text));
    if (!answer.success) {
      throw new ServerTrouble(200, `${address.label} answers otherwise than ComfyUI does (${path}).`, null);
    }
    return answer.data;
  };

  const post = (path: string, body: unknown): RequestInit & { path: string } => ({
    path,
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  const tell = async (path: string, body: unknown) => {
    await (await call(path, post(path, body))).body?.cancel();
  };

  return {
    address,
    systemStats: async () => {
      const { system, devices } = await read('/system_stats', statsSchema);
      const device = devices[0];
      const memory =
        typeof device?.vram_free !== 'number' || typeof device.vram_total !== 'number'
          ? null
          : { free: device.vram_free, total: device.vram_total };
      return { version: system.comfyui_version ?? 'unknown', gpu: gpuName(device?.name ?? 'none'), memory };
    },
    objectInfo: async (classes) => {
      const one = async (name: string) => {
        const answer = await read(`/object_info/${encodeURIComponent(name)}`, z.unknown());
        return [...catalogueOf(answer)];
      };
      return new Map((await Promise.all([...new Set(classes)].map(one))).flat());
    },
    findInput: async (name, bytes) => {
      const query = new URLSearchParams({ filename: name, subfolder: folder, type: 'input' });
      try {
        const response = await call(`/view?${query.toString()}`, { method: 'HEAD' });
        return Number(response.headers.get('content-length')) === bytes ? `${folder}/${name}` : null;
      } catch (error) {
        if (error instanceof ServerTrouble && error.status !== null) {
          return null;
        }
        throw error;
      }
    },
    upload: async (name, bytes) => {
      const form = new FormData();
      form.set('image', new Blob([new Uint8Array(bytes)], { type: 'image/png' }), name);
      form.set('type', 'input');
      form.set('subfolder', folder);
      const { text } = await textOf(
        await call('/upload/image', { method: 'POST', body: form }, slow),
        '/upload/image',
      );
      const stored = uploadSchema.safeParse(json(text)).data;
      if (stored === undefined) {
        throw new ServerTrouble(200, `${address.label} does not say where it put a picture.`, null);
      }
      return stored.subfolder === '' ? stored.name : `${stored.subfolder}/${stored.name}`;
    },
    submit: async (prompt, prompt_id, client_id) => {
      const init = post('/prompt', { prompt, client_id, prompt_id });
      const answer = await read('/prompt', submittedSchema, init);
      return { id: answer.prompt_id, nodeErrors: answer.node_errors };
    },
    queue: async () => {
      const { queue_running, queue_pending } = await read('/queue', queueSchema);
      const pending = [...queue_pending].sort(([a], [b]) => Number(a) - Number(b));
      return { running: queue_running.map(([, id]) => id), pending: pending.map(([, id]) => id) };
    },
    history: async (id) => {
      const path = `/history/${encodeURIComponent(id)}`;
      const { text, whole } = await textOf(await call(path), path);
      return whole ? finishedOf(id, json(text)) : cutOff(text);
    },
    view: async ({ filename, subfolder, type }) => {
      const query = new URLSearchParams({ filename, subfolder, type });
      const response = await call(`/view?${query.toString()}`, {}, slow);
      try {
        return new Uint8Array(await response.arrayBuffer());
      } catch (error) {
        throw new ServerTrouble(null, `${address.label} broke off while sending ${filename}.`, null, error);
      }
    },
    remove: (id) => tell('/queue', { delete: [id] }),
    interrupt: (id) => tell('/interrupt', { prompt_id: id }),
    free: () => tell('/free', { unload_models: true, free_memory: true }),
  };
}

const statsSchema = z.looseObject({
  system: z.looseObject({ comfyui_version: z.string().nullish() }),
  devices: z.array(
    z.looseObject({ name: z.string(), vram_total: z.number().nullish(), vram_free: z.number().nullish() }),
  ),
});

const uploadSchema = z.looseObject({ name: z.string(), subfolder: z.string().catch('') });
const submittedSchema = z.looseObject({ prompt_id: z.string(), node_errors: z.unknown().optional() });
const itemSchema = z.tuple([z.unknown(), z.string()]).rest(z.unknown());
const queueSchema = z.looseObject({ queue_running: z.array(itemSchema), queue_pending: z.array(itemSchema) });
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
function gpuName(name: string): string {
  return name.replace(/^\w+:\d+ /, '').replace(/ : \w+$/, '');
}

function finishedOf(id: string, answer: unknown): Finished | null {
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
function cutOff(text: string): Finished {
  return {
    state: 'error',
    error: errorInText(text) ?? { type: '', message: 'an answer that is too long', nodeClass: '' },
  };
}

async function textOf(response: Response, what: string): Promise<{ text: string; whole: boolean }> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  try {
    for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      text += decoder.decode(chunk, { stream: true });
      bytes += chunk.length;
      if (bytes > longestAnswer) {
        return { text, whole: false };
      }
    }
  } catch (error) {
    throw new ServerTrouble(null, `The ComfyUI server broke off (${shortened(what)}).`, null, error);
  }
  return { text, whole: true };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
