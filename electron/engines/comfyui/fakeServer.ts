import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import sharp from 'sharp';
import { WebSocketServer, type WebSocket } from 'ws';
import {
  describedNodes,
  execute,
  type FakeFiles,
  type FakeGraph,
  type Received,
  type Value,
} from './fakeNodes.ts';

/**
 * A ComfyUI for tests, made from the facts of its protocol: routes, queue, history, cache, socket, and the ways it
 * is known to fail. It keeps everything it was given. Nothing of it comes from our client.
 */
export interface FakeOptions {
  /** Older servers ignore prompt_id, end with executing null, stop whatever runs, answer 500 to unknown nodes. */
  readonly age: 'old' | 'new';
  /** Milliseconds per sampling step. */
  stepTime: number;
  /** Whether another seed is another colour. */
  readonly paintsSeeds: boolean;
  /** Bearer token that every request must carry. */
  readonly token: string | null;
  /** Node classes it does not have. */
  without: string[];
  /** The socket connects and says nothing; or does not connect. */
  socket: 'speaks' | 'silent' | 'refused';
  previews: 'none' | 'plain' | 'withMetadata' | 'odd';
  /** Executing this class fails (as often as `times` says) with an error, or takes the whole server down. */
  trouble: Trouble | null;
  /** Frames the decoder leaves out (or adds, below zero). */
  framesLost: number;
  /** A file of that name is there already, with other bytes: uploads get another name. */
  clash: boolean;
  /** Frames in other sizes than asked for. */
  grows: number;
}

export interface Trouble {
  readonly at: string;
  times: number;
  readonly error: { readonly type: string; readonly message: string } | null;
  /** Milliseconds until it is back after dying; null: never. Only with `error` null, or together: says it, then dies. */
  readonly dies: number | null | 'no';
  /** Characters of `current_inputs` in the error. */
  readonly baggage: number;
}

export interface FakePrompt {
  readonly id: string;
  readonly number: number;
  readonly graph: FakeGraph;
  readonly clientId: string;
}

type Messages = (readonly [string, unknown])[];

interface Entry {
  readonly outputs: Record<string, { images: { filename: string; subfolder: string; type: string }[] }>;
  readonly status: { status_str: string; completed: boolean; messages: Messages };
}

export const plainOptions: FakeOptions = {
  age: 'new',
  stepTime: 0,
  paintsSeeds: false,
  token: null,
  without: [],
  socket: 'speaks',
  previews: 'none',
  trouble: null,
  framesLost: 0,
  clash: false,
  grows: 0,
};

export class FakeServer {
  readonly options: FakeOptions;
  readonly files: FakeFiles = {
    models: [
      'wan2.1_vace_1.3B_fp16.safetensors',
      'wan2.2_vace_high.safetensors',
      'wan2.2_vace_low.safetensors',
    ],
    encoders: ['umt5_xxl_fp8_e4m3fn_scaled.safetensors'],
    vaes: ['wan_2.1_vae.safetensors'],
    loras: ['style/film-grain.safetensors', 'Wan21_CausVid_14B_T2V_lora_rank32.safetensors'],
  };
  /** Everything that was sent to it. */
  readonly received: Received[] = [];
  readonly prompts: FakePrompt[] = [];
  readonly uploads: string[] = [];
  readonly requests: {
    readonly method: string;
    readonly url: string;
    readonly headers: IncomingMessage['headers'];
  }[] = [];
  readonly clientIds: string[] = [];
  readonly firstMessages: string[] = [];
  readonly interrupts: unknown[] = [];
  readonly deleted: string[] = [];
  readonly executed: string[] = [];
  freed = 0;
  readonly inputs = new Map<string, Uint8Array>();
  readonly outputs = new Map<string, Uint8Array>();

  #http: Server | null = null;
  #port = 0;
  readonly #connections = new Set<Socket>();
  readonly #sockets = new Map<string, WebSocket>();
  #pending: FakePrompt[] = [];
  #running: FakePrompt | null = null;
  #history = new Map<string, Entry>();
  #cache = new Map<string, Value>();
  #saved = new Map<string, Entry['outputs'][string]>();
  #interrupted = false;
  readonly #painted = new Map<string, Uint8Array>();
  readonly #greys = new Map<Uint8Array, number>();
  #life = 0;
  #number = 0;

