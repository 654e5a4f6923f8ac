import { z } from 'zod';
import type { Address } from './address.ts';
import {
  cutOff,
  finishedOf,
  gpuName,
  queueSchema,
  statsSchema,
  submittedSchema,
  uploadSchema,
  type Finished,
  type Stored,
} from './answers.ts';
import { ServerTrouble } from './failures.ts';
import type { Graph } from './graph.ts';
import { createHttp, json, posted, slow } from './http.ts';
import { catalogueOf, type Catalogue } from './objectInfo.ts';

export interface SystemStats {
  readonly version: string;
  readonly gpu: string;
  /** Bytes; null where there is no device that says so. */
  readonly memory: { readonly free: number; readonly total: number } | null;
}

export interface QueueState {
  readonly running: readonly string[];
  /** In the order they will run. */
  readonly pending: readonly string[];
}

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

/** The folder of a server's inputs that ours go into. */
const folder = 'entracte';

/** `request` is `fetch`. */
export function createClient(address: Address, request: typeof fetch): ComfyClient {
  const http = createHttp(address, request);
  return {
    address,
    systemStats: async () => {
      const { system, devices } = await http.read('/system_stats', statsSchema);
      const device = devices[0];
      const memory =
        typeof device?.vram_free !== 'number' || typeof device.vram_total !== 'number'
          ? null
          : { free: device.vram_free, total: device.vram_total };
      return { version: system.comfyui_version ?? 'unknown', gpu: gpuName(device?.name ?? 'none'), memory };
    },
    objectInfo: async (classes) => {
      const one = async (name: string) => {
        const answer = await http.read(`/object_info/${encodeURIComponent(name)}`, z.unknown());
        return [...catalogueOf(answer)];
      };
      return new Map((await Promise.all([...new Set(classes)].map(one))).flat());
    },
    findInput: async (name, bytes) => {
      const query = new URLSearchParams({ filename: name, subfolder: folder, type: 'input' });
      try {
        const response = await http.call(`/view?${query.toString()}`, { method: 'HEAD' });
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
      const { text } = await http.text('/upload/image', { method: 'POST', body: form }, slow);
      const stored = uploadSchema.safeParse(json(text)).data;
      if (stored === undefined) {
        throw new ServerTrouble(200, `${address.label} does not say where it put a picture.`, null);
      }
      return stored.subfolder === '' ? stored.name : `${stored.subfolder}/${stored.name}`;
    },
    submit: async (prompt, prompt_id, client_id) => {
      const body = { prompt, client_id, prompt_id };
      const answer = await http.read('/prompt', submittedSchema, posted(body));
      return { id: answer.prompt_id, nodeErrors: answer.node_errors };
    },
    queue: async () => {
      const { queue_running, queue_pending } = await http.read('/queue', queueSchema);
      const pending = [...queue_pending].sort(([a], [b]) => Number(a) - Number(b));
      return { running: queue_running.map(([, id]) => id), pending: pending.map(([, id]) => id) };
    },
    history: async (id) => {
      const { text, whole } = await http.text(`/history/${encodeURIComponent(id)}`);
      return whole ? finishedOf(id, json(text)) : cutOff(text);
    },
    view: async ({ filename, subfolder, type }) => {
      const query = new URLSearchParams({ filename, subfolder, type });
      const response = await http.call(`/view?${query.toString()}`, {}, slow);
      try {
        return new Uint8Array(await response.arrayBuffer());
      } catch (error) {
        throw new ServerTrouble(null, `${address.label} broke off while sending ${filename}.`, null, error);
      }
    },
    remove: (id) => http.tell('/queue', { delete: [id] }),
    interrupt: (id) => http.tell('/interrupt', { prompt_id: id }),
    free: () => http.tell('/free', { unload_models: true, free_memory: true }),
  };
}