  constructor(options: Partial<FakeOptions> = {}) {
    this.options = { ...plainOptions, ...options };
  }

  get url(): string {
    return `http://127.0.0.1:${String(this.#port)}`;
  }

  get running(): FakePrompt | null {
    return this.#running;
  }

  get pending(): readonly FakePrompt[] {
    return this.#pending;
  }

  async start(): Promise<this> {
    const sockets = new WebSocketServer({ noServer: true });
    const http = createServer((request, response) => {
      void this.#answer(request, response).catch((error: unknown) => {
        response.writeHead(500).end(String(error));
      });
    });
    http.on('connection', (socket) => {
      this.#connections.add(socket);
      socket.once('close', () => this.#connections.delete(socket));
    });
    http.on('upgrade', (request, socket, head) => {
      if (this.options.socket === 'refused' || !this.#letsIn(request)) {
        socket.destroy();
        return;
      }
      sockets.handleUpgrade(request, socket, head, (opened) => {
        this.#connect(opened, new URL(request.url ?? '', this.url).searchParams.get('clientId') ?? '');
      });
    });
    await new Promise<void>((resolve, reject) => {
      http.once('error', reject);
      http.listen(this.#port, '127.0.0.1', resolve);
    });
    this.#port = (http.address() as AddressInfo).port;
    this.#http = http;
    return this;
  }

  /** Ends as a killed process does: no answers, no goodbyes; queue, history and cache are gone. */
  async die(): Promise<void> {
    this.#life += 1;
    this.#pending = [];
    this.#running = null;
    this.#history = new Map();
    this.#cache = new Map();
    this.#saved = new Map();
    this.#sockets.clear();
    const http = this.#http;
    this.#http = null;
    this.#connections.forEach((socket) => socket.destroy());
    await new Promise<void>((resolve) => {
      if (http === null) {
        resolve();
      } else {
        http.close(() => {
          resolve();
        });
      }
    });
  }

  async restart(after = 0): Promise<void> {
    await this.die();
    await wait(after);
    await this.start();
  }

  /** Cuts all sockets, as a proxy does; HTTP goes on. */
  dropSockets(): void {
    this.#sockets.forEach((socket) => {
      socket.terminate();
    });
  }

  /** Another program's job, in front of everybody. */
  async otherJob(milliseconds: number): Promise<string> {
    const id = randomUUID();
    const prompt = {
      id,
      number: -1,
      graph: { '1': { class_type: 'Sleep', inputs: { milliseconds } } },
      clientId: 'other',
    };
    this.#pending.unshift(prompt);
    void this.#work();
    await wait(1);
    return id;
  }

  finished(id: string): string | null {
    return this.#history.get(id)?.status.status_str ?? null;
  }

  #letsIn(request: IncomingMessage): boolean {
    const { token } = this.options;
    return (
      request.headers.origin === undefined &&
      (token === null || request.headers.authorization === `Bearer ${token}`)
    );
  }

  #connect(socket: WebSocket, id: string): void {
    this.clientIds.push(id);
    this.#sockets.set(id, socket);
    let first = true;
    socket.on('message', (data: Buffer) => {
      if (first) {
        this.firstMessages.push(data.toString());
      }
      first = false;
    });
    socket.on('error', () => undefined);
    // Whoever closes takes the id with it, even when a newer socket has it.
    socket.on('close', () => this.#sockets.delete(id));
    this.#say(id, 'status', { status: { exec_info: { queue_remaining: this.#pending.length } }, sid: id });
  }

  #say(to: string | null, type: string, data: unknown): void {
    if (this.options.socket === 'silent') {
      return;
    }
    const message = JSON.stringify({ type, data });
    for (const [id, socket] of this.#sockets) {
      if (to === null || to === id) {
        socket.send(message);
      }
    }
  }

  #sendBytes(to: string, bytes: Uint8Array): void {
    if (this.options.socket === 'speaks') {
      this.#sockets.get(to)?.send(bytes);
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    this.requests.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers });
    const json = (status: number, body: unknown) => {
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
    };
    if (request.headers.origin !== undefined) {
      json(403, {});
      return;
    }
    if (!this.#letsIn(request)) {
      json(401, {});
      return;
    }
    const [, first = '', second = ''] = url.pathname.split('/');
    const route = `${request.method ?? ''} /${first}`;
    const body = request.method === 'POST' ? await bodyOf(request) : new Uint8Array();
    switch (route) {
      case 'GET /system_stats':
        json(200, {
          system: { os: 'posix', comfyui_version: '0.3.60', argv: ['main.py'] },
          devices: [
            {
              name: 'cuda:0 NVIDIA GeForce RTX 4090 : cudaMallocAsync',
              type: 'cuda',
              vram_total: 24_000_000_000,
              vram_free: 20_000_000_000,
            },
          ],
        });
        return;
      case 'GET /object_info': {
        const all = describedNodes(this.files, this.options.age);
        this.options.without.forEach((name) => {
          // eslint-disable-next-line @typescript-eslint/no-dynamic-delete
          delete all[name];
        });
        json(200, second === '' ? all : second in all ? { [second]: all[second] } : {});
        return;
      }
      case 'GET /queue': {
        const item = ({ id, number, graph }: FakePrompt) => [number, id, graph, {}, []];
        json(200, {
          queue_running: this.#running === null ? [] : [item(this.#running)],
          queue_pending: this.#pending.map(item),
        });
        return;
      }
      case 'POST /queue': {
        const { delete: ids = [] } = parsed(body) as { delete?: string[] };
        this.deleted.push(...ids);
        this.#pending = this.#pending.filter(({ id }) => !ids.includes(id));
        response.writeHead(200).end();
        return;
      }
      case 'POST /interrupt': {
        const { prompt_id } = parsed(body) as { prompt_id?: string };
        this.interrupts.push(prompt_id ?? null);
        if (this.options.age === 'old' || prompt_id === undefined || prompt_id === this.#running?.id) {
          this.#interrupted = true;
        }
        response.writeHead(200).end();
        return;
      }
      case 'POST /free':
        this.freed += 1;
        response.writeHead(200).end();
        return;
      case 'GET /history': {
        const entry = this.#history.get(second);
        json(200, entry === undefined ? {} : { [second]: entry });
        return;
      }
      case 'GET /view':
      case 'HEAD /view': {
        const { filename, subfolder, type } = Object.fromEntries(url.searchParams);
        const shelf = type === 'input' ? this.inputs : this.outputs;
        const bytes = shelf.get(`${subfolder === '' ? '' : `${subfolder ?? ''}/`}${filename ?? ''}`);
        if (bytes === undefined) {
          response.writeHead(404).end();
        } else {
          response.writeHead(200, { 'Content-Type': 'image/png', 'Content-Length': bytes.length });
          response.end(request.method === 'HEAD' ? undefined : bytes);
        }
        return;
      }
      case 'POST /upload': {
        const form = await new Response(Buffer.from(body), {
          headers: { 'Content-Type': request.headers['content-type'] ?? '' },
        }).formData();
        json(200, await this.#store(form));
        return;
      }
      case 'POST /prompt':
        this.#submit(parsed(body) as Submission, json);
        return;
      default:
        json(404, {});
    }
  }

  async #store(form: FormData): Promise<unknown> {
    const file = form.get('image') as File;
    const subfolder = String(form.get('subfolder') ?? '');
    const name = this.options.clash ? file.name.replace('.png', ' (1).png') : file.name;
    this.uploads.push(file.name);
    this.inputs.set(
      subfolder === '' ? name : `${subfolder}/${name}`,
      new Uint8Array(await file.arrayBuffer()),
    );
    return { name, subfolder, type: 'input' };
  }

  #submit(submission: Submission, json: (status: number, body: unknown) => void): void {
    const { prompt: graph, client_id, prompt_id } = submission;
    const known = describedNodes(this.files, this.options.age);
    const errors: Record<string, unknown> = {};
    for (const [id, { class_type, inputs }] of Object.entries(graph)) {
      const described = this.options.without.includes(class_type) ? undefined : known[class_type];
      if (described === undefined) {
        const message = `Node '${class_type}' not found.`;
        if (this.options.age === 'old') {
          json(500, {});
        } else {
          json(400, {
            error: { type: 'missing_node_type', message, details: '', extra_info: {} },
            node_errors: {},
          });
        }
        return;
      }
      const found = Object.entries(inputs).flatMap(([name, value]) =>
        this.#objections(described, name, value),
      );
      if (found.length > 0) {
        errors[id] = { errors: found, dependent_outputs: [], class_type };
      }
    }
    if (Object.keys(errors).length > 0) {
      const error = {
        type: 'prompt_outputs_failed_validation',
        message: 'Prompt outputs failed validation',
        details: '',
        extra_info: {},
      };
      json(400, { error, node_errors: errors });
      return;
    }
    if (
      this.options.age === 'new' &&
      prompt_id !== undefined &&
      !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(prompt_id)
    ) {
      const message = 'prompt_id must be a valid UUID';
      json(400, { error: { type: 'invalid_prompt_id', message, details: '' }, node_errors: {} });
      return;
    }
    const id = this.options.age === 'new' && prompt_id !== undefined ? prompt_id : randomUUID();
    const prompt = { id, number: this.#number++, graph, clientId: client_id ?? '' };
    this.prompts.push(prompt);
    this.#pending.push(prompt);
    this.#say(null, 'status', { status: { exec_info: { queue_remaining: this.#pending.length } } });
    json(200, { prompt_id: id, number: prompt.number, node_errors: {} });
    void this.#work();
  }

  #objections(described: unknown, name: string, value: unknown): unknown[] {
    const { input } = described as { input: Record<string, Record<string, unknown[]>> };
    const spec = input['required']?.[name] ?? input['optional']?.[name];
    const config = (spec?.[1] ?? {}) as { options?: string[]; image_upload?: boolean };
    const options = Array.isArray(spec?.[0]) ? (spec[0] as string[]) : (config.options ?? null);
    if (config.image_upload === true) {
      const there = this.inputs.has(String(value));
      const details = `Invalid image file: ${String(value)}`;
      return there
        ? []
        : [{ type: 'custom_validation_failed', message: 'Custom validation failed for node', details }];
    }
    if (options !== null && !options.includes(String(value))) {
      const details = `${name}: '${String(value)}' not in ['${options.join("', '")}']`;
      return [{ type: 'value_not_in_list', message: 'Value not in list', details, extra_info: {} }];
    }
    return [];
  }

  async #work(): Promise<void> {
    if (this.#running !== null) {
      return;
    }
    const life = this.#life;
    for (let prompt = this.#pending.shift(); prompt !== undefined; prompt = this.#pending.shift()) {
      this.#running = prompt;
      const entry = await this.#run(prompt, life);
      if (life !== this.#life || entry === null) {
        return;
      }
      this.#history.set(prompt.id, entry);
      this.#running = null;
      if (this.options.age === 'old') {
        this.#say(prompt.clientId, 'executing', { node: null, prompt_id: prompt.id });
      }
      this.#say(null, 'status', { status: { exec_info: { queue_remaining: this.#pending.length } } });
    }
  }

  async #run({ id: prompt_id, graph, clientId }: FakePrompt, life: number): Promise<Entry | null> {
    const outputs: Entry['outputs'] = {};
    const messages: Messages = [];
    const tell = (type: string, data: object) => {
      messages.push([type, { ...data, prompt_id }]);
      this.#say(type === 'execution_interrupted' ? null : clientId, type, { ...data, prompt_id });
    };
    const ended = (status_str: string): Entry => ({
      outputs,
      status: { status_str, completed: status_str === 'success', messages },
    });
    this.#interrupted = false;
    tell('execution_start', {});
    const keys = new Map<string, string>();
    const order = orderOf(graph, keys);
    const cached = order.filter((node) => this.#cache.has(keys.get(node) ?? ''));
    tell('execution_cached', { nodes: cached });
    const values = new Map<string, Value>();
    for (const node of order) {
      // order lists ids of the graph
      const described = graph[node] as FakeGraph[string];
      const key = keys.get(node) ?? '';
      const before = this.#cache.get(key);
      if (before !== undefined) {
        values.set(node, before);
        const saved = this.#saved.get(key);
        if (saved !== undefined) {
          outputs[node] = saved;
        }
        continue;
      }
      this.#say(clientId, 'executing', { node, prompt_id });
      this.executed.push(described.class_type);
      await this.#sample(described, node, prompt_id, clientId);
      if (life !== this.#life) {
        return null;
      }
      if (this.#interrupted) {
        tell('execution_interrupted', { node_id: node, node_type: described.class_type, executed: [] });
        return ended('error');
      }
      const { trouble } = this.options;
      if (trouble !== null && trouble.at === described.class_type && trouble.times > 0) {
        trouble.times -= 1;
        // Nothing dies at once: models are moved about first.
        await wait(trouble.dies === 'no' ? 0 : 150);
        if (trouble.error !== null) {
          tell('execution_error', {
            node_id: node,
            node_type: described.class_type,
            executed: [],
            exception_message: trouble.error.message,
            exception_type: trouble.error.type,
            traceback: ['  File "execution.py", line 1\n'],
            current_inputs: { samples: ['0.1234, '.repeat(trouble.baggage / 8)] },
            current_outputs: [],
          });
        }
        if (trouble.dies !== 'no') {
          const { dies } = trouble;
          setTimeout(() => void (dies === null ? this.die() : this.restart(dies)), 5);
          await wait(1000);
          return null;
        }
        return ended('error');
      }
      const value = await execute(
        described,
        (name) => values.get(String((described.inputs[name] as string[] | undefined)?.[0])),
        {
          input: (name) => this.inputs.get(name) ?? null,
          paint: (received, at) => this.#paint(received, at),
        },
      );
      if (value.kind === 'latent' && described.class_type === 'WanVaceToVideo') {
        this.received.push(value.received);
      }
      values.set(node, value);
      this.#cache.set(key, value);
      if (described.class_type === 'SaveImage') {
        const saved = this.#save(described, values.get(String((described.inputs['images'] as string[])[0])));
        this.#saved.set(key, saved);
        outputs[node] = saved;
        tell('executed', { node, output: saved });
      }
    }
    if (this.options.age === 'new') {
      tell('execution_success', {});
    }
    return ended('success');
  }

  /** Steps, previews, and time that passes. */
  async #sample(node: FakeGraph[string], id: string, prompt_id: string, clientId: string): Promise<void> {
    if (node.class_type === 'Sleep') {
      for (let left = Number(node.inputs['milliseconds']); left > 0 && !this.#interrupted; left -= 5) {
        await wait(5);
      }
    }
    if (!node.class_type.startsWith('KSampler')) {
      return;
    }
    const from = Number(node.inputs['start_at_step'] ?? 0);
    const to = Math.min(Number(node.inputs['steps']), Number(node.inputs['end_at_step'] ?? Infinity));
    for (let value = 1; value <= to - from && !this.#interrupted; value++) {
      const max = to - from;
      if (this.options.age === 'new') {
        const nodes = { [id]: { value, max, state: 'running', node_id: id, prompt_id } };
        this.#say(clientId, 'progress_state', { prompt_id, nodes });
      }
      this.#say(clientId, 'progress', { value, max, prompt_id, node: id });
      await this.#preview(id, prompt_id, clientId);
      await wait(this.options.stepTime);
    }
  }

  async #preview(node: string, prompt_id: string, clientId: string): Promise<void> {
    const { previews } = this.options;
    if (previews === 'none') {
      return;
    }
    const create = { width: 16, height: 16, channels: 3, background: '#c04020' } as const;
    const jpeg = await sharp({ create }).jpeg().toBuffer();
    if (previews === 'odd') {
      const text = Buffer.from('progress text');
      this.#sendBytes(clientId, Buffer.concat([u32(3), u32(node.length), Buffer.from(node), text]));
      this.#sendBytes(clientId, Buffer.concat([u32(77), text]));
      this.#sendBytes(clientId, Buffer.from([0, 0]));
      this.#sendBytes(clientId, Buffer.concat([u32(4), u32(4_000_000_000), text]));
      return;
    }
    if (previews === 'plain') {
      this.#sendBytes(clientId, Buffer.concat([u32(1), u32(1), jpeg]));
      return;
    }
    const flags = this.firstMessages.at(-1) ?? '';
    if (flags.includes('supports_preview_metadata')) {
      const about = Buffer.from(JSON.stringify({ node_id: node, prompt_id, image_type: 'image/jpeg' }));
      this.#sendBytes(clientId, Buffer.concat([u32(4), u32(about.length), about, jpeg]));
    }
  }

  #save(node: FakeGraph[string], value: Value | undefined): Entry['outputs'][string] {
    const [filename = '', ...folders] = String(node.inputs['filename_prefix']).split('/').reverse();
    const subfolder = folders.reverse().join('/');
    const frames = value?.kind === 'images' ? value.frames : [];
    const lost = this.options.framesLost;
    const kept = lost >= 0 ? frames.slice(lost) : [...frames, ...frames.slice(lost)];
    const images = kept.map((bytes, at) => {
      const name = `${filename}_${String(at + 1).padStart(5, '0')}_.png`;
      this.outputs.set(subfolder === '' ? name : `${subfolder}/${name}`, bytes);
      return { filename: name, subfolder, type: 'output' };
    });
    return { images };
  }

  /** What was to be kept comes back as it was; all else is a colour of its own per frame. */
  async #paint({ guide, mask, width, height, seed }: Received, at: number): Promise<Uint8Array> {
    const { grows } = this.options;
    const weight = mask[at] === undefined ? 255 : await this.#greyOf(mask[at]);
    const given = guide[at];
    if (weight === 0 && given !== undefined && grows === 0) {
      return given;
    }
    const green = this.options.paintsSeeds ? (seed * 61) % 256 : 90;
    const background = { r: 40 + ((at * 7) % 200), g: green, b: 160 };
    const create = { width: width + grows, height: height + grows, channels: 3, background } as const;
    const look = JSON.stringify(create);
    const painted = this.#painted.get(look) ?? (await sharp({ create }).png({ effort: 1 }).toBuffer());
    this.#painted.set(look, painted);
    return painted;
  }

  async #greyOf(picture: Uint8Array): Promise<number> {
    const grey = this.#greys.get(picture) ?? (await sharp(picture).stats()).channels[0]?.mean ?? 0;
    this.#greys.set(picture, grey);
    return grey;
  }
}

interface Submission {
  readonly prompt: FakeGraph;
  readonly client_id?: string;
  readonly prompt_id?: string;
}

/** Ids in an order in which every node comes after what it takes; `keys` gets what each is made of, all the way up. */
function orderOf(graph: FakeGraph, keys: Map<string, string>): readonly string[] {
  const order: string[] = [];
  const visit = (id: string): string => {
    const known = keys.get(id);
    if (known !== undefined) {
      return known;
    }
    const node = graph[id];
    const inputs = Object.entries(node?.inputs ?? {}).map(([name, value]) =>
      Array.isArray(value) ? [name, visit(String(value[0])), value[1]] : [name, value],
    );
    const key = createHash('sha256')
      .update(JSON.stringify([node?.class_type, inputs]))
      .digest('hex');
    keys.set(id, key);
    order.push(id);
    return key;
  };
  Object.keys(graph).forEach(visit);
  return order;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

function parsed(body: Uint8Array): unknown {
  return JSON.parse(Buffer.from(body).toString() || '{}');
}
